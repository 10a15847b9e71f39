"""What the screen's tests share: services on files in an empty home folder, and the app on them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.widgets.practice_strip import Practice
from tests.tui.fakes import make_services

Act = Callable[[Pilot[None]], Awaitable[None]]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run tests that are coroutines, each on a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in wanted}))
    return True


@pytest.fixture(autouse=True)
def steady_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blinking cursor would make two pictures of one state."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _: None)


@pytest.fixture
def services() -> Services:
    """Services on a small company's files, in the home folder, which is shown as ~."""
    return make_services(Path.home())


def make_app(services: Services, practice: Practice | None = None) -> StsuiApp:
    """The app with a clock that only tests move."""
    return StsuiApp(services, practice, ticking=False)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until every worker is done and everything is painted."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    while isinstance(pilot.app, StsuiApp) and pilot.app.looking.busy:
        await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.wait_for_scheduled_animations()  # a field that has come into focus may still scroll into view
    await pilot.pause()


def pressing(*keys: str) -> Act:
    """For `snap_compare`'s run_before: settle, then press keys, settling after each."""

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return act
