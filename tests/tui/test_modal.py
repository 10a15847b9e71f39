"""What is seen around a dialog: the list, dimmed, as it is now."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen

from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.app import StsuiApp
from stsui.tui.screens.compositor import Spans
from stsui.tui.screens.help import HelpScreen
from stsui.tui.screens.start import StartDialog
from stsui.tui.widgets.rows import TIME
from stsui.tui.widgets.status_line import CLOCK_WIDTH
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE, StandingClock

ROW = "payments-prod/ReadOnly"


class Watched(StsuiApp):
    """Keeps what was last sent to the terminal."""

    CSS_PATH = Path(inspect.getfile(StsuiApp)).with_name("stsui.tcss")
    sent: Spans | object = None

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        self.sent = renderable
        super()._display(screen, renderable)


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


async def a_second_later(app: StsuiApp, pilot: Pilot[Any]) -> None:
    clock = app.services.clock
    assert isinstance(clock, StandingClock)
    clock.advance(1)
    app.tick()
    await settled(pilot)


def cells(screen: Screen[Any]) -> dict[tuple[int, int], Segment]:
    """What a screen shows, cell by cell."""
    return {
        (x, y): cell
        for y, strip in enumerate(screen._compositor.render_strips())
        for x, cell in enumerate(Segment(each, segment.style) for segment in strip for each in segment.text)
    }


def around(screen: Screen[Any]) -> Iterator[tuple[int, int]]:
    """The cells that nothing of a dialog covers."""
    fronts = [each.region for each in screen.children if each.visible]
    for x, y in cells(screen):
        if not any(front.contains(x, y) for front in fronts):
            yield x, y


def shows_through(dialog: Screen[Any], beneath: Screen[Any]) -> bool:
    """Whether all around a dialog is the screen beneath as it is now, dimmed as Textual would."""
    above, below = cells(dialog), cells(beneath)
    assert len(above) == len(below)
    dimmed = BackgroundScreen.process_segments([below[at] for at in around(dialog)], dialog.styles.background)
    expected = [Segment(text, dialog.rich_style + style) for text, style, _ in dimmed]
    return [above[at] for at in around(dialog)] == expected


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


@pytest.mark.parametrize("key", ["m", "C", "i", "n", "w", "question_mark"])
async def test_a_second_paints_no_more_than_the_times_around_a_dialog(services: Services, key: str) -> None:
    for name in (ROW, "payments-prod/OnCall", "ledger-staging/ReadOnly"):
        services.manager.obtain(name, GivenCode(CODE))
    app = Watched(services, ticking=False)
    async with app.run_test(size=(160, 45)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert app.screen is not app.home
        await a_second_later(app, pilot)
        await a_second_later(app, pilot)
        sent = app.sent
        assert isinstance(sent, Spans)
        table, free = app.home.table, set(around(app.screen))
        end = table._columns.countdown
        live = [y for y, line in enumerate(table.listing.lines) if getattr(line, "name", "") in app.sessions]
        seen = [table.region.y + y for y in live if (end - 1, table.region.y + y) in free]
        clock, *times = sent.spans
        assert clock == (0, 160 - CLOCK_WIDTH, 160)
        assert times == [(y, end - TIME, end) for y in seen]


async def test_the_time_goes_on_around_a_dialog(services: Services) -> None:
    services.manager.obtain(ROW, GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        for left in ("0:59:59", "0:59:58"):
            await a_second_later(app, pilot)
            assert any(left in line for line in painted(app))
            assert shows_through(dialog, app.home)


async def test_the_time_goes_on_around_two_dialogs(services: Services) -> None:
    services.manager.obtain("oncall", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=(160, 45)) as pilot:
        dialog = await opened(app, pilot)
        app.push_screen(HelpScreen())
        await settled(pilot)
        await a_second_later(app, pilot)
        assert shows_through(app.screen, dialog)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is dialog
        assert shows_through(dialog, app.home)


async def test_what_a_dialog_covered_is_as_it_is_now_when_it_takes_less_room(services: Services) -> None:
    for name in ("payments-prod/OnCall", ROW, "payments-dev/OnCall", "ledger-staging/ReadOnly"):
        services.manager.obtain(name, GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        height = dialog.dialog.region.height
        dialog.dialog.styles.height = 38
        await settled(pilot)
        await a_second_later(app, pilot)
        dialog.dialog.styles.height = height
        await settled(pilot)
        assert dialog.dialog.region.height == height
        assert shows_through(dialog, app.home)


async def test_what_a_dialog_says_itself_as_a_second_goes_by_is_painted(services: Services) -> None:
    services.manager.obtain(ROW, GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        dialog.dialog.border_title = "Another title"
        await a_second_later(app, pilot)
        assert any("Another title" in line for line in painted(app))
        assert shows_through(dialog, app.home)


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
        assert shows_through(app.screen, app.home)


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
            assert shows_through(dialog, app.home)


async def test_is_painted_while_a_resized_terminal_is_not_laid_out_yet(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        dialog.refresh(Region(0, 0, 120, 1))
        app._size = Size(119, 40)  # as the terminal's signal does, before any screen hears of it
        painted_now = dialog._compositor.render_full_update()
        assert all(strip is not None for line in painted_now.strips for strip in line)
