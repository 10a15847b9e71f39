"""What the screen's tests share: services on files in an empty home folder, and the app on them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from stsui.clock import Clock
from stsui.practice import PracticeAws
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.widgets.practice_strip import Practice
from tests.tui.fakes import make_services
from tests.tui.rest import at_rest, settled

Talk = Callable[[StsuiApp, Pilot[Any]], Awaitable[None]]
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


@pytest.fixture(autouse=True)
def no_idling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key pressed has had its effect once the loop has nothing left to do, not after a time."""
    monkeypatch.setattr("textual.app.wait_for_idle", at_rest)
    monkeypatch.setattr("textual.pilot.wait_for_idle", at_rest)


@pytest.fixture
def services() -> Services:
    """Services on a small company's files, in the home folder, which is shown as ~."""
    return make_services(Path.home())


@pytest.fixture
def aws() -> Iterator[PracticeAws]:
    with PracticeAws(Clock()) as practice:
        yield practice


@pytest.fixture
def practised(aws: PracticeAws, tmp_path: Path) -> Services:
    """Services that call the practice AWS."""
    return Services.open({"USER": "kim", "STSUI_STORE": "memory", **aws.environment(tmp_path)})


def make_app(services: Services, practice: Practice | None = None) -> StsuiApp:
    """The app with a clock that only tests move."""
    return StsuiApp(services, practice, ticking=False)


def on_screen(services: Services, talk: Talk) -> None:
    """Run the app, and talk to it once it has settled."""

    async def run() -> None:
        app = make_app(services)
        async with app.run_test(size=(120, 40)) as pilot:
            await settled(pilot)
            await talk(app, pilot)

    asyncio.run(run())


def pressing(*keys: str) -> Act:
    """For `snap_compare`'s run_before: settle, then press keys, settling after each."""

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return act
