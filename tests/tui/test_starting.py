"""Starting sessions from the screen: how few keys it takes, and what is kept when something fails."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from stsui.errors import Unreachable
from stsui.model import Operation
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.app import StsuiApp
from stsui.tui.screens.start import StartDialog
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE, SETTINGS, ScriptedGateway, StandingClock, make_services, no_trust

SIZE = (120, 40)


def gateway_of(services: Services) -> ScriptedGateway:
    assert isinstance(services.gateway, ScriptedGateway)
    return services.gateway


async def press(app: StsuiApp, pilot: object, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)  # type: ignore[attr-defined]
    await settled(pilot)  # type: ignore[arg-type]


async def test_filter_enter_and_six_digits_start_a_session(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(app, pilot, "slash", *"prod", "enter", *CODE)
        assert app.screen is app.home
        assert set(app.sessions) >= {"payments-prod/OnCall"}
        assert gateway_of(services).calls == [
            (Operation.GET_SESSION_TOKEN, CODE),
            (Operation.ASSUME_ROLE, None),
        ]


async def test_a_second_role_needs_no_code(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(app, pilot, "enter", *CODE)
        await press(app, pilot, "down", "enter", "enter")
        assert len([name for name in app.sessions if name.startswith("payments-")]) == 2
        assert [code for _, code in gateway_of(services).calls].count(CODE) == 1


async def test_a_code_that_is_not_needed_yet_begins_mfa_anew(services: Services) -> None:
    services.manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    services.clock.sleep(1200)  # else the same digits would be taken for a code used twice
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        gateway_of(services).calls.clear()
        await press(app, pilot, "m", *"000000")
        assert isinstance(app.screen, StartDialog)
        assert "refused" in app.screen.code.problem
        await press(app, pilot, *CODE)
        assert app.screen is app.home
        assert gateway_of(services).calls == [
            (Operation.GET_SESSION_TOKEN, "000000"),
            (Operation.GET_SESSION_TOKEN, CODE),
            (Operation.ASSUME_ROLE, None),
        ]


async def test_marked_profiles_take_one_new_mfa_session(services: Services) -> None:
    services.manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    services.clock.sleep(1200)  # else the same digits would be taken for a code used twice
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        gateway_of(services).calls.clear()
        await press(app, pilot, "space", "space", "m", *CODE)
        operations = [operation for operation, _ in gateway_of(services).calls]
        assert operations == [Operation.GET_SESSION_TOKEN, Operation.ASSUME_ROLE, Operation.ASSUME_ROLE]


async def test_refresh_without_a_code_asks_nothing(services: Services) -> None:
    services.manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        before = app.sessions["payments-prod/OnCall"].access_key_id
        await press(app, pilot, "enter")
        assert app.screen is app.home
        assert app.sessions["payments-prod/OnCall"].access_key_id != before


async def test_a_wrong_code_is_asked_for_again(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(app, pilot, "enter", *"999999")
        assert isinstance(app.screen, StartDialog)
        await press(app, pilot, *CODE)
        assert "payments-prod/OnCall" in app.sessions


async def test_one_code_starts_all_marked_and_keeps_what_came(services: Services) -> None:
    gateway_of(services).refusals["Deploy"] = no_trust("Deploy")
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(app, pilot, "slash", *"payments-dev", "tab", "space", "space", "space", "enter", *CODE)
        assert {"payments-dev/OnCall", "payments-dev/ReadOnly"} <= set(app.sessions)
        assert app.activities["payments-dev/Deploy"].failed
        assert [code for _, code in gateway_of(services).calls].count(CODE) == 1


async def test_an_action_on_a_profile_without_session_goes_on_after_the_start(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(app, pilot, "y", *CODE)
        await settled(pilot)
        assert "AWS_ACCESS_KEY_ID" in app.clipboard
        assert "wJalrXUtnFEMI" in app.clipboard


async def test_due_sessions_are_renewed_by_themselves() -> None:
    services = make_services(Path.home(), settings="refresh: {auto: true, ahead: 5m}\n")
    services.manager.obtain("payments-admin", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        first = app.sessions["payments-admin"].access_key_id
        for _ in range(12):
            assert isinstance(services.clock, StandingClock)
            services.clock.advance(290)
            for _ in range(5):
                app.tick()
            await settled(pilot)
        assert app.sessions["payments-admin"].access_key_id != first


async def test_after_a_sleep_what_is_due_is_renewed_at_once() -> None:
    services = make_services(Path.home(), settings="refresh: {auto: true, ahead: 5m}\n")
    services.manager.obtain("payments-admin", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        first = app.sessions["payments-admin"].access_key_id
        services.clock.sleep(58 * 60)
        app.tick()
        await settled(pilot)
        assert app.sessions["payments-admin"].access_key_id != first


async def test_a_refresh_that_fails_does_not_hide_the_session_that_runs(services: Services) -> None:
    services.manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    gateway_of(services).refusals["OnCall"] = Unreachable("No route to AWS.", "Check the network.")
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(app, pilot, "enter")
        assert "payments-prod/OnCall" not in app.activities
        assert app.home.view is not None
        assert app.home.view.error is not None
        assert [toast.title for toast in app._notifications] == ["Could not start payments-prod/OnCall"]


async def test_a_code_that_a_renewal_needs_is_a_quiet_notice() -> None:
    services = make_services(Path.home(), settings="refresh: {auto: true}\n")
    services.manager.obtain("long-shift", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(services.clock, StandingClock)
        services.clock.advance(3 * 3600 + 59 * 60)
        for _ in range(5):
            app.tick()
        await settled(pilot)
        assert app.screen is app.home
        assert app.code_notice.startswith("1 session")


async def test_forgetting_many_asks_first(services: Services) -> None:
    services.manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    services.manager.obtain("payments-dev/OnCall", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(app, pilot, "slash", *"oncall active", "tab", "home", "space", "space", "space", "s")
        assert app.screen is not app.home
        await press(app, pilot, "y")
        assert not app.sessions


async def test_quitting_does_not_wait_for_a_hanging_call(services: Services) -> None:
    app = make_app(services)
    release = threading.Event()
    started = time.monotonic()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.call("hang", lambda: release.wait(60), lambda _: None)
        await pilot.pause()
    release.set()
    assert time.monotonic() - started < 30


async def test_a_failure_is_told_with_what_to_do(services: Services) -> None:
    gateway_of(services).refusals["OnCall"] = Unreachable("STS does not answer.", "Check the network.")
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(app, pilot, "enter", *CODE)
        assert isinstance(app.screen, StartDialog)
        await press(app, pilot, "escape")
        assert app.home.view is not None
        assert app.home.view.error is not None
        assert app.home.view.error.hint == "Check the network."


@pytest.mark.parametrize("key", ["s", "m"])
async def test_greyed_keys_give_their_reason(services: Services, key: str) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.home.table.go_to("oncall" if key == "s" else "lost")
        await press(app, pilot, key)
        assert [toast.message for toast in app._notifications]


@pytest.mark.parametrize(
    ("settings", "key", "words"),
    [
        ("", "x", "2 are marked: esc takes the marks away, then x is for the one under the cursor."),
        (
            "keys: {shell: X, clear: ctrl+l}",
            "X",
            "2 are marked: ^l takes the marks away, then X is for the one under the cursor.",
        ),
    ],
)
async def test_a_shell_for_several_says_the_way_out(settings: str, key: str, words: str) -> None:
    app = make_app(make_services(Path.home(), settings=f"{SETTINGS}{settings}\n"))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(app, pilot, "space", "space", key)
        assert [toast.message for toast in app._notifications] == [f"A shell takes one profile, and {words}"]


async def test_the_whole_screen_is_painted_anew_after_a_sleep(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        painted: list[bool] = []
        app.home.screen_layout_refresh_signal.subscribe(app.home, lambda _: painted.append(True))
        services.clock.sleep(1)
        app.tick()
        await settled(pilot)
        assert not painted
        services.clock.sleep(120)
        app.tick()
        await settled(pilot)
        assert painted
