"""What is painted: the same as Textual would paint, with less work, and once for each key."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from stsui.services import Services
from stsui.tui.screens.compositor import FrontFirst
from tests.tui.conftest import make_app, settled

SIZE = (120, 40)
CROPS = {
    "all of it": Region(0, 0, *SIZE),
    "a cell of the table": Region(20, 10, 1, 1),
    "a line": Region(0, 5, SIZE[0], 1),
    "the filter": Region(2, 1, 40, 1),
    "where table and pane meet": Region(60, 3, 20, 12),
    "the first and the last line": Region(0, 0, 30, SIZE[1]),
    "a corner": Region(100, 30, 20, 10),
}


def cells(line: dict[int, Strip | None], crop: Region) -> list[Segment]:
    """A painted line's cells within `crop`, one by one."""
    singles = [
        (start + at, Segment(character, segment.style))
        for start, strip in line.items()
        for at, (character, segment) in enumerate(
            (character, segment) for segment in strip or () for character in segment.text
        )
    ]
    return [cell for x, cell in singles if crop.x <= x < crop.right]


def same(screen: Screen[object], crop: Region, lines: set[int]) -> None:
    both = (FrontFirst, Compositor)
    ours, theirs = (each._render_chops(screen._compositor, crop, lines.__contains__) for each in both)
    for y in lines:
        assert cells(dict(ours[y]), crop) == cells(dict(theirs[y]), crop), f"line {y}"


@pytest.mark.parametrize("crop", CROPS.values(), ids=CROPS)
async def test_the_list_looks_as_textual_would_compose_it(services: Services, crop: Region) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.notify("A message over the list.", timeout=60)
        await settled(pilot)
        every = set(crop.line_range)
        same(app.screen, crop, every)
        same(app.screen, crop, {y for y in every if y % 3})


@pytest.mark.parametrize("crop", CROPS.values(), ids=CROPS)
async def test_a_dialog_over_the_list_does_too(services: Services, crop: Region) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.open_dialog(("payments-prod/OnCall",))
        await settled(pilot)
        same(app.screen, crop, set(crop.line_range))
