"""Keys that arrive in one burst, as a terminal sends them when somebody types fast or pastes."""

from __future__ import annotations

from textual import events

from stsui.services import Services
from tests.tui.conftest import make_app, settled


async def test_a_filter_typed_in_one_burst_presses_no_other_key(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        shown = app.screen
        for character in "/cas/fx":
            key = "slash" if character == "/" else character
            app.post_message(events.Key(key, character))
        await settled(pilot)

        assert app.screen is shown
        assert app.home.filter_input.value == "cas/fx"
        assert not app.renewing
