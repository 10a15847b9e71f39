"""Writing to the person: results on stdout, all else on stderr, and nothing that steers the terminal."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stsui.model import Session


def visible(text: str) -> str:
    """`text` with every control, formatting and unassigned character written as its escape."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


LONGEST = 2_000
"""Characters of a sentence; one with more has somebody's pasted file in it."""


def say(text: str) -> None:
    """A sentence for the person, on stderr."""
    said = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    print(f"stsui: {visible(said)}", file=sys.stderr)


def good_until(session: Session) -> str:
    """When a session ends, by this machine's clock, as the end of a sentence; empty where it never does."""
    end = session.credentials.expires_at
    if end is None:
        return ""
    from datetime import timedelta

    from stsui.clock import in_utc

    lasting = end - session.info.issued_at > timedelta(days=1)
    return f", good until {in_utc(end).astimezone():{'%Y-%m-%d %H:%M' if lasting else '%H:%M'}}"


def print_json(value: object) -> None:
    """A result for a program."""
    from json import dumps

    print(dumps(value, indent=2))


def width(text: str) -> int:
    """The cells that `text` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def table(rows: Iterable[Sequence[str]], headings: Sequence[str] = (), widest: int | None = None) -> str:
    """`rows` in aligned columns, under `headings` if there are any. Texts are made visible.

    A text of more than `widest` cells is not cut, but widens its own row and no column.
    """
    lines = [tuple(visible(cell) for cell in row) for row in ([headings] if headings else []) + list(rows)]
    if not lines:
        return ""
    widths = [max(width(row[column]) for row in lines) for column in range(len(lines[0]))]
    if widest is not None:
        widths = [min(each, widest) for each in widths]
    return "\n".join(
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in lines
    )
