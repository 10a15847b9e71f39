"""An automatic refresh that hangs: what is told of it, and escape."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.model import Credentials, Endpoint, Step
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.app import StsuiApp
from tests.helpers import PATIENCE, Line
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE, NOON, Issued, ScriptedGateway
from tests.tui.test_stopping import (
    LASTING,
    SIZE,
    WAITING,
    on_screen,
    running,
    said,
    services_with,
    then_hanging,
    until,
)

ROLE = "payments-prod/OnCall"


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


def row(app: StsuiApp, name: str) -> str:
    """The words of a profile's row."""
    table = app.home.table
    at = next(y for y, line in enumerate(table.listing.lines) if getattr(line, "name", "") == name)
    return table.render_line(at - table.scroll_offset.y).text


async def hanging_renewal(app: StsuiApp, pilot: Pilot[Any], line: Line) -> None:
    """Start a session whose program hangs when it is renewed, and let that time come."""
    app.home.table.go_to("slow")
    await pilot.press("enter", "enter")
    await settled(pilot)
    app.services.clock.sleep(56 * 60)
    app.renew_due(app.services.clock.now())
    await running(line)
    await until(pilot, lambda: app._renewals["slow"].waits == WAITING)


def seconds_later(app: StsuiApp, seconds: float) -> None:
    app.services.clock.sleep(seconds)
    app.home.tick(app.services.clock.now())
    app.renew_due(app.services.clock.now())


async def test_a_renewal_that_hangs_is_told_of_on_its_row_after_a_moment(line: Line) -> None:
    async with on_screen(services_with(line, then_hanging(LASTING))) as (app, pilot):
        await hanging_renewal(app, pilot, line)
        seconds_later(app, 4)
        assert not app.activities
        seconds_later(app, 4)
        await pilot.pause()
        assert app.activities["slow"].text == "renewing · esc stops it · ends in"
        assert "renewing · esc stops it · ends in 0:03:52" in row(app, "slow")
        assert app.home.view is not None
        assert app.home.view.renewing_since == NOON + timedelta(minutes=56)
        assert app.home.view.renewal_waits == WAITING
        seconds_later(app, 3 * 60 + 45)
        assert row(app, "slow").rstrip().endswith("renewing · esc stops it")
        seconds_later(app, 8)
        assert row(app, "slow").rstrip().endswith("renewing · esc stops it · has ended")
        await pilot.press("escape")
        await settled(pilot)


async def test_escape_on_the_row_ends_a_renewal_that_hangs_and_it_is_not_tried_again(line: Line) -> None:
    async with on_screen(services_with(line, then_hanging(LASTING))) as (app, pilot):
        await hanging_renewal(app, pilot, line)
        seconds_later(app, 8)
        await pilot.press("escape")
        await settled(pilot)
        assert line.gone()
        assert said(app) == ["The renewal of slow was stopped. It is not tried again unless you start it."]
        assert not app.activities
        assert not app.errors
        assert app.home.view is not None
        assert app.home.view.renewing_since is None
        assert app.home.view.refresh_at is None
        seconds_later(app, 60)
        await settled(pilot)
        assert not app._renewals
        assert "0:02:52" in row(app, "slow")


@dataclass
class SilentGateway(ScriptedGateway):
    """Answers when it is told to."""

    told: threading.Event = field(default_factory=threading.Event)

    def issue(
        self, step: Step, credentials: Credentials, endpoint: Endpoint, token_code: str | None
    ) -> Issued:
        assert self.told.wait(PATIENCE)
        return super().issue(step, credentials, endpoint, token_code)


async def test_a_renewal_that_waits_for_aws_says_so(services: Services) -> None:
    gateway = SilentGateway(services.clock)
    services.gateway = gateway  # type: ignore[assignment]  # the same methods, without boto3
    gateway.told.set()
    services.manager.obtain(ROLE, GivenCode(CODE))
    gateway.told.clear()
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.home.table.go_to(ROLE)
        services.clock.sleep(56 * 60)
        app.renew_due(services.clock.now())
        await until(pilot, lambda: ROLE in app._renewals)
        seconds_later(app, 8)
        assert app.activities[ROLE].text == "renewing · ends in"
        assert not app.activities[ROLE].stoppable
        assert app.home.view is not None
        assert app.home.view.renewal_waits == "Waiting for AWS"
        gateway.told.set()
        await settled(pilot)
        assert not app.activities
        assert app.home.view.renewing_since is None
        assert "1:00:00" in row(app, ROLE)


async def test_a_start_of_ones_own_tells_of_itself_beside_a_renewal_that_hangs(line: Line) -> None:
    async with on_screen(services_with(line, then_hanging(LASTING))) as (app, pilot):
        await hanging_renewal(app, pilot, line)
        seconds_later(app, 8)
        await pilot.press("enter")
        await until(pilot, lambda: "slow" in app._starting)
        seconds_later(app, 8)
        assert not app.activities["slow"].text.startswith("renewing")
        await until(pilot, lambda: app.activities["slow"].stoppable)
        await pilot.press("escape")
        await settled(pilot)
        assert line.gone()
        assert not app.activities


@pytest.mark.parametrize("size", [SIZE, (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_renewal_that_hangs(snap_compare: Callable[..., bool], line: Line, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, StsuiApp)
        await settled(pilot)
        await hanging_renewal(app, pilot, line)
        seconds_later(app, 8)

    app = make_app(services_with(line, then_hanging(LASTING)))
    assert snap_compare(app, run_before=act, terminal_size=size)
