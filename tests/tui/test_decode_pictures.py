"""Pictures of the decode screen: every verdict, at the sizes that matter, in every theme."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from stsui.services import Services
from stsui.tui.screens.decode import DecodeScreen
from stsui.tui.widgets.practice_strip import Practice
from tests.tui.conftest import Act, make_app, settled
from tests.tui.denial_texts import ENCODED, EXPIRED, EXPLICIT, HOSTILE, IMPLICIT, SEVERAL, document
from tests.tui.fakes import CODE

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
ALL_SIZES = pytest.mark.parametrize(
    "size", [(60, 15), (80, 24), (120, 40), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}"
)


@pytest.fixture(autouse=True)
def steady_area(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blinking cursor would make two pictures of one state."""
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _: None)


def reading(*texts: str, keys: tuple[str, ...] = (), theme: str | None = None) -> Act:
    """For `snap_compare`'s run_before: open the decode screen, read these texts, then press keys."""

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        if theme:
            pilot.app.theme = theme
        await pilot.press("d")
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DecodeScreen)
        for text in texts:
            screen.read(text)
            await settled(pilot)
            await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return act


@ALL_SIZES
def test_nothing_pasted_yet(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    practice = Practice("oncall", lambda: CODE, EXPLICIT)
    assert snap_compare(make_app(services, practice), terminal_size=size, run_before=reading())


@ALL_SIZES
def test_several_denials(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=reading(EXPIRED, SEVERAL))


@ALL_SIZES
def test_tabs(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    act = reading(IMPLICIT, SEVERAL, EXPIRED, keys=("1", "c", "2"))
    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@ALL_SIZES
def test_more_tabs_than_fit(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    regions = ("eu-west-1", "eu-north-1", "us-west-2", "ap-south-1", "sa-east-1")
    texts = (IMPLICIT, SEVERAL, *(document(region=region) for region in regions), EXPIRED, HOSTILE)
    act = reading(*texts, keys=("5",))
    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
def test_no_policy_allows_it(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=reading(IMPLICIT))


@SIZES
def test_not_decoded(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=reading(ENCODED))


@SIZES
def test_cut_off(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(
        make_app(services), terminal_size=size, run_before=reading(ENCODED[:-120].rstrip() + "...")
    )


@SIZES
def test_no_denial(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=reading(EXPIRED))


@ALL_SIZES
def test_decoded_document(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=reading(document()))


@SIZES
def test_compared(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    texts = (document(region="us-west-2", instance="t3.micro", explicit=False), document())
    assert snap_compare(make_app(services), terminal_size=size, run_before=reading(*texts, keys=("c",)))


@SIZES
def test_markup_is_text(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=reading(SEVERAL, HOSTILE))


def test_choosing_whose_session_decodes(snap_compare: Any, services: Services) -> None:
    assert snap_compare(make_app(services), run_before=reading(ENCODED, keys=("w", "p", "a", "y")))


def test_opening_a_file(snap_compare: Any, services: Services) -> None:
    assert snap_compare(make_app(services), run_before=reading(keys=("ctrl+o",)))


def test_editing_what_was_read(snap_compare: Any, services: Services) -> None:
    assert snap_compare(make_app(services), run_before=reading(SEVERAL, keys=("e",)))


@pytest.mark.parametrize("theme", ["paper", "contrast", "sightline"])
def test_in_other_themes(snap_compare: Any, services: Services, theme: str) -> None:
    assert snap_compare(
        make_app(services), terminal_size=(120, 40), run_before=reading(EXPIRED, SEVERAL, theme=theme)
    )


@SIZES
def test_without_colour(
    snap_compare: Any, services: Services, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    act = reading(EXPIRED, SEVERAL, IMPLICIT, keys=("left_square_bracket",))
    assert snap_compare(make_app(services), terminal_size=size, run_before=act)
