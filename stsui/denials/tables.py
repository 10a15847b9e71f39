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
_CELLS = re.compile(rf"[{_BORDERS}](?:[^\n{_BORDERS}]{{3,300}}[{_BORDERS}]){{2,12}}")
"""At least two cells between borders, on one line."""
_BORDER = re.compile(rf"[{_BORDERS}]")
# The events of a stack as AWS SAM prints them: nothing but blanks between the columns.
_EVENTS_HEAD = re.compile("ResourceStatus +ResourceType +LogicalResourceId +ResourceStatusReason")
_HEAD_WORD = re.compile(r"(?:Logical)?Resource\w+")
_RULE = re.compile(r"\W*---\W*")


_NARROWEST = 30
"""Characters between the outer borders; no message is wrapped in a narrower table."""
_FAR = 60
"""How far the first border may stand from a line's beginning, and the last one from its end."""


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
    for match in _CELLS.finditer(text):
        if match.end() - match.start() < _NARROWEST:
            continue
        start, end = _line_around(text, match)
        if match.start() - start > _FAR or end - match.end() > _FAR:
            continue
        columns = tuple(match.start() - start + border.end() for border in _BORDER.finditer(match[0]))
        yield _Line(start, end, columns[:-1], tuple(_BORDER.split(match[0])[1:-1]))


def _line_around(text: str, match: re.Match[str]) -> tuple[int, int]:
    low, high = max(0, match.start() - _FAR - 1), min(len(text), match.end() + _FAR + 1)
    end = text.find("\n", match.end(), high)
    start = text.rfind("\n", low, match.start()) + 1
    return start or low, end if end >= 0 else high


def _events(text: str) -> Iterator[_Line]:
    for head in _EVENTS_HEAD.finditer(text):
        first, end = _line_around(text, head)
        columns = tuple(head.start() - first + word.start() for word in _HEAD_WORD.finditer(head[0]))
        start = end + 1
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
