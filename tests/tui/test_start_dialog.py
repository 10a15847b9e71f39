"""The start dialog: what it asks, what it refuses, and what it says while AWS is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from stsui.errors import AccessRefused, CodeNeeded, CodeRefused
from stsui.model import Operation, State
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.app import StsuiApp
from stsui.tui.screens.start import StartDialog
from stsui.tui.screens.start_request import StartRequest, needs
from stsui.tui.widgets.code_input import code_in
from stsui.tui.widgets.field import ParameterField
from stsui.tui.widgets.fold import Fold
from tests.tui.conftest import make_app, pressing, settled
from tests.tui.fakes import CODE, CONFIG, DEVICE, ScriptedGateway, StandingClock, make_services, no_trust

ON_CALL = "payments-prod/OnCall"
SIZES = pytest.mark.parametrize(
    "size", [(60, 15), (80, 24), (120, 40), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}"
)

Talk = Callable[[StsuiApp, Pilot[None]], Awaitable[None]]


def dialog_of(app: StsuiApp) -> StartDialog:
    assert isinstance(app.screen, StartDialog)
    return app.screen


async def field_of(app: StsuiApp, pilot: Pilot[None], name: str) -> ParameterField:
    """A field of what may be changed, which is unfolded first."""
    dialog = dialog_of(app)
    dialog.query_one("#changes", Fold).collapsed = False
    await settled(pilot)
    return dialog.query_one(f"#field-{name}", ParameterField)


def gateway_of(services: Services) -> ScriptedGateway:
    gateway: Any = services.gateway
    assert isinstance(gateway, ScriptedGateway)
    return gateway


def in_dialog(services: Services, *profiles: str, talk: Talk) -> None:
    """Open the dialog for these profiles and go on with `talk`."""

    async def run() -> None:
        app = make_app(services)
        async with app.run_test(size=(120, 40)) as pilot:
            await settled(pilot)
            app.open_dialog(profiles)
            await settled(pilot)
            await talk(app, pilot)

    asyncio.run(run())


def opening(*profiles: str, keys: tuple[str, ...] = ()) -> Any:
    """For `snap_compare`: open the dialog, then press keys."""

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app: Any = pilot.app
        app.open_dialog(profiles)
        await pressing(*keys)(pilot)

    return act


# ------------------------------------------------------------------ the code


def test_six_digits_start_by_themselves(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        await pilot.press(*CODE)
        await settled(pilot)
        assert not isinstance(app.screen, StartDialog)
        assert app.sessions[ON_CALL].state(services.clock.now()) is State.ACTIVE

    in_dialog(services, ON_CALL, talk=talk)
    assert gateway_of(services).calls == [
        (Operation.GET_SESSION_TOKEN, CODE),
        (Operation.ASSUME_ROLE, None),
    ]


def test_five_digits_and_enter_say_what_is_missing(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        await pilot.press(*"12345", "enter")
        await settled(pilot)
        assert dialog_of(app).code.problem == "The token code must be 6 characters, not 5."

    in_dialog(services, ON_CALL, talk=talk)
    assert gateway_of(services).calls == []


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("123456", "123456"),
        ("123 456", "123456"),
        (" 123-456\n", "123456"),
        ("Your code is 123456. Tell nobody.", "123456"),
        ("12345", None),
        ("1234567", None),
        ("123456 or 654321", None),
        ("١٢٣٤٥٦", None),
        ("", None),
    ],
)
def test_code_in_a_pasted_text(pasted: str, code: str | None) -> None:
    assert code_in(pasted) == code


def test_paste_starts_too(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        assert app.focused
        app.focused.post_message(events.Paste("123 456"))
        await settled(pilot)
        assert ON_CALL in app.sessions

    in_dialog(services, ON_CALL, talk=talk)


def test_a_paste_without_a_code_is_explained(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        assert app.focused
        app.focused.post_message(events.Paste("hunter2"))
        await settled(pilot)
        assert "no six-digit code" in dialog_of(app).code.problem
        assert dialog_of(app).code.value == ""

    in_dialog(services, ON_CALL, talk=talk)


def test_a_wrong_code_is_asked_for_again(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        await pilot.press(*"000000")
        await settled(pilot)
        dialog = dialog_of(app)
        assert dialog.code.problem.startswith("AWS refused the code: wrong or already used code")
        assert dialog.code.input.has_focus
        assert dialog.code.value == ""
        await pilot.press("1")
        assert dialog.code.problem == ""
        await pilot.press(*CODE[1:])
        await settled(pilot)
        assert ON_CALL in app.sessions

    in_dialog(services, ON_CALL, talk=talk)


def test_a_used_code_counts_down_to_the_next(services: Services) -> None:
    clock = services.clock
    assert isinstance(clock, StandingClock)

    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        dialog = dialog_of(app)
        retry_at = clock.now() + timedelta(seconds=14)
        dialog.refused(CodeRefused(f"This code of {DEVICE} was used already.", "Wait.", retry_at=retry_at))
        await settled(pilot)
        assert dialog.code.problem == "This code was used already. A new code comes in 14 s."
        clock.advance(13.5)
        app.tick()
        assert dialog.code.problem.endswith("in 1 s.")
        clock.advance(0.5)
        app.tick()
        assert dialog.code.problem == ""
        assert "new code" in dialog.code.allowed

    in_dialog(services, ON_CALL, talk=talk)


def test_no_code_is_asked_for_while_an_mfa_session_lives(services: Services) -> None:
    services.manager.obtain("payments-dev/OnCall", GivenCode(CODE))

    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        dialog = dialog_of(app)
        assert not dialog.code.display
        assert dialog.go.has_focus
        await pilot.press("enter")
        await settled(pilot)
        assert ON_CALL in app.sessions

    in_dialog(services, ON_CALL, talk=talk)


def test_a_stored_secret_makes_the_code(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        app.pop_screen()
        app.stored_serials = frozenset({DEVICE})
        app.open_dialog((ON_CALL,))
        await settled(pilot)
        dialog = dialog_of(app)
        assert not dialog.code.display
        dialog.refused(CodeNeeded(f"{ON_CALL} needs a code, and nobody can be asked for it."))
        await settled(pilot)
        assert dialog.code.input.has_focus
        assert dialog.code.problem == "No code could be made for this device; type the one it shows."

    in_dialog(services, ON_CALL, talk=talk)


# ------------------------------------------------------------------ refusals and waiting


def test_a_refusal_stays_in_the_dialog_and_then_takes_no_second_code(services: Services) -> None:
    gateway_of(services).refusals["Deploy"] = no_trust("Deploy")

    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        await pilot.press(*CODE)
        await settled(pilot)
        dialog = dialog_of(app)
        assert dialog.go.disabled is False
        app.tick()  # by now the MFA session that the code opened is known
        await settled(pilot)
        assert not dialog.code.display
        assert dialog.go.has_focus
        gateway_of(services).refusals.clear()
        await pilot.press("enter")
        await settled(pilot)
        assert "payments-dev/Deploy" in app.sessions

    in_dialog(services, "payments-dev/Deploy", talk=talk)


def test_escape_leaves_while_aws_is_asked(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        dialog = dialog_of(app)
        dialog._wait_for(1)
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(app.screen, StartDialog)
        dialog.done()  # comes too late, and does no harm

    in_dialog(services, ON_CALL, talk=talk)


# ------------------------------------------------------------------ what may be changed


def test_a_longer_duration_takes_a_code_of_its_own(services: Services) -> None:
    services.manager.obtain("payments-dev/OnCall", GivenCode(CODE))
    clock = services.clock
    assert isinstance(clock, StandingClock)
    clock.advance(3600)  # that code is forgotten

    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        dialog = dialog_of(app)
        assert not dialog.code.display
        field: Any = await field_of(app, pilot, "duration-seconds")
        field.input.value = "2 h"
        await settled(pilot)
        assert dialog.code.display
        dialog.code.input.value = CODE
        await settled(pilot)
        assert app.sessions[ON_CALL].lifetime == timedelta(hours=2)

    in_dialog(services, ON_CALL, talk=talk)
    assert gateway_of(services).calls[-1] == (Operation.ASSUME_ROLE, CODE)


@pytest.mark.parametrize(
    ("profile", "typed", "problem"),
    [
        (ON_CALL, "13 h", "13 h is asked for, but AssumeRole takes 15 min to 12 h."),
        (ON_CALL, "soon", "'soon' is no duration; write it like 1h, 90min or 3600."),
        ("oncall", "40 h", "40 h is asked for, but GetSessionToken takes 15 min to 36 h."),
        ("oncall", "10 min", "10 min is asked for, but GetSessionToken takes 15 min to 36 h."),
    ],
)
def test_what_the_rules_forbid_is_said_as_it_is_typed(
    services: Services, profile: str, typed: str, problem: str
) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        dialog = dialog_of(app)
        field: Any = await field_of(app, pilot, "duration-seconds")
        field.input.value = typed
        await settled(pilot)
        assert field.problem == problem
        assert dialog.go.disabled
        dialog.code.input.value = CODE
        await settled(pilot)
        assert dialog_of(app) is dialog
        field.input.value = ""
        await settled(pilot)
        assert field.problem == ""
        assert not dialog.go.disabled

    in_dialog(services, profile, talk=talk)
    assert gateway_of(services).calls == []


def test_changes_ride_along(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        dialog = dialog_of(app)
        field: Any = await field_of(app, pilot, "role-session-name")
        field.input.value = "incident-42"
        await settled(pilot)
        dialog.code.input.value = CODE
        await settled(pilot)
        assert app.sessions[ON_CALL].changes.role_session_name == "incident-42"

    in_dialog(services, ON_CALL, talk=talk)


# ------------------------------------------------------------------ many at once


def test_sound_plans_start_without_the_broken_ones(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        assert str(dialog_of(app).go.label) == "Start 2 of 3"
        await pilot.press(*CODE)
        await settled(pilot)
        assert set(app.sessions) == {"oncall", ON_CALL, "payments-dev/OnCall"}

    in_dialog(services, ON_CALL, "lost", "payments-dev/OnCall", talk=talk)


def test_each_device_is_asked_apart() -> None:
    other = DEVICE.replace("oncall", "deploy")
    services = make_services(
        Path.home(),
        config=CONFIG + f"\n[profile other]\nrole_arn = arn:aws:iam::888899990000:role/Other\n"
        f"source_profile = oncall\nmfa_serial = {other}\n",
    )

    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        request: StartRequest = dialog_of(app)._request
        assert [plan.profile for plan in request.runnable] == [ON_CALL]
        assert request.later == {"other"}
        await pilot.press(*CODE)
        await settled(pilot)
        assert set(app.sessions) == {"oncall", ON_CALL}

    in_dialog(services, ON_CALL, "other", talk=talk)
    assert [code for _, code in gateway_of(services).calls] == [CODE, None]


def test_a_role_with_a_code_of_its_own_is_left_for_later(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        request: StartRequest = dialog_of(app)._request
        assert [plan.profile for plan in request.runnable] == [ON_CALL]
        assert needs(request) == "To be started apart, with another code: long-shift."
        await pilot.press(*CODE)
        await settled(pilot)
        assert set(app.sessions) == {"oncall", ON_CALL}

    in_dialog(services, "long-shift", ON_CALL, talk=talk)


# ------------------------------------------------------------------ pictures


@SIZES
def test_asks_for_the_code(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=opening(ON_CALL))


@SIZES
def test_refused_code(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    act = opening(ON_CALL, keys=tuple("000000"))
    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
def test_not_allowed(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    act = opening("oncall", keys=("tab", "enter", "tab", "home", "4"))
    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@pytest.mark.parametrize("theme", ["midnight", "paper", "contrast", "sightline"])
def test_themes(snap_compare: Any, services: Services, theme: str) -> None:
    app = make_app(services)

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app.theme = theme
        await opening(ON_CALL, keys=("tab", "enter"))(pilot)

    assert snap_compare(app, terminal_size=(120, 40), run_before=act)


def test_without_colour(snap_compare: Any, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(make_app(services), terminal_size=(80, 24), run_before=opening(ON_CALL))


def test_many_with_a_broken_one(snap_compare: Any, services: Services) -> None:
    act = opening(ON_CALL, "lost", "payments-dev/OnCall", "payments-dev/Deploy")
    assert snap_compare(make_app(services), terminal_size=(80, 24), run_before=act)


def test_nothing_can_be_started(snap_compare: Any, services: Services) -> None:
    assert snap_compare(make_app(services), terminal_size=(80, 24), run_before=opening("lost"))


def test_refused_by_aws(snap_compare: Any, services: Services) -> None:
    gateway_of(services).refusals["OnCall"] = AccessRefused(
        "AWS said no: OnCall may not be assumed.", "Ask its owner."
    )
    act = opening(ON_CALL, keys=tuple(CODE))
    assert snap_compare(make_app(services), terminal_size=(80, 24), run_before=act)


def test_counting_down_to_the_next_code(snap_compare: Any, services: Services) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await opening(ON_CALL)(pilot)
        dialog: Any = pilot.app.screen
        dialog._wait_for(1)
        dialog.progress(
            "Waiting for the next code of the MFA device", services.clock.now() + timedelta(seconds=14)
        )
        await pilot.pause()

    assert snap_compare(make_app(services), terminal_size=(80, 24), run_before=act)


def test_a_narrow_dialog_still_says_how_to_leave_it(services: Services) -> None:
    async def run() -> None:
        app = make_app(services)
        async with app.run_test(size=(40, 12)) as pilot:
            await settled(pilot)
            app.open_dialog((ON_CALL,))
            await settled(pilot)
            drawn = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
            assert "esc cancel" in drawn

    asyncio.run(run())
