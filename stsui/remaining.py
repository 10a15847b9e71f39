"""How long a session still lasts, in seconds and in words. Imports nothing: prompts ask for it all day."""

from __future__ import annotations

EXPIRING_SECONDS = 15 * 60

SHAPES = {"none": "○", "active": "●", "expiring": "◐", "expired": "◌", "error": "✗"}
"""A sign for each state."""


def state_word(left: float, lifetime: float) -> str:
    """active, expiring or expired. Expiring is the last quarter, or the last 15 minutes if that is less."""
    if left <= 0:
        return "expired"
    return "expiring" if left <= min(EXPIRING_SECONDS, lifetime / 4) else "active"


def countdown(left: float) -> str:
    """Seconds left as h:mm:ss, rounded up, so that 0:00:00 is shown only when nothing is left."""
    seconds = max(-int(-left // 1), 0)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
