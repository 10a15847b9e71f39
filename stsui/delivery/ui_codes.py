"""Asking the stsui that shows its screen for a token code: the command's side."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from stsui.clock import Clock
from stsui.delivery import presence
from stsui.delivery.question import FOLDER, LARGEST, PATH, Question, Window, read_window
from stsui.errors import CodeNeeded
from stsui.json_text import parse_json
from stsui.sessions.codes import CodeRequest, code_needed

PATIENCE_SECONDS = 55.0
"""For an answer, where no terminal can be asked as well: the Go SDK, and so Terraform, waits a minute."""
_HEARD_SECONDS = 3.0
"""For a sign that the question is on a screen: a stopped UI gives none."""
_CONNECT_SECONDS = 0.5
_SLICE_SECONDS = 0.2
"""Windows lets Ctrl-C in only between waits."""
_STATUS = re.compile(rb"HTTP/1\.[01] 200 ")


class NotGiven(Exception):
    """Why no code came from the screen; completes "needs a code of …, and …"."""


_TOO_LATE = "nobody gave one in the stsui window in time"


class UiCodes:
    """Asks every UI of the same state folder that runs; the first answer counts.

    `program` gives the name and the process id that the person is told. `say` is told that they are asked.
    `lasting` is for those who want one session after another: each question then has a time of its own, else
    it counts from when this was made, so that those who wait for their turn give up with the first.
    """

    def __init__(
        self,
        state_dir: Path,
        program: Callable[[], tuple[str, int]],
        *,
        clock: Clock,
        say: Callable[[str], None],
        lasting: bool = False,
    ) -> None:
        self._folder = state_dir / FOLDER
        self._program = program
        self._clock = clock
        self._say = say
        self._lasting = lasting
        self._since = clock.monotonic()

    def code(self, request: CodeRequest) -> str:
        """The six digits that were typed there.

        Raises:
            CodeNeeded: no UI runs, or nobody gave a code.
        """
        try:
            code = self._given(request)
        except NotGiven as reason:
            needed = code_needed(request)
            message = f"{request.profile} needs a code of the MFA device {request.serial}, and {reason}."
            raise CodeNeeded(message, needed.hint) from reason
        if code is None:
            raise code_needed(request)
        return code

    def ask(self, request: CodeRequest) -> Asked:
        """Put the question to all; nobody where no UI runs."""
        return self._put(request, self._windows())

    def _given(self, request: CodeRequest) -> str | None:
        windows = self._windows()
        if self._lasting and request.attempt == 1:
            self._since = self._clock.monotonic()
        deadline = self._since + PATIENCE_SECONDS
        if windows and self._clock.monotonic() >= deadline:
            raise NotGiven(_TOO_LATE)
        with self._put(request, windows) as asked:
            return asked.wait(deadline, self._tell)

    def _windows(self) -> list[Window]:
        return [window for text in presence.records(self._folder) if (window := read_window(text))]

    def _put(self, request: CodeRequest, windows: Sequence[Window]) -> Asked:
        if not windows:
            return Asked((), self._clock)
        question = Question(
            request.serial,
            request.profile,
            request.operation,
            *self._program(),
            self._clock.monotonic() - self._since,
            request.attempt,
            request.problem,
            request.after,
        )
        return Asked((_connected(window, question) for window in windows), self._clock)

    def _tell(self, seconds: float) -> None:
        self._say(f"A code is asked for in the stsui window (press m there), for {seconds:.0f} s at most.")


class Asked(AbstractContextManager["Asked"]):
    """A question that was put to UIs. At the end of the `with` block it is withdrawn."""

    def __init__(self, connections: Iterable[_Connection | None], clock: Clock) -> None:
        self._connections = [each for each in connections if each]
        self._clock = clock

    def __exit__(self, *_: object) -> None:
        self._withdraw()

    @property
    def sockets(self) -> list[socket.socket]:
        """On what an answer may come; empty once none will."""
        return [connection.socket for connection in self._connections]

    def heard(self, seconds: float) -> bool:
        """Whether the question is on a screen, waiting up to `seconds` until all have said so or cannot."""
        limit = self._clock.monotonic() + seconds
        while (unsure := [each for each in self._connections if not (each.heard or each.ended)]) and (
            left := limit - self._clock.monotonic()
        ) > 0:
            ready, _, _ = select.select([each.socket for each in unsure], [], [], min(_SLICE_SECONDS, left))
            for connection in unsure:
                if connection.socket in ready:
                    connection.receive()
        return any(connection.heard for connection in self._connections)

    def take(self, ready: Iterable[Any]) -> str | None:
        """The code, if it has come on one of these.

        Raises:
            NotGiven: the person declined.
        """
        for connection in [each for each in self._connections if each.socket in list(ready)]:
            connection.receive()
            if not connection.ended:
                continue
            connection.close()
            self._connections.remove(connection)
            answer = connection.answer()
            if code := answer.get("code"):
                return str(code)
            if answer.get("declined"):
                self._withdraw()
                raise NotGiven("it was declined in the stsui window")
        return None

    def wait(self, deadline: float, tell: Callable[[float], None]) -> str | None:
        """The code; None when there is nobody to ask any more. `tell` is told how long it may take.

        Raises:
            NotGiven: the person declined, or `deadline` (monotonic) has come.
        """
        if self.heard(min(_HEARD_SECONDS, deadline - self._clock.monotonic())):
            tell(deadline - self._clock.monotonic())
        self._withdraw(from_silent_ones=True)
        while self._connections:
            left = deadline - self._clock.monotonic()
            if left <= 0:
                raise NotGiven(_TOO_LATE)
            ready, _, _ = select.select(self.sockets, [], [], min(_SLICE_SECONDS, left))
            if code := self.take(ready):
                return code
        return None

    def _withdraw(self, *, from_silent_ones: bool = False) -> None:
        for connection in [each for each in self._connections if not (from_silent_ones and each.heard)]:
            connection.close()
            self._connections.remove(connection)


class _Connection:
    """One UI that is asked."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.ended = False
        """Whether nothing more will come."""
        self._received = b""

    @property
    def heard(self) -> bool:
        """Whether the question is on that UI's screen."""
        return bool(_STATUS.match(self._received))

    def receive(self) -> None:
        """Take what has come."""
        try:
            part = self.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        self._received += part
        self.ended = not part or len(self._received) > LARGEST

    def answer(self) -> dict[str, object]:
        """What was answered; nothing where the other side broke off."""
        _, _, body = self._received.partition(b"\r\n\r\n")
        with suppress(ValueError):
            if self.heard and isinstance(answer := parse_json(body), dict):
                return answer
        return {}

    def close(self) -> None:
        """Withdraw the question."""
        self.socket.close()


def _connected(window: Window, question: Question) -> _Connection | None:
    """The connection on which a UI was asked; None where it cannot be."""
    from stsui.delivery.loopback import ADDRESS  # with a whole web server, for which most have no use

    body = question.text().encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {ADDRESS}:{window.port}\r\nAuthorization: {window.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    try:
        connected = socket.create_connection((ADDRESS, window.port), timeout=_CONNECT_SECONDS)
    except OSError:
        return None
    try:
        connected.sendall(head.encode("ascii") + body)
        connected.setblocking(False)
    except OSError:
        connected.close()
        return None
    return _Connection(connected)
