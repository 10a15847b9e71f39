"""Text laid out for a width, line by line: headings, paragraphs, facts and tables, all of it plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import zip_longest

from rich.cells import chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from stsui.tui.ink import ink
from stsui.tui.text import clean, fit, width_of
from stsui.tui.widgets.description import wrapped

Words = tuple[str, str]
"""A text and its style: the name of one of INKS, or an ink itself."""
TextLine = Sequence[Words]
INKS = {
    "title": "foreground bold",
    "heading": "primary bold",
    "label": "text-muted",
    "plain": "foreground",
    "good": "state-active bold",
    "problem": "state-error bold",
    "warning": "state-expiring bold",
    "quiet": "state-expired bold",
    "code": "code",
    "prod": "env-prod bold",
    "staging": "env-staging bold",
    "dev": "env-dev bold",
    "favourite": "favourite",
    "mark": "mark bold",
}
GAP = 2
LABEL = 11


class Page:
    """Lays text out in lines of at most `width` cells. What others wrote is cleaned on its way in."""

    def __init__(self, width: int) -> None:
        self.width = max(width, 12)

    def heading(self, title: str) -> Iterator[TextLine]:
        """A blank line and a title."""
        yield ()
        yield ((title, "heading"),)

    def paragraph(self, text: str, part: str = "plain") -> Iterator[TextLine]:
        """A wrapped text in one style."""
        for line in wrapped(clean(text), self.width):
            yield ((line, part),)

    def fact(self, label: str, value: str | None, part: str = "plain") -> Iterator[TextLine]:
        """A label and its value, wrapped beside it; nothing where there is no value."""
        for number, line in enumerate(wrapped(clean(value or ""), self.width - LABEL)):
            yield ((fit("" if number else label, LABEL), "label"), (line, part))

    def verbatim(self, text: str, part: str = "code") -> Iterator[TextLine]:
        """Lines whose spaces count, cut where they are too long."""
        for line in text.splitlines():
            for piece in chop_cells(clean(line), self.width):
                yield ((piece, part),)

    def table(
        self, rows: Iterable[Sequence[str]], parts: Sequence[str], first: int | None = None
    ) -> Iterator[TextLine]:
        """Rows of cells, each wrapped within its column; the others share what the first leaves."""
        lines = [[clean(cell) for cell in row] for row in rows]
        widths = self._widths(lines, len(parts), first)
        for row in lines:
            cells = [list(wrapped(cell, width)) for cell, width in zip(row, widths, strict=True)]
            for pieces in zip_longest(*cells, fillvalue=""):
                yield [
                    (fit(piece, width) + " " * GAP, part)
                    for piece, width, part in zip(pieces, widths, parts, strict=True)
                ]

    def _widths(self, rows: Sequence[Sequence[str]], columns: int, first: int | None) -> list[int]:
        room = self.width - GAP * (columns - 1)
        widest = max((width_of(row[0]) for row in rows), default=0)
        left = min(first if first is not None else widest, room * 2 // (columns + 2))
        share = (room - left) // (columns - 1)
        return [left, *[share] * (columns - 2), room - left - share * (columns - 2)]


class Lines(Widget):
    """Shows lines that are made for the width there is."""

    DEFAULT_CSS = """
    Lines {
        height: auto;
        width: 1fr;
        color: $foreground;
    }
    """

    def __init__(
        self,
        make: Callable[[Page], Iterable[TextLine]] | None = None,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._make = make
        self._strips: list[Strip] = []
        self._width = 0
        """The width that the strips are for; 0 when they are to be made anew."""

    def show(self, make: Callable[[Page], Iterable[TextLine]]) -> None:
        """Show other lines."""
        self._make, self._width = make, 0
        if self.is_attached:  # else it is not laid out yet, and would be twice
            self.refresh(layout=True)

    @property
    def plain(self) -> str:
        """The text, without its styles, as laid out now."""
        return "\n".join(strip.text.rstrip() for strip in self._laid_out(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as it takes at that width."""
        return len(self._laid_out(width))

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        width = self.content_size.width
        strips = self._laid_out(width)
        return strips[y] if y < len(strips) else Strip.blank(width, self.rich_style)

    def notify_style_update(self) -> None:
        """Take new colours from the theme."""
        super().notify_style_update()
        self._width = 0

    def _laid_out(self, width: int) -> list[Strip]:
        if width != self._width:
            base, self._width = self.rich_style, width

            @cache
            def style(part: str) -> Style:
                return base + ink(self, INKS.get(part, part))

            lines = self._make(Page(width)) if self._make else ()
            self._strips = [
                Strip([Segment(text, style(part)) for text, part in line]).adjust_cell_length(width, base)
                for line in lines
            ]
        return self._strips
