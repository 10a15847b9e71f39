"""The decode screen opened, pasted into and pressed keys on: what its tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.pilot import Pilot

from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.decode import DecodeScreen
from stsui.tui.widgets.practice_strip import Practice
from tests.tui.conftest import make_app, settled


@asynccontextmanager
async def decoding(
    services: Services, practice: Practice | None = None, size: tuple[int, int] = (100, 40)
) -> AsyncIterator[tuple[StsuiApp, Pilot[None], DecodeScreen]]:
    """The app with its decode screen open."""
    app = make_app(services, practice)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        assert isinstance(app.screen, DecodeScreen)
        yield app, pilot, app.screen


async def paste(pilot: Pilot[None], text: str) -> None:
    """Paste a text, and wait until it is read."""
    pilot.app.post_message(events.Paste(text))
    await settled(pilot)
    await settled(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, one after the other has had its effect."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def notices(app: StsuiApp) -> str:
    """All that was said."""
    return " ".join(notice.message for notice in app._notifications)
