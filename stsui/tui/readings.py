"""The texts read in this run, a tab each: in memory only, gone with the process."""

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


@dataclass(eq=False)
class Reading:
    """One text and what was found in it."""

    text: str = field(repr=False)
    denials: Sequence[Denial] = field(repr=False)
    at: datetime
    left_out: int = 0
    """How many more there were."""
    chosen: int = 0
    """Which of the denials was looked at last."""


class Readings:
    """What was read, in the order of the reading, and which of it is looked at."""

    def __init__(self) -> None:
        self.all: list[Reading] = []
        self.current: Reading | None = None
        self.closed: tuple[int, Reading] | None = None
        """What was closed last and where it stood, until another text is read."""

    @property
    def at(self) -> int:
        """Where the current one stands."""
        return self.all.index(self.current) if self.current else 0

    def add(self, text: str, denials: Sequence[Denial], at: datetime) -> Reading:
        """Put a text at the end and look at it; one that is read again takes its former reading's place."""
        reading = Reading(text, tuple(denials[:MOST_SHOWN]), at, max(len(denials) - MOST_SHOWN, 0))
        place = next((place for place, other in enumerate(self.all) if other.text == text), None)
        if place is None:
            self.all.append(reading)
        else:
            reading.chosen = min(self.all[place].chosen, max(len(reading.denials) - 1, 0))
            self.all[place] = reading
        self.current, self.closed = reading, None
        self._let_go()
        return reading

    def _let_go(self) -> None:
        """Drop the earliest texts where all are too long to be kept."""
        room, kept = MOST_KEPT, []
        for other in reversed(self.all):
            if other is not self.current:
                room -= len(other.text)
            if other is self.current or room >= 0:
                kept.append(other)
        self.all = kept[::-1]

    def go(self, at: int) -> None:
        """Look at the one that stands there."""
        self.current = self.all[at]

    def close(self) -> None:
        """Drop the current one, and look at the one behind it, or else the one before."""
        if self.current:
            at = self.at
            self.closed = (at, self.all.pop(at))
            self.current = self.all[min(at, len(self.all) - 1)] if self.all else None

    def reopen(self) -> None:
        """Bring back, to its place, what was closed last."""
        if self.closed:
            at, self.current = self.closed
            self.all.insert(at, self.current)
            self.closed = None

    def forget(self) -> None:
        """Drop everything."""
        self.all, self.current, self.closed = [], None, None
