"""A real terminal for tests: a program in a pty of its own, and the screen it draws, by pyte."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import pyte

PATIENCE = 40.0
"""Seconds until a text that never comes is given up; the machine may be busy."""

# The child makes the pty its controlling terminal, so that /dev/tty is this one and Ctrl-C comes through it.
# It needs the standard library only.
LAUNCH = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvpe(sys.argv[1], sys.argv[1:], os.environ)
"""


KITTY_KEYS = re.compile(rb"\x1b\[[<>=?][0-9;]*u")
"""Switches of a keyboard protocol that pyte does not know, and would print the ends of."""


class Screen(pyte.Screen):
    """pyte's screen, empty after a change between the two screens that terminals have."""

    def set_mode(self, *modes: int, **keywords: Any) -> None:
        super().set_mode(*modes, **keywords)
        self._wipe_after(modes, keywords)

    def reset_mode(self, *modes: int, **keywords: Any) -> None:
        super().reset_mode(*modes, **keywords)
        self._wipe_after(modes, keywords)

    def _wipe_after(self, modes: tuple[int, ...], keywords: dict[str, Any]) -> None:
        if keywords.get("private") and 1049 in modes:
            self.erase_in_display(2)
            self.cursor_position()


class Terminal:
    """A program running in a terminal of `columns` × `lines`."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], *, columns: int = 100, lines: int = 30
    ) -> None:
        self.screen = Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.transcript = b""
        """Everything that was written, escape sequences and all."""
        self._master, slave = os.openpty()
        _set_size(slave, columns, lines)
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", LAUNCH, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            # The tests' own terminal may be of another size, and pytest's workers say that theirs is.
            env={**environ, "TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(lines)},
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    @property
    def text(self) -> str:
        """What is on the screen, without the blanks at the lines' ends."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    @property
    def attributes(self) -> list[Any]:
        """How the terminal is set: echo, lines or single keys, and all the rest of termios."""
        import termios

        return termios.tcgetattr(self._master)

    def stand_still(self) -> None:
        """Stop the program where it is, as a paused container does; it is not asked."""
        os.kill(self.process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)

    def go_on(self) -> None:
        """Let a stopped program go on."""
        os.kill(self.process.pid, signal.SIGCONT)

    def type(self, keys: str) -> None:
        """Press keys; "\\r" is enter, "\\x03" Ctrl-C, "\\udcff" a byte that is no text."""
        os.write(self._master, keys.encode(errors="surrogateescape"))

    def wait_for(self, *texts: str, gone: str = "") -> str:
        """Wait until all `texts` are on the screen, and `gone` is not; the screen's text."""
        deadline = time.monotonic() + PATIENCE
        while not (all(text in self.text for text in texts) and (not gone or gone not in self.text)):
            if not self._read(deadline):
                wanted = ", ".join(map(repr, texts)) + (f", and no {gone!r}" if gone else "")
                raise AssertionError(f"waited in vain for {wanted} on this screen:\n{self.text}")
        return self.text

    def wait_until(self, happened: Callable[[], bool]) -> None:
        """Wait for something that is not on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not happen; the screen:\n{self.text}")
            self._read(time.monotonic() + 0.05)

    def exit_code(self) -> int:
        """Wait for the program's end; its exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            pass
        try:
            return self.process.wait(max(deadline - time.monotonic(), 1))
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it does not end; the screen:\n{self.text}") from None

    def _read(self, deadline: float) -> bool:
        """Take what comes next; False at the program's end or at the deadline."""
        ready, _, _ = select.select([self._master], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux's way to say that the last writer has gone
            return False
        self.transcript += data
        self._stream.feed(KITTY_KEYS.sub(b"", data))
        return bool(data)


def _set_size(descriptor: int, columns: int, lines: int) -> None:
    import fcntl
    import struct
    import termios

    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
