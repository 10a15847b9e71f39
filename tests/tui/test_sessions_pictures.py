"""Pictures of the sessions screen: every state, at the sizes that matter, in every theme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.widgets.practice_strip import Practice
from stsui.tui.widgets.rows import Activity
from tests.tui.conftest import make_app, pressing, settled
from tests.tui.fakes import CODE, SETTINGS, StandingClock, make_services, no_trust

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
ALL_SIZES = pytest.mark.parametrize(
    "size", [(60, 15), (80, 24), (100, 30), (120, 40), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}"
)


def advance(services: Services, minutes: float) -> None:
    assert isinstance(services.clock, StandingClock)
    services.clock.advance(minutes * 60)


def start_some(services: Services) -> None:
    """Sessions of every state: active, expiring, expired, none, and a profile that cannot be started."""
    codes = GivenCode(CODE)
    services.manager.obtain("ledger-staging/ReadOnly", codes)
    advance(services, 20)
    services.manager.obtain("payments-prod/OnCall", codes)
    advance(services, 38)
    services.manager.obtain("payments-dev/Deploy", codes)
    advance(services, 13)
    services.manager.obtain("payments-dev/OnCall", codes)


@ALL_SIZES
def test_sessions_of_every_state(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    start_some(services)
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing())


@SIZES
def test_nothing_started(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("down"))


@SIZES
def test_filtered(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    start_some(services)
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("slash", *"pay dep"))


@SIZES
def test_filter_matches_nothing(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("slash", *"zebra"))


@SIZES
def test_marked(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("space", "down", "space"))


@SIZES
def test_a_greyed_key_says_why(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("s"))


@SIZES
def test_waiting_and_failed(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    app = make_app(services)

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app.activities["payments-prod/OnCall"] = Activity(
            "waiting for the next code", until=in_seconds(services, 14)
        )
        app.activities["payments-dev/Deploy"] = Activity(no_trust("Deploy").message, failed=True)
        app.errors["payments-dev/Deploy"] = no_trust("Deploy")
        app.publish()
        app.home.table.go_to("payments-dev/Deploy")
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=act)


def in_seconds(services: Services, seconds: float) -> Any:
    from datetime import timedelta

    return services.clock.now() + timedelta(seconds=seconds)


@SIZES
def test_no_profiles_at_all(snap_compare: Any, size: tuple[int, int]) -> None:
    services = make_services(Path.home(), config="", credentials="", settings="")
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing())


@SIZES
def test_problems_in_files(snap_compare: Any, size: tuple[int, int]) -> None:
    services = make_services(
        Path.home(), config="[profile ok]\nregion = eu-west-1\n[profile broken\nno equals sign\n"
    )
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing())


@SIZES
def test_the_list_of_problems(snap_compare: Any, size: tuple[int, int]) -> None:
    services = make_services(
        Path.home(),
        config="[profile ok]\nregion = eu-west-1\n[profile broken\nno equals sign\n",
        settings=SETTINGS + "keys: {consol: o}\n",
    )
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("p"))


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_practice_strip(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    practice = Practice("oncall", lambda: CODE, "a denial")
    assert snap_compare(make_app(services, practice), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("theme", ["midnight", "paper", "contrast", "sightline"])
def test_themes(snap_compare: Any, services: Services, theme: str) -> None:
    start_some(services)
    app = make_app(services)

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app.theme = theme
        await settled(pilot)

    assert snap_compare(app, terminal_size=(120, 40), run_before=act)


def test_no_color(snap_compare: Any, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    start_some(services)
    assert snap_compare(make_app(services), terminal_size=(120, 40), run_before=pressing())


HOSTILE = """\
[profile [red]markup[/red]]
role_arn = arn:aws:iam::444455556666:role/Admin
source_profile = oncall

[profile 支払い]
role_arn = arn:aws:iam::444455556666:role/Admin
source_profile = oncall

[profile e\u0301le\u0300ve\u200b\u202etxt.exe]
role_arn = arn:aws:iam::444455556666:role/Admin
source_profile = oncall

[profile oncall]
region = eu-west-1
"""


@SIZES
def test_hostile_names_are_text(snap_compare: Any, size: tuple[int, int]) -> None:
    services = make_services(Path.home(), config=HOSTILE, settings="")
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing())


@SIZES
@pytest.mark.parametrize("keys", [("i",), ("i", "v")], ids=["masked", "shown"])
def test_details(snap_compare: Any, services: Services, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    start_some(services)
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing(*keys))


@SIZES
def test_details_without_a_session(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("down", "i"))


@SIZES
def test_asks_before_many_are_forgotten(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    start_some(services)
    keys = ("slash", *"active", "tab", "home", "space", "space", "s")
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing(*keys))


def test_too_small_a_terminal_is_told(snap_compare: Any, services: Services) -> None:
    assert snap_compare(make_app(services), terminal_size=(30, 6), run_before=pressing())
