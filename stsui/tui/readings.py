"""The denials read in this run: in memory only, gone with the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stsui.denials import Denial

MOST_KEPT = 2**24
"""Characters of earlier texts that are kept; the latest text is kept whatever its length."""
MOST_SHOWN = 500
"""Denials of one text that are listed; a log may hold any number."""


@dataclass(frozen=True)
class Reading:
    """One text and what was found in it."""

    text: str = field(repr=False)
    denials: Sequence[Denial] = field(repr=False)
    at: datetime
    left_out: int = 0
    """How many more there were."""


class Readings:
    """What was read, the latest first."""

    def __init__(self) -> None:
        self.all: list[Reading] = []

    def add(self, text: str, denials: Sequence[Denial], at: datetime) -> Reading:
        """Put a text that was read in front; one that is read again takes its former reading's place."""
        reading = Reading(text, tuple(denials[:MOST_SHOWN]), at, max(len(denials) - MOST_SHOWN, 0))
        others = [other for other in self.all if other.text != text]
        self.all = [reading]
        room = MOST_KEPT
        for other in others:
            room -= len(other.text)
            if room < 0:
                break
            self.all.append(other)
        return reading

    def forget(self) -> None:
        """Drop everything."""
        self.all = []
