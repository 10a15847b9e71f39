"""Programs that the UI waits for: what it says meanwhile, and escape."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.model import Operation
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.messages import DecodeOpened
from stsui.tui.screens.operation import OperationDialog
from stsui.tui.screens.start import StartDialog
from stsui.tui.starting import AT_ONCE
from stsui.tui.widgets.proof_field import ProofField
from tests.helpers import PATIENCE, Line, command
from tests.tui.conftest import make_app, settled
from tests.tui.denial_texts import ENCODED
from tests.tui.fakes import CODE, CONFIG, SETTINGS, make_services

LOOK = 0.01
"""Seconds between looks at what threads do."""
SIZE = (120, 30)
SNAP: dict[str, Any] = {"terminal_size": SIZE}
KEYS = {
    "Version": 1,
    "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "SessionToken": "AQoDYXdzEJr1K5oEXAMPLETOKEN",
}
LASTING = KEYS | {"Expiration": "2026-03-14T13:00:00Z"}
HANGING = "call('helper'); start(\"call('child'); hold()\"); hold()"
WAITING = "Waiting for the credential_process of profile slow"


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


def then_hanging(keys: dict[str, object]) -> str:
    """A program that gives these keys once, and then never again."""
    return f"""
seen = Path(__file__).with_name("seen")
if seen.exists():
    {HANGING}
seen.touch()
print({json.dumps(json.dumps(keys))})
"""


def services_with(line: Line, script: str) -> Services:
    """A company with a profile whose program runs `script`, which is also its way to a SAML response."""
    started = command(Path.home(), line, script)
    config = f"{CONFIG}\n[profile slow]\ncredential_process = {started}\nregion = eu-west-1\n"
    return make_services(Path.home(), config=config, settings=f"{SETTINGS}saml_process: '{started}'\n")


@asynccontextmanager
async def on_screen(services: Services) -> AsyncIterator[tuple[StsuiApp, Pilot[Any]]]:
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.home.table.go_to("slow")
        yield app, pilot


async def until(pilot: Pilot[Any], happened: Callable[[], bool]) -> None:
    """Wait for something that a thread brings about."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        await asyncio.sleep(LOOK)
    await pilot.pause()


async def running(line: Line) -> None:
    """Wait for a program and its child."""
    assert await asyncio.to_thread(line.answer, 2) == ["helper", "child"]


def screen_of(app: StsuiApp) -> Any:
    """The screen that is in front now."""
    return app.screen


def said(app: StsuiApp) -> list[str]:
    return [toast.message for toast in app._notifications]


async def test_escape_in_the_dialog_ends_the_program_and_what_it_has_started(line: Line) -> None:
    async with on_screen(services_with(line, HANGING)) as (app, pilot):
        await pilot.press("enter", "enter")
        dialog = screen_of(app)
        assert isinstance(dialog, StartDialog)
        await running(line)
        await until(pilot, lambda: WAITING in str(dialog.doing.render()))
        await pilot.press("escape")
        await settled(pilot)
        assert screen_of(app) is app.home
        assert line.gone()
        assert said(app) == ["slow was stopped."]
        assert not app.activities
        assert not app.errors
        assert app.services.manager.entries() == []


async def test_one_enter_too_many_stops_nothing(line: Line) -> None:
    async with on_screen(services_with(line, HANGING)) as (app, pilot):
        await pilot.press("enter", "enter")
        dialog = screen_of(app)
        await running(line)
        await until(pilot, lambda: WAITING in str(dialog.doing.render()))
        await pilot.press("enter", "enter", "space")
        assert screen_of(app) is dialog
        assert said(app) == []
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert said(app) == ["slow was stopped."]
        assert line.gone()


async def test_escape_on_the_row_ends_a_renewal_and_the_session_stays(line: Line) -> None:
    async with on_screen(services_with(line, then_hanging(LASTING))) as (app, pilot):
        await pilot.press("enter", "enter")
        await settled(pilot)
        before = app.sessions["slow"]
        await pilot.press("enter")
        await running(line)
        await until(pilot, lambda: app.activities["slow"].text == f"esc stops it: w{WAITING[1:]}")
        await pilot.press("escape")
        await settled(pilot)
        assert line.gone()
        assert said(app)[-1] == "slow was stopped."
        assert not app.activities
        assert app.sessions["slow"] == before


