"""Untrusted text on the screen: no control characters, no markup, and columns that stay aligned."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from rich.cells import cell_len, set_cell_size

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
ELLIPSIS = "…"


def clean(text: str) -> str:
    """`text` on one line, without control, formatting, bidirectional or unassigned characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if character in "\n\r\t\u2028\u2029" else character
        for character in text
        if character in "\n\r\t\u2028\u2029" or unicodedata.category(character) not in _INVISIBLE
    )


def width_of(text: str) -> int:
    """The cells that `text` takes on the screen."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int) -> str:
    """`text` padded or cut (with an ellipsis) to exactly `width` cells."""
    if width <= 0:
        return ""
    size = width_of(text)
    if size == width:
        return text
    if size < width:
        return text + " " * (width - size)
    kept = set_cell_size(text, width - 1).rstrip()
    return kept + ELLIPSIS + " " * (width - 1 - width_of(kept))


def spaced_account(account_id: str) -> str:
    """An account id as people read it: 4444-5555-6666."""
    if len(account_id) != 12:
        return account_id
    return f"{account_id[:4]}-{account_id[4:8]}-{account_id[8:]}"


def at_home(file: str) -> str:
    """A path with the home folder as ~."""
    try:
        return f"~/{Path(file).relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):  # elsewhere, or there is no home folder
        return file
