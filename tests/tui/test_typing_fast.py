"""Keys that arrive in one burst, as a terminal sends them when somebody types fast or pastes."""

from __future__ import annotations

from textual import events

from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.start import StartDialog
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE

NAMED = {"/": "slash", "\r": "enter", "\x1b": "escape", "\t": "tab", "?": "question_mark"}


def burst(app: StsuiApp, typed: str) -> None:
    """Let all keys arrive before the first of them is looked at."""
    for character in typed:
        app.post_message(events.Key(NAMED.get(character, character), character))


async def test_a_filter_typed_in_one_burst_presses_no_other_key(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        shown = app.screen
        burst(app, "/cas/fx")
        await settled(pilot)

        assert app.screen is shown
        assert app.home.filter_input.value == "cas/fx"
        assert app.renewing, "a switches it off"


async def test_a_code_typed_in_one_burst_with_enter_lands_in_the_code_field(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        burst(app, f"\r{CODE[:5]}")
        await settled(pilot)

        assert isinstance(app.screen, StartDialog)
        assert app.screen.code.value == CODE[:5]


async def test_filter_start_and_code_in_one_burst_start_the_session(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        burst(app, f"/payments-dev onc\r{CODE}")
        await settled(pilot)

        assert "payments-dev/OnCall" in app.sessions
        assert app.home.filter_input.value == "payments-dev onc"


async def test_another_filter_is_typed_over_the_one_before(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        burst(app, "/payments\t/ledger")
        await settled(pilot)

        assert app.home.filter_input.value == "ledger"


async def test_keys_after_a_dialog_that_was_closed_go_to_the_list(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        burst(app, "\r\x1bjf")
        await settled(pilot)

        assert app.screen is app.home
        assert app.home.table.selected is not None
        assert app.home.table.selected.name in app.favourites


async def test_a_paste_waits_for_the_dialog_that_the_key_before_it_opens(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.post_message(events.Key("enter", "\r"))
        app.post_message(events.Paste(CODE))
        await settled(pilot)

        assert "payments-prod/OnCall" in app.sessions


async def test_a_denial_pasted_right_after_its_key_is_read(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        burst(app, "dstop")
        await settled(pilot)

        assert app.home.filter_input.value == ""
        assert app.screen is not app.home
