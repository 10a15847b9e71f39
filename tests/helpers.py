"""Programs that tests start through stsui, and by whose connections they see that these have ended."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE = 40.0
"""Seconds until a program that never comes, or never goes, is given up; the machine may be busy."""


class Line:
    """A listening socket. A program that calls holds on for as long as it runs."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(PATIENCE)
        self.port = self._server.getsockname()[1]
        self._calls: list[socket.socket] = []

    def answer(self, programs: int = 1) -> list[str]:
        """Wait until so many programs have called; what each one said."""
        said = []
        for _ in range(programs):
            call, _address = self._server.accept()
            call.settimeout(PATIENCE)
            self._calls.append(call)
            said.append(call.recv(100).decode())
        return said

    def gone(self) -> bool:
        """Wait until all who called have ended; TimeoutError if one goes on."""
        for call in self._calls:
            with suppress(ConnectionError):  # ended without a good-bye
                assert call.recv(1) == b""
        return True

    def speak(self) -> None:
        """Let those who wait for a word go on."""
        for call in self._calls:
            call.sendall(b"\n")

    def hear(self) -> str:
        """What the one who called first says next."""
        return self._calls[0].recv(100).decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each in (*self._calls, self._server):
            each.close()


CALLING = """\
import socket, subprocess, sys
from pathlib import Path

def call(word):
    global line
    line = socket.create_connection(("127.0.0.1", PORT))
    line.sendall(word.encode())

def say(word):
    line.sendall(word.encode())

def hold():
    line.recv(1)

def start(script):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.Popen([sys.executable, "-c", PRELUDE + script], cwd=Path(__file__).parent, **quiet)
"""


def command(directory: Path, line: Line, script: str) -> str:
    """The command line of a program that runs `script`.

    In that, `call(word)` calls `line`, `say(word)` goes on speaking, `hold()` waits for a word, and
    `start(script)` runs another such program beside it.
    """
    prelude = "from calling import *\n"
    calling = CALLING.replace("PORT", str(line.port)).replace("PRELUDE", repr(prelude))
    (directory / "calling.py").write_text(calling, encoding="utf-8")
    path = directory / "a program.py"
    path.write_text(prelude + script, encoding="utf-8")
    return f'"{sys.executable}" "{path}"'
