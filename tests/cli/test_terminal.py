from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from stsui.cli.terminal import ProgressLine
from stsui.clock import Clock
from stsui.sessions import Progress

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class Screen(io.StringIO):
    """A stderr that is a terminal, or none."""

    def __init__(self, *, terminal: bool = True) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def shown(self) -> str:
        """What is left to see of the line."""
        return self.getvalue().rsplit("\r", 1)[-1]


class TestTheLineOfProgress:
    def test_counts_down_and_is_wiped(self) -> None:
        screen, now = Screen(), [NOON]
        clock = Clock(read=lambda: now[0].timestamp())
        end = NOON + timedelta(seconds=21)
        with ProgressLine(clock, screen) as line:
            line.show(Progress("Waiting for the next code", end))
            assert screen.shown() == "Waiting for the next code: 0:00:21"
            now[0] += timedelta(seconds=20.5)
            line.show(Progress("Waiting for the next code", end))
            assert screen.shown() == "Waiting for the next code: 0:00:01"
        assert screen.shown() == ""

    def test_is_drawn_only_when_it_changes(self) -> None:
        screen = Screen()
        with ProgressLine(Clock(read=NOON.timestamp), screen) as line:
            for _ in range(3):
                line.show(Progress("Another stsui is at it"))
            assert screen.getvalue().count("Another") == 1

    def test_does_not_steer_the_terminal(self) -> None:
        screen = Screen()
        with ProgressLine(Clock(read=NOON.timestamp), screen) as line:
            line.show(Progress("waiting for \x1b[31mevil"))
            assert "\x1b" not in screen.getvalue()

    def test_says_nothing_where_nobody_looks(self) -> None:
        screen = Screen(terminal=False)
        with ProgressLine(Clock(read=NOON.timestamp), screen) as line:
            line.show(Progress("waiting"))
        assert screen.getvalue() == ""
