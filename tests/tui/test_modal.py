"""What is seen around a dialog: the list, dimmed, as it is now."""

from __future__ import annotations

from typing import Any

from rich.style import Style
from textual.geometry import Region, Size
from textual.pilot import Pilot

from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.app import StsuiApp
from stsui.tui.screens.help import HelpScreen
from stsui.tui.screens.start import StartDialog
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE

ROW = "payments-prod/ReadOnly"


async def opened(app: StsuiApp, pilot: Pilot[Any]) -> StartDialog:
    await settled(pilot)
    app.open_dialog(("payments-prod/OnCall",))
    await settled(pilot)
    assert isinstance(app.screen, StartDialog)
    return app.screen


def painted(app: StsuiApp) -> list[str]:
    """The lines on the terminal."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def looks(app: StsuiApp) -> set[Style | None]:
    """How the list's first line is drawn."""
    return {segment.style for segment in app.screen._compositor.render_strips()[0]}


async def test_the_list_is_seen_around_a_dialog(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        before = painted(app)
        bright = looks(app)
        dialog = await opened(app, pilot)
        top = dialog.dialog.region.y
        assert painted(app)[:top] == before[:top]
        assert painted(app)[-1] == before[-1]
        assert looks(app).isdisjoint(bright), "it is dimmed"


async def test_what_changes_beneath_is_seen(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot)
        assert not any("active" in line for line in painted(app))
        services.manager.obtain(ROW, GivenCode(CODE))
        app.look_at_sessions()
        await settled(pilot)
        assert isinstance(app.screen, StartDialog)
        assert any("active" in line for line in painted(app))


async def test_what_changed_under_another_screen_is_seen_afterwards(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot)
        app.push_screen(HelpScreen())
        await settled(pilot)
        services.manager.obtain(ROW, GivenCode(CODE))
        app.look_at_sessions()
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, StartDialog)
        assert any("active" in line for line in painted(app))


async def test_another_theme_colours_the_list_too(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot)
        before = looks(app)
        app.theme = "paper"
        await settled(pilot)
        assert looks(app).isdisjoint(before)


async def test_a_resized_terminal_is_filled(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await opened(app, pilot)
        for size in ((120, 40), (60, 15)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert [len(line) for line in painted(app)] == [size[0]] * size[1]
            assert dialog.region.contains_region(dialog.dialog.region)
            assert dialog.go.region.bottom < dialog.dialog.region.bottom


async def test_is_painted_while_a_resized_terminal_is_not_laid_out_yet(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        dialog.refresh(Region(0, 0, 120, 1))
        app._size = Size(119, 40)  # as the terminal's signal does, before any screen hears of it
        painted_now = dialog._compositor.render_full_update()
        assert all(strip is not None for line in painted_now.strips for strip in line)
