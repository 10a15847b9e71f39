"""What a command says when it asks a running UI for a token code, as it goes over the wire."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from stsui.json_text import parse_json
from stsui.model import Operation

FOLDER = "windows"
"""Where running UIs say, in the state folder, how they are to be asked."""
PATH = "/code"
LARGEST = 64 * 1024
"""Bytes of a question, or of an answer."""


class Question(NamedTuple):
    """A token code is wanted by a program."""

    serial: str
    """The device."""
    profile: str
    operation: Operation
    """The call that the code goes into."""
    program: str
    """Who wants it: "terraform", "stsui exec"."""
    pid: int
    waited: float = 0.0
    """Seconds since the program began to want a session."""
    attempt: int = 1
    problem: str | None = None
    """Why the code given before will not do."""
    after: datetime | None = None
    """The code shown before this moment (AWS's time) was used already."""

    def __str__(self) -> str:
        return f"{self.program} (pid {self.pid})"

    def text(self) -> str:
        """As JSON."""
        after = self.after.timestamp() if self.after else None
        return json.dumps(self._asdict() | {"operation": self.operation.value, "after": after})


def read_question(text: str | bytes) -> Question | None:
    """The question in a request's body; None for what is none."""
    try:
        fields: Any = parse_json(text)
        after, problem = fields["after"], fields["problem"]
        return Question(
            serial=str(fields["serial"]),
            profile=str(fields["profile"]),
            operation=Operation(fields["operation"]),
            program=str(fields["program"]),
            pid=int(fields["pid"]),
            waited=float(fields["waited"]),
            attempt=int(fields["attempt"]),
            problem=None if problem is None else str(problem),
            after=None if after is None else datetime.fromtimestamp(after, UTC),
        )
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return None


class Window(NamedTuple):
    """A running UI: where it listens, and what opens it. A secret."""

    port: int
    token: str

    def text(self) -> str:
        """As it stands in the state folder."""
        return json.dumps(self._asdict())


def read_window(text: str) -> Window | None:
    """The UI that a record tells of; None for a damaged one."""
    try:
        fields: Any = parse_json(text)
        window = Window(int(fields["port"]), str(fields["token"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    sound = 0 < window.port < 65536 and window.token.isascii() and window.token.isprintable()
    return window if sound else None
