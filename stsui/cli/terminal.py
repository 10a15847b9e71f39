"""The person at the terminal: asking for a code past any pipe, and counting a wait down."""

from __future__ import annotations

import sys
import threading
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import TextIO

from stsui.cli.output import visible, width
from stsui.clock import Clock
from stsui.model import hours_minutes_seconds
from stsui.rules import TOKEN_CODE
from stsui.sessions.codes import CodeRequest, Progress, code_needed

# Reading and writing sides of the terminal itself, whatever stdin and stdout are.
DEVICES = ("CONIN$", "CONOUT$") if sys.platform == "win32" else ("/dev/tty", "/dev/tty")


class TerminalCodes:
    """Asks for token codes on the terminal."""

    def code(self, request: CodeRequest) -> str:
        """The six digits that were typed.

        Raises:
            CodeNeeded: there is no terminal, or the person sent end-of-file instead.
        """
        with ExitStack() as stack:
            try:
                keys = stack.enter_context(open(DEVICES[0], encoding="utf-8", errors="replace"))  # noqa: PTH123
                screen = stack.enter_context(open(DEVICES[1], "w", encoding="utf-8", errors="replace"))  # noqa: PTH123
            except OSError:
                raise code_needed(request) from None
            return self._ask(request, keys, screen)

    def _ask(self, request: CodeRequest, keys: TextIO, screen: TextIO) -> str:
        if request.problem:
            _write(screen, f"{visible(request.problem)}\n")
        if request.after:
            request.wait(request.after)
        while True:
            _write(screen, f"MFA code for {visible(request.serial)} ({visible(request.profile)}): ")
            try:
                line = keys.readline()
            except KeyboardInterrupt:
                _write(screen, "\n")
                raise
            if not line:
                _write(screen, "\n")
                raise code_needed(request)
            typed = "".join(line.split())
            if not (wrong := TOKEN_CODE.problem(typed)):
                return typed
            _write(screen, f"{wrong}\n")


def _write(screen: TextIO, text: str) -> None:
    screen.write(text)
    screen.flush()


class Countdown:
    """Counts down on stderr what a session manager waits for; quiet where that is no terminal."""

    def __init__(self, clock: Clock, screen: TextIO | None = None) -> None:
        self._clock = clock
        self._screen = screen or sys.stderr
        self._changed = threading.Condition()
        self._progress: Progress | None = None
        self._left = False
        self._drawn = 0
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Countdown:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._left = True
            self._changed.notify()
        if self._thread:
            self._thread.join()

    def show(self, progress: Progress) -> None:
        """Take news; what has an end is counted down to it, all else replaces it."""
        if not self._screen.isatty():
            return
        with self._changed:
            self._progress = progress
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._count, daemon=True)
                self._thread.start()

    def _count(self) -> None:
        with self._changed:
            while not self._left:
                self._draw(self._line(self._clock.now()))
                waiting = self._progress is not None and self._progress.until is not None
                self._changed.wait(1 if waiting else None)
            self._draw("")

    def _line(self, now: datetime) -> str:
        if self._progress is None or self._progress.until is None or self._progress.until <= now:
            return ""
        return f"{visible(self._progress.text)} {hours_minutes_seconds(self._progress.until - now)}"

    def _draw(self, line: str) -> None:
        if line or self._drawn:
            _write(self._screen, "\r" + line + " " * (self._drawn - width(line)) + ("" if line else "\r"))
        self._drawn = width(line)
