"""Programs run in a real pseudo-terminal, with a stopwatch."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType


class InTerminal(AbstractContextManager["InTerminal"]):
    """A program in a pseudo-terminal of 120 × 40, its output read and thrown away after a look at it."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self.started = time.perf_counter()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            start_new_session=True,
        )
        os.close(slave)

    def wait_for(self, text: str, seconds: float = 30) -> float:
        """Seconds from the start until `text` has been drawn."""
        wanted, seen, deadline = text.encode(), b"", time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            if select.select([self._master], [], [], 0.05)[0]:
                seen = (seen + os.read(self._master, 65536))[-200_000:]
                if wanted in seen:
                    return time.perf_counter() - self.started
        raise TimeoutError(f"{text!r} did not appear in {seconds} s; the last of the output: {seen[-400:]!r}")

    def quiet(self, seconds: float = 0.06) -> None:
        """Read until nothing has come for so long."""
        while select.select([self._master], [], [], seconds)[0]:
            os.read(self._master, 65536)

    def drain(self, seconds: float) -> None:
        """Read whatever comes for so long, as a terminal does."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            if select.select([self._master], [], [], left)[0]:
                os.read(self._master, 65536)

    def press(self, keys: str) -> None:
        """Send key presses."""
        os.write(self._master, keys.encode())

    def processor_seconds(self) -> float:
        """What all threads have used so far, to the nanosecond: Linux's clock of another process."""
        return time.clock_gettime((~self._process.pid << 3) | 2)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._master)
