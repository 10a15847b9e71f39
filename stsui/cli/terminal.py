"""The person at the terminal: asking for a code past any pipe, and counting a wait down."""

from __future__ import annotations

import select
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from socket import socket
from types import TracebackType
from typing import Any, NamedTuple, Self, TextIO

from stsui.cli.output import visible, width
from stsui.clock import Clock
from stsui.delivery.ui_codes import Asked, NotGiven, UiCodes
from stsui.limits import TOKEN_CODE
from stsui.model import hours_minutes_seconds
from stsui.sessions.codes import CodeRequest, Progress, code_needed

# Reading and writing sides of the terminal itself, whatever stdin and stdout are.
DEVICES = ("CONIN$", "CONOUT$") if sys.platform == "win32" else ("/dev/tty", "/dev/tty")
_AT_ONCE_SECONDS = 0.3
"""For a UI to say that it asks, so that the prompt can name it; should it say so later, it is named then."""
_SLICE_SECONDS = 0.1
"""Windows cannot wait for a console and a socket at once."""


class TerminalCodes:
    """Asks for token codes on the terminal and, at the same time, in UIs that run: the first answer counts.

    Where there is no terminal, UIs alone are asked.
    """

    def __init__(self, windows: UiCodes) -> None:
        self._windows = windows

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
                return self._windows.code(request)
            return self._ask(request, keys, screen, stack.enter_context(self._windows.ask(request)))

    def _ask(self, request: CodeRequest, keys: TextIO, screen: TextIO, asked: Asked) -> str:
        if request.problem:
            _write(screen, f"{visible(request.problem)}\n")
        if request.after:
            request.wait(request.after)
        asked.heard(_AT_ONCE_SECONDS)
        try:
            prompt = _Prompt(request, screen, asked)
            while line := _line(keys, asked, prompt):
                typed = "".join(line.text.split())
                if line.from_elsewhere:
                    _write(screen, "given in stsui\n")
                    return typed
                if not (wrong := TOKEN_CODE.problem(typed)):
                    return typed
                _write(screen, f"{wrong}\n")
                prompt.write()
        except KeyboardInterrupt:
            _write(screen, "\n")
            raise
        _write(screen, "\n")
        raise code_needed(request)


class _Prompt:
    """The question on the terminal, which says where else it may be answered."""

    def __init__(self, request: CodeRequest, screen: TextIO, asked: Asked) -> None:
        self._question = f"MFA code for {visible(request.serial)} ({visible(request.profile)})"
        self._screen = screen
        self._asked = asked
        self.write()

    def write(self) -> None:
        """Ask, once more where that was done before."""
        self._elsewhere = self._asked.heard(0)
        _write(self._screen, f"{self._question}{', here or in stsui' if self._elsewhere else ''}: ")

    def name_late_ones(self) -> None:
        """Ask once more if a UI asks as well by now and was not named."""
        if not self._elsewhere and self._asked.heard(0):
            _write(self._screen, "\n")
            self.write()


class _Line(NamedTuple):
    text: str
    from_elsewhere: bool = False


def _line(keys: TextIO, asked: Asked, prompt: _Prompt) -> _Line | None:
    """What is typed on the terminal, or in a UI if that comes first; None at end-of-file."""
    while asked.sockets:
        ready, typed = _ready(keys, asked.sockets)
        if typed:
            break
        with suppress(NotGiven):  # declined there: the terminal is still asked
            if code := asked.take(ready):
                return _Line(code, from_elsewhere=True)
            prompt.name_late_ones()
    line = keys.readline()
    return _Line(line) if line else None


if sys.platform == "win32":
    import msvcrt

    def _ready(_keys: TextIO, sockets: list[socket]) -> tuple[list[socket], bool]:
        """Which sockets have something to read, and whether a key was pressed; soon, if neither."""
        return select.select(sockets, [], [], _SLICE_SECONDS)[0], msvcrt.kbhit()

else:

    def _ready(keys: TextIO, sockets: list[socket]) -> tuple[list[socket], bool]:
        """Which sockets have something to read, and whether a line was typed; waits for either."""
        watched: list[Any] = [keys, *sockets]
        ready = select.select(watched, [], [])[0]
        return [each for each in sockets if each in ready], keys in ready


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
