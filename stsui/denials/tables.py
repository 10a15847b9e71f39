"""Puts the cells of a table together that were wrapped over several lines.

    | Queue | CREATE_FAILED | User: ines is not autho- |
    | One   |               | rized to perform: …      |

becomes the lines of the first cell, then those of the second, and so on: each can be read as one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BORDERS = "|│┃║"
_LINE = re.compile(
    rf"^[^\n{_BORDERS}]{{0,40}}(?:[{_BORDERS}][^\n{_BORDERS}]{{3,300}}){{2,12}}[{_BORDERS}]", re.MULTILINE
)
"""A line with at least two cells between borders."""
_BORDER = re.compile(rf"[{_BORDERS}]")
# The events of a stack as AWS SAM prints them: nothing but blanks between the columns.
_EVENTS_HEAD = re.compile(
    r"^[^\n]{0,8}ResourceStatus +ResourceType +LogicalResourceId +ResourceStatusReason", re.MULTILINE
)
_HEAD_WORD = re.compile(r"(?:Logical)?Resource\w+")
_RULE = re.compile(r"\W*---\W*")


class _Line(NamedTuple):
    """One line of a table; each of its cells begins at one of the columns."""

    start: int
    end: int
    columns: tuple[int, ...]
    cells: tuple[str, ...]


def unfolded(text: str) -> str:
    """`text` with every cell that was wrapped in one piece, its lines below one another."""
    pieces: list[str] = []
    position = 0
    for row in _rows(text):
        start, end = row[0].start, row[-1].end
        if len(row) == 1 or start < position:
            continue
        cells = zip(row[0].columns, zip(*(line.cells for line in row), strict=True), strict=True)
        lines = [" " * column + part.rstrip() for column, parts in cells for part in parts if part.strip()]
        pieces += (text[position:start], "\n".join(lines))
        position = end
    return "".join((*pieces, text[position:]))


def _rows(text: str) -> Iterator[list[_Line]]:
    """The lines of each row of the tables in `text`."""
    for lines in (_bordered(text), _events(text)):
        row: list[_Line] = []
        for line in lines:
            if row and not _goes_on(row, line):
                yield row
                row = []
            row.append(line)
        if row:
            yield row


def _goes_on(row: list[_Line], line: _Line) -> bool:
    """Whether `line` is more of `row`: half of what the first line fills is empty in it."""
    if line.columns != row[0].columns or line.start != row[-1].end + 1:
        return False
    filled = [below for above, below in zip(row[0].cells, line.cells, strict=True) if above.strip()]
    return 2 * sum(not cell.strip() for cell in filled) >= max(len(filled), 1)


def _bordered(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        columns = tuple(border.end() for border in _BORDER.finditer(match[0]))
        end = text.find("\n", match.end())
        yield _Line(
            match.start(),
            end if end >= 0 else len(text),
            columns[:-1],
            tuple(_BORDER.split(match[0])[1:-1]),
        )


def _events(text: str) -> Iterator[_Line]:
    for head in _EVENTS_HEAD.finditer(text):
        columns = tuple(word.start() for word in _HEAD_WORD.finditer(head[0]))
        start = text.find("\n", head.end()) + 1
        while 0 < start < len(text):
            end = text.find("\n", start)
            end = end if end >= 0 else len(text)
            line = text[start:end]
            if not line.strip() or line[: columns[0]].strip():
                break
            if not _RULE.match(line):
                ends = (*columns[1:], len(line))
                cells = tuple(line[a:b] for a, b in zip(columns, ends, strict=True))
                yield _Line(start, end, columns, cells)
            start = end + 1
