"""The help screen: the keys as the person mapped them, the signs, the files, at every size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from stsui import __version__
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.help import HelpScreen
from stsui.tui.screens.sessions import SessionsScreen
from stsui.tui.widgets.bullets import Bullets
from tests.tui.conftest import make_app, pressing, settled
from tests.tui.fakes import SETTINGS, make_services

OWN_KEYS = (
    SETTINGS
    + """\
keys:
  console: o
  decode.copy: ctrl+g
"""
)


def text_of(app: StsuiApp) -> str:
    """All words of the help screen."""
    assert isinstance(app.screen, HelpScreen)
    headings = [str(static.visual) for static in app.screen.query(Static)]
    texts = [text for section in app.screen.query(Bullets) for _, text, _ in section.bullets]
    return "\n".join([*headings, *texts])


def lines_of(app: StsuiApp, section: str) -> dict[str, str]:
    """The sign of each line's text in a section."""
    return {text: sign for sign, text, _ in app.screen.query_one(f"#{section}", Bullets).bullets}


async def test_every_action_of_the_sessions_screen_has_its_key(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        shown = text_of(app)
        for binding in SessionsScreen.BINDINGS:
            assert binding.tooltip in shown  # type: ignore[union-attr]
        assert "Copy this denial as Markdown" in shown
        assert str(app.screen.query_one("#help").border_subtitle) == f"stsui {__version__}"


async def test_the_persons_own_keys_are_shown(tmp_path: Path) -> None:
    app = make_app(make_services(tmp_path, settings=OWN_KEYS))
    async with app.run_test(size=(100, 40)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        assert lines_of(app, "keys")["Open the AWS console, signed in"] == "o"
        assert lines_of(app, "results")["Copy this denial as Markdown"] == "^g"


async def test_the_files_are_named(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(100, 40)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        shown = text_of(app)
        for name in ("config", "credentials", "config.yaml", "state"):
            assert f"~/{name}" in shown


async def test_help_on_the_decode_screen_closes_back_to_it(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("d")
        await settled(pilot)
        below = app.screen
        await pilot.press("f1")
        await settled(pilot)
        assert "while pasting" in text_of(app)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is below


async def test_it_scrolls_where_it_does_not_fit(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        await pilot.press("end")
        await settled(pilot)
        box = app.screen.query_one("#help")
        assert box.max_scroll_y > 0
        assert box.scroll_offset.y == box.max_scroll_y


@pytest.mark.parametrize(
    "size", [(60, 15), (80, 24), (120, 40), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_picture(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=pressing("question_mark"))


def test_picture_of_its_end(snap_compare: Any, services: Services) -> None:
    assert snap_compare(
        make_app(services), terminal_size=(120, 40), run_before=pressing("question_mark", "end")
    )
