"""A stranger's words in a message: names from files, quoted and guessed."""

from __future__ import annotations

from collections.abc import Mapping


def did_you_mean(name: str, known: tuple[str, ...] | list[str] | Mapping[str, object]) -> str:
    """ "Did you mean …?" where one of the known names is close; else empty."""
    from difflib import get_close_matches

    near = get_close_matches(name[:80], known, n=1, cutoff=0.6)
    return f"Did you mean {near[0]}?" if near else ""


def shown(text: str) -> str:
    """A stranger's text in quotes, shortened, with nothing in it that a terminal would act on."""
    if len(text) <= 60 and text.isprintable():
        return f'"{text}"'
    safe = "".join(c if c.isprintable() else "�" for c in text[:61])
    return f'"{safe[:60]}…"' if len(text) > 60 else f'"{safe}"'


LONGEST = 300
"""Characters of somebody else's words that a message quotes."""


def quoted(text: str) -> str:
    """Somebody else's sentence on one line, cut short, without control or invisible characters."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
