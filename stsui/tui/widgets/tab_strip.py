"""One line of tabs: shortened to fit, and where that is not enough, those around the current one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from stsui.tui.ink import ink, wash
from stsui.tui.text import clean, fit, width_of

SHORTEST = 10
"""Cells that a name keeps: where that is too much for all tabs, only some are shown."""


LONGEST = 200
"""Characters of a name that are kept at all."""


class Tab(NamedTuple):
    """What a tab is about, and how much it holds."""

    name: str
    holds: int


class Piece(NamedTuple):
    """A part of the strip, and the tab that a click on it chooses, counted from 0."""

    text: str
    to: int
    current: bool = False


def laid_out(tabs: Sequence[Tab], current: int, width: int) -> Iterator[Piece]:
    """The tabs in at most `width` cells: "[1 s3:GetObject · 3]" is the current one, "‹2" are two more."""
    room = _room_of_names(tabs, width)
    widths = [_around(at, tab) + min(width_of(tab.name), room) for at, tab in enumerate(tabs)]
    first, last = _window(widths, current, width)
    before, behind = _markers(first, last, len(tabs))
    spare = width - sum(widths[first : last + 1]) - len(before) - len(behind)
    if before:
        yield Piece(before, first - 1)
    for at in range(first, last + 1):
        tab = tabs[at]
        size = width_of(tab.name)
        most = min(size, min(size, room) + (spare if at == current else 0))
        label = f"{at + 1} {fit(tab.name, most)} · {tab.holds}"
        yield Piece(f"[{label}]" if at == current else f" {label} ", at, at == current)
    if behind:
        yield Piece(behind, last + 1)


def _around(at: int, tab: Tab) -> int:
    """The cells of a tab without its name."""
    return len(f"[{at + 1}  · {tab.holds}]")


def _room_of_names(tabs: Sequence[Tab], width: int) -> int:
    """How long names may be so that all tabs fit, SHORTEST at least."""
    names = [width_of(tab.name) for tab in tabs]
    room = width - sum(_around(at, tab) for at, tab in enumerate(tabs))
    if sum(min(name, SHORTEST) for name in names) > room:
        return SHORTEST
    longest = max(names, default=SHORTEST)
    return next(
        most for most in range(max(longest, SHORTEST), 0, -1) if sum(min(n, most) for n in names) <= room
    )


def _window(widths: Sequence[int], current: int, width: int) -> tuple[int, int]:
    """The first and the last tab that are shown: as many as fit, on both sides of the current one."""
    first = last = current
    while True:
        wider = sorted(
            ((first, last + 1), (first - 1, last)), key=lambda ends: max(current - ends[0], ends[1] - current)
        )
        for start, end in wider:
            if start < 0 or end >= len(widths):
                continue
            if sum(widths[start : end + 1]) + sum(map(len, _markers(start, end, len(widths)))) <= width:
                first, last = start, end
                break
        else:
            return first, last


def _markers(first: int, last: int, number: int) -> tuple[str, str]:
    """What stands for the tabs on either side that are not shown."""
    behind = number - 1 - last
    return f"‹{first} " if first else "", f" {behind}›" if behind else ""


class TabStrip(Widget):
    """Shown where there are two tabs or more; a click chooses one."""

    DEFAULT_CSS = """
    TabStrip {
        height: 1; display: none; color: $text-muted; background: $surface;
        &.-several { display: block; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        at: int
        """Counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        self._tabs: Sequence[Tab] = ()
        self._current = 0

    def show(self, tabs: Sequence[Tab], current: int) -> None:
        """Show these tabs, of which `current`, counted from 0, is looked at."""
        self._tabs = [Tab(clean(tab.name[:LONGEST]), tab.holds) for tab in tabs]
        self._current = current
        self.set_class(len(tabs) > 1, "-several")
        self.refresh()

    @property
    def plain(self) -> str:
        """The strip's text as it is laid out now; empty where it is not shown."""
        return "".join(piece.text for piece in self._pieces()) if self.display else ""

    def _pieces(self) -> Iterator[Piece]:
        return laid_out(self._tabs, self._current, self.size.width)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """The whole strip."""
        base = self.rich_style
        current = base + wash(self, "primary 25%") + ink(self, "foreground bold")
        pieces = self._pieces() if self._tabs else ()
        line = Strip(Segment(piece.text, current if piece.current else base) for piece in pieces)
        return line.adjust_cell_length(self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the pointer."""
        end = 0
        for piece in self._pieces():
            end += width_of(piece.text)
            if event.x < end:
                self.post_message(self.Chosen(piece.to))
                return
