"""The person at the terminal: asking for a code past any pipe, and counting a wait down."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TextIO

from stsui.cli.output import visible, width
from stsui.clock import Clock
from stsui.limits import TOKEN_CODE
from stsui.model import hours_minutes_seconds
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
        prompt = f"MFA code for {visible(request.serial)} ({visible(request.profile)}): "
        try:
            while line := _answer(prompt, keys, screen):
                typed = "".join(line.split())
                if not (wrong := TOKEN_CODE.problem(typed)):
                    return typed
                _write(screen, f"{wrong}\n")
        except KeyboardInterrupt:
            _write(screen, "\n")
            raise
        _write(screen, "\n")
        raise code_needed(request)


def choose(prompt: str, labels: Sequence[str]) -> int | None:
    """The index of the label that is picked by its number; None where nobody can be asked, or picks."""
    with ExitStack() as stack:
        try:
            keys = stack.enter_context(open(DEVICES[0], encoding="utf-8", errors="replace"))  # noqa: PTH123
            screen = stack.enter_context(open(DEVICES[1], "w", encoding="utf-8", errors="replace"))  # noqa: PTH123
        except OSError:
            return None
        for number, label in enumerate(labels, 1):
            _write(screen, f"{number:>3}  {visible(label)}\n")
        while line := _answer(prompt, keys, screen):
            typed = line.strip()
            if typed.isascii() and typed.isdigit() and 0 < int(typed[:6]) <= len(labels):
                return int(typed[:6]) - 1
            _write(screen, f"A number from 1 to {len(labels)}.\n")
        return None


def _answer(prompt: str, keys: TextIO, screen: TextIO) -> str:
    """The line that was typed; empty at end-of-file."""
    _write(screen, prompt)
    return keys.readline()


def _write(screen: TextIO, text: str) -> None:
    screen.write(text)
    screen.flush()


class ProgressLine:
    """One line on stderr that says what is waited for, counted down; nothing where that is no terminal.

    A context manager: at its end the line is wiped.
    """

    def __init__(self, clock: Clock, screen: TextIO | None = None) -> None:
        self._clock = clock
        self._screen = screen or sys.stderr
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._draw("")

    def show(self, progress: Progress) -> None:
        """Draw the news over what was there; called again and again while something is waited for."""
        line = visible(progress.text)
        if progress.until is not None:
            left = progress.until - self._clock.now()
            line = f"{line}: {hours_minutes_seconds(left)}" if left else ""
        self._draw(line)

    def _draw(self, line: str) -> None:
        if line == self._shown or not self._screen.isatty():
            return
        _write(self._screen, "\r" + " " * width(self._shown) + "\r" + line)
        self._shown = line