async def test_escape_on_the_row_ends_a_program_that_a_key_waits_for(line: Line) -> None:
    async with on_screen(services_with(line, then_hanging(KEYS))) as (app, pilot):
        await pilot.press("y", "enter")  # its keys do not end, so they are not kept: it is run again for them
        await running(line)
        await until(pilot, lambda: "slow" in app.activities and app.activities["slow"].stoppable)
        await pilot.press("escape")
        await settled(pilot)
        assert line.gone()
        assert said(app)[-1] == "slow was stopped."
        assert not app.activities
        assert not app.clipboard


async def test_the_marks_and_the_filter_stay_while_something_is_stopped(line: Line) -> None:
    async with on_screen(services_with(line, then_hanging(LASTING))) as (app, pilot):
        await pilot.press("enter", "enter")
        await settled(pilot)
        await pilot.press("slash", *"slow", "tab", "space", "enter")
        await running(line)
        await until(pilot, lambda: app.activities["slow"].stoppable)
        await pilot.press("escape")
        await settled(pilot)
        assert app.home.table.marked == {"slow"}
        await pilot.press("escape")
        assert not app.home.table.marked
        assert app.home.filter_input.value == "slow"


async def test_what_has_not_had_its_turn_is_not_begun(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot, AsyncExitStack() as busy:
        await settled(pilot)
        for _ in range(AT_ONCE):
            await busy.enter_async_context(app.slots)
        await pilot.press("space", "space", "enter", *CODE)
        assert isinstance(screen_of(app), StartDialog)
        await pilot.press("escape")
        await busy.aclose()
        await settled(pilot)
        assert said(app) == ["0 started, 2 stopped"]
        gateway: Any = services.gateway
        assert gateway.calls == []


async def test_escape_in_a_form_stops_its_helper_and_the_form_stays(line: Line) -> None:
    async with on_screen(services_with(line, HANGING)) as (app, pilot):
        app.open_form(Operation.ASSUME_ROLE_WITH_SAML, "slow")
        await settled(pilot)
        dialog = screen_of(app)
        assert isinstance(dialog, OperationDialog)
        await pilot.press("ctrl+r", "ctrl+r")
        await running(line)
        await until(pilot, lambda: "Waiting for saml_process" in str(dialog.doing.render()))
        assert dialog._hint() == "esc stop saml_process"
        await pilot.press("escape")
        await settled(pilot)
        assert line.gone()
        assert screen_of(app) is dialog
        assert "ctrl+r saml_process" in dialog._hint()
        assert not any(field.problem for field in dialog.query(ProofField))
        await pilot.press("escape")
        assert screen_of(app) is app.home


async def test_a_helper_that_fails_is_told_of_beside_its_field(line: Line) -> None:
    async with on_screen(services_with(line, "sys.exit(3)")) as (app, pilot):
        app.open_form(Operation.ASSUME_ROLE_WITH_SAML, "slow")
        await settled(pilot)
        await pilot.press("ctrl+r")
        await settled(pilot)
        problem = screen_of(app).query_one(ProofField).problem
        assert problem == "The saml_process failed with exit code 3. Run it by hand to see what it says."


async def test_escape_stops_a_reading_that_waits_for_a_session(line: Line) -> None:
    async with on_screen(services_with(line, HANGING)) as (app, pilot):
        app.post_message(DecodeOpened("slow"))
        await settled(pilot)
        screen = screen_of(app)
        screen.read(ENCODED)
        await running(line)
        await until(pilot, lambda: f"{WAITING} (esc stops it)" in str(screen.progress.render()))
        await pilot.press("escape")
        await settled(pilot)
        assert line.gone()
        assert screen_of(app) is screen
        (reading,) = screen.readings.all
        assert [denial.obstacle for denial in reading.denials] == ["The reading of a text was stopped."]
        await pilot.press("escape")
        assert screen_of(app) is app.home


def test_waiting_in_the_dialog(snap_compare: Callable[..., bool], line: Line) -> None:
    async def act(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, StsuiApp)
        await settled(pilot)
        app.home.table.go_to("slow")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: "slow" in app.activities and app.activities["slow"].stoppable)
        await running(line)

    assert snap_compare(make_app(services_with(line, HANGING)), run_before=act, **SNAP)


def test_waiting_on_the_row(snap_compare: Callable[..., bool], line: Line) -> None:
    async def act(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, StsuiApp)
        await settled(pilot)
        app.home.table.go_to("slow")
        await pilot.press("enter", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "slow" in app.activities and app.activities["slow"].stoppable)
        await running(line)

    assert snap_compare(make_app(services_with(line, then_hanging(LASTING))), run_before=act, **SNAP)
