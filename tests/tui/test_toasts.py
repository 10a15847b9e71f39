"""Toasts are shown whole."""

from __future__ import annotations

import pytest

from stsui.services import Services
from tests.tui.conftest import make_app, settled


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
