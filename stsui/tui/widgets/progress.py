"""One line that says what is being done: it appears only when that takes long enough to wonder."""

from __future__ import annotations

from datetime import datetime, timedelta

from textual.timer import Timer
from textual.widgets import Static

from stsui.clock import Clock
from stsui.model import hours_minutes_seconds
from stsui.tui.text import clean

PATIENCE = 0.2
"""Seconds before anything is shown: what is done by then needs no sign."""
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
FRAMES_PER_SECOND = 10


class ProgressLine(Static):
    """A turning sign, words, and the time left of a wait: at the clock's pace, so that tests stand still."""

    DEFAULT_CSS = """
    ProgressLine {
        height: auto; width: 100%; color: $accent;
        &.-idle { display: none; }
    }
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(markup=False, classes="-idle")
        self._clock = clock
        self._words = self._at_first = ""
        self._until: datetime | None = None
        self._tickers: list[Timer] = []

    def start(self, words: str) -> None:
        """Begin; the line shows itself after a moment."""
        self.stop()
        self._words = self._at_first = words
        self._tickers = [
            self.set_timer(PATIENCE, self._appear),
            self.set_interval(1 / FRAMES_PER_SECOND, self._turn),
        ]

    def say(self, words: str, until: datetime | None = None) -> None:
        """Change the words, or go back to the first; a wait until a moment is shown at once and counted."""
        self._words, self._until = clean(words) or self._at_first, until
        if until is not None:
            self._appear()
        self._turn()

    def stop(self) -> None:
        """Vanish."""
        for timer in self._tickers:
            timer.stop()
        self._tickers, self._until = [], None
        if not self.has_class("-idle"):
            self.add_class("-idle")
            self.update()

    def _appear(self) -> None:
        self.remove_class("-idle")
        self._turn()

    def _turn(self) -> None:
        if self.has_class("-idle"):
            return
        frame = FRAMES[int(self._clock.monotonic() * FRAMES_PER_SECOND) % len(FRAMES)]
        left = max(self._until - self._clock.now(), timedelta(0)) if self._until else None
        tail = f"  {hours_minutes_seconds(left)}" if left is not None else " …"
        self.update(f"{frame} {self._words}{tail}")
