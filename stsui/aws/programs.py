"""A helper program: started, read, and ended with everything it has started when it is no longer wanted."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

GRACE = 0.5
"""Seconds that a program has to end in order."""


class Program:
    """A program whose output is read. A context manager: at its end a program that still runs is ended.

    A thread that Ctrl-C does not reach starts it in a session of its own, without a terminal: it cannot take
    the keys from a screen, and can be ended with whatever it has started. In the main thread it shares the
    terminal, where it may ask for something, and where Ctrl-C reaches all of them by itself.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], most: int) -> None:
        """Start it, to read `most` bytes of its output; OSError or ValueError where that cannot be."""
        self.printed = b""
        """What it printed, once it is done."""
        self._most = most
        self._apart = threading.current_thread() is not threading.main_thread()
        self._process = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **(_APART if self._apart else {}),
        )
        self._reading = threading.Thread(target=self._read, daemon=True)

    @property
    def code(self) -> int:
        """Its exit code, once it has ended."""
        return self._process.returncode

    def done(self, seconds: float) -> bool:
        """Wait so long at most; whether it has ended, or has printed all that is read of it."""
        self._reading.join(seconds)
        if self._reading.is_alive():
            return False
        if len(self.printed) < self._most:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        return len(self.printed) == self._most or self._process.returncode is not None

    def _read(self) -> None:
        output: Any = self._process.stdout
        with output:
            self.printed = output.read(self._most)

    def __enter__(self) -> Self:
        _RUNNING.add(self)
        self._reading.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # It was not asked for its exit code before: its number is not another process's yet.
        if self._process.returncode is None:
            if self._apart:
                end_gently(self._process.pid)
                self._reading.join(GRACE)  # its output ends with the last of those it has started
            self.kill()
            self._process.wait()
        _RUNNING.discard(self)

    def kill(self) -> None:
        """End it at once; apart from the terminal, also what it has started."""
        if self._apart:
            kill_all(self._process.pid)
        self._process.kill()


if sys.platform == "win32":
    _APART: Mapping[str, Any] = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}

    def end_gently(pid: int) -> None:
        """Ask a process group to end."""
        with suppress(OSError):
            os.kill(pid, signal.CTRL_BREAK_EVENT)

    def kill_all(pid: int) -> None:
        """End a process and what it has started."""
        program = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        with suppress(OSError):
            subprocess.run([program, "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)

else:
    _APART: Mapping[str, Any] = {"start_new_session": True}

    def end_gently(pid: int) -> None:
        """Ask a process group to end."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGTERM)

    def kill_all(pid: int) -> None:
        """End a process group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


_RUNNING: set[Program] = set()


@atexit.register
def _end_all() -> None:
    """Leave nothing behind whose output nobody reads any more."""
    for program in tuple(_RUNNING):
        program.kill()
