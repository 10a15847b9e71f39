"""Untrusted text, made fit for a message."""

from __future__ import annotations

import unicodedata

LONGEST = 300
"""Characters of somebody else's words that a message quotes."""


def quoted(text: str) -> str:
    """`text` on one line, cut short, without control or invisible characters."""
    plain = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
