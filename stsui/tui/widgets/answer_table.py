"""Answers of AWS as one table: on the screen with what does not fit below each row, copied whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from stsui.tui.text import clean, fit, width_of
from stsui.tui.widgets.lines import GAP, Page, TextLine

SEPARATOR = " · "
LEAST = 12
"""Cells that a first column keeps."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row's cells; in their place, past the first, a sentence where there are none."""

    cells: tuple[str, ...]
    sentence: str = ""
    failed: bool = False
    """Whether the sentence says what went wrong."""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Rows under headings. `folding` are the columns that go below their row first, where room is short."""

    headings: tuple[str, ...]
    rows: Sequence[AnswerRow]
    folding: tuple[str, ...]

    def page(self, page: Page) -> Iterator[TextLine]:
        """The table for a width."""
        widths, below = self._columns(page.width)
        yield [(fit(head, width) + " " * GAP, "label") for head, width in widths.items()]
        for row in self.rows:
            yield from self._row(row, widths, below, page)

    def _columns(self, room: int) -> tuple[Mapping[str, int], Sequence[str]]:
        """The width of each column that stays in the row, and the columns that go below it."""
        columns = zip_longest(self.headings, *(row.cells for row in self.rows), fillvalue="")
        widths = {cells[0]: max(width_of(clean(cell)) for cell in cells) for cells in columns}
        first, *others = self.headings
        below = []
        folding = list(self.folding)
        while folding and widths[first] + sum(widths[head] + GAP for head in others) > room:
            below.append(folding.pop(0))
            others.remove(below[-1])
        left = room - sum(widths[head] + GAP for head in others)
        shown = {first: max(min(widths[first], left), LEAST)}
        return shown | {head: widths[head] for head in others}, below

    def _row(
        self, row: AnswerRow, widths: Mapping[str, int], below: Sequence[str], page: Page
    ) -> Iterator[TextLine]:
        cells = dict(zip(self.headings, row.cells, strict=False))
        if row.sentence and len(row.cells) < len(self.headings):
            yield ((clean(row.cells[0]), "plain"),)
        else:
            yield [(fit(clean(cells[head]), width) + " " * GAP, "plain") for head, width in widths.items()]
            more = SEPARATOR.join(_named(head, cells[head]) for head in below if cells[head])
            yield from self._below(more, "label", page)
        yield from self._below(row.sentence, "problem" if row.failed else "label", page)

    def _below(self, text: str, part: str, page: Page) -> Iterator[TextLine]:
        """Lines that belong to the row above them."""
        for line in Page(page.width - GAP).paragraph(text, part):
            yield [(" " * GAP, part), *line]

    def markdown(self) -> str:
        """The whole table as Markdown."""
        head, *rows = ([_escaped(cell) for cell in row] for row in self._whole())
        lines = [head, ["---"] * len(head), *rows]
        return "".join(f"| {' | '.join(row)} |\n" for row in lines)

    def tsv(self) -> str:
        """The whole table as tab-separated lines, as spreadsheets take them."""
        return "".join("\t".join(clean(cell) for cell in row) + "\n" for row in self._whole())

    def _whole(self) -> Iterator[tuple[str, ...]]:
        """Headings and rows with every column, and one more for sentences where there are some."""
        noted = any(row.sentence for row in self.rows)
        yield (*self.headings, *["NOTE"] * noted)
        for row in self.rows:
            filled = (*row.cells, *[""] * (len(self.headings) - len(row.cells)))
            yield (*filled, *[row.sentence] * noted)


def _named(head: str, cell: str) -> str:
    """A cell away from its heading: with its name, where it does not begin with that by itself."""
    name = head.lower()
    return cell if cell.startswith(name) else f"{name} {cell}"


def _escaped(cell: str) -> str:
    """A cell's text, which no character of ends the cell."""
    return clean(cell).replace("\\", "\\\\").replace("|", "\\|")
