"""Toasts are shown whole."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast

from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.messages import ForgetRequested
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_no_line_of_a_toast_is_cut_off(services: Services, size: tuple[int, int]) -> None:
    app = make_app(services)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        for words in range(8, 32):
            app.clear_notifications()
            app.say("session " * words + "end.")
            await settled(pilot)
            drawn = "\n".join(
                "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
            )
            assert "end." in drawn, words


async def test_what_is_said_again_is_shown_once(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(notifications=True) as pilot:
        await settled(pilot)
        for _ in range(3):
            app.say("There is no profile to do this with.")
            await settled(pilot)
        app.say("Something else.")
        await settled(pilot)
        assert [toast._notification.message for toast in app.screen.query(Toast)] == [
            "There is no profile to do this with.",
            "Something else.",
        ]


async def test_the_keys_of_many_forgotten_sessions_are_theirs(services: Services) -> None:
    for name in ("payments-prod/OnCall", "payments-dev/OnCall"):
        services.manager.obtain(name, GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(notifications=True) as pilot:
        await settled(pilot)
        app.post_message(ForgetRequested(("payments-prod/OnCall", "payments-dev/OnCall")))
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        await settled(pilot)
        said = [toast._notification.message for toast in app.screen.query(Toast)]
        assert said == ["2 sessions forgotten here. AWS honours their keys until they expire."]


async def test_a_long_toast_stays_long_enough_to_be_read(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(notifications=True) as pilot:
        await settled(pilot)
        app.say("Short.")
        app.say("word " * 40)
        await settled(pilot)
        short, long = (toast._notification.time_left for toast in app.screen.query(Toast))
        assert short <= app.NOTIFICATION_TIMEOUT
        assert long > 10
