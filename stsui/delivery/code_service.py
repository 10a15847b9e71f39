"""The running UI's service for commands that need a token code: they ask, a person answers.

The answer goes back on the connection that the question came on, and is written nowhere. A command that goes
away takes its question with it.
"""

from __future__ import annotations

import json
import secrets
import select
import threading
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from stsui.clock import Clock
from stsui.delivery import presence
from stsui.delivery.loopback import LoopbackServer, QuietHandler
from stsui.delivery.question import FOLDER, LARGEST, PATH, Question, Window, read_question
from stsui.model import Secret

_LOOK_SECONDS = 0.1
"""Between looks at whether the asking command is still there."""
_GRACE_SECONDS = 0.2
"""For commands to be told that nobody looks at the screen any more."""


class Waiting:
    """A command that waits for a code. The first answer counts; any thread may give it."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.told = threading.Event()
        """Set once the command has its answer, or has gone."""
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._code: Secret | None = None
        self._declined = False

    def give(self, code: Secret) -> None:
        """Answer."""
        self._end(code, declined=False)

    def decline(self) -> None:
        """Say that there will be no code."""
        self._end(None, declined=True)

    def leave(self) -> None:
        """Neither: whoever was asked cannot say."""
        self._end(None, declined=False)

    def _end(self, code: Secret | None, *, declined: bool) -> None:
        with self._lock:
            if not self._ended.is_set():
                self._code, self._declined = code, declined
                self._ended.set()

    def ended(self, seconds: float) -> bool:
        """Whether there is an answer, waiting up to `seconds` for it."""
        return self._ended.wait(seconds)

    def answer(self) -> dict[str, object]:
        """What the command is told."""
        if self._code:
            return {"code": self._code.reveal()}
        return {"declined": self._declined}


class CodeService:
    """Listens from `__enter__` to `__exit__`. `asked` and `gone` are called in its own threads.

    While `away` is true (the terminal is lent to a shell, say) nobody is asked, and those who wait are left.
    """

    def __init__(
        self,
        state_dir: Path,
        asked: Callable[[Waiting], object],
        gone: Callable[[Waiting], object],
        *,
        clock: Clock,
        say: Callable[[str], None],
    ) -> None:
        self._folder = state_dir / FOLDER
        self._asked = asked
        self._gone = gone
        self._clock = clock
        self._say = say
        self._stack = ExitStack()
        self._waiting: set[Waiting] = set()
        self._declined: dict[str, float] = {}
        self._guard = threading.Lock()
        self._away = False

    def __enter__(self) -> Self:
        """Listen, and tell where.

        Raises:
            OSError: there is no loopback to listen on.
        """
        server = self._stack.enter_context(_Server(self))
        record = self._stack.enter_context(presence.recorded(self._folder, clock=self._clock, say=self._say))
        record.write(Window(server.server_port, server.token).text())
        return self

    def __exit__(self, *_: object) -> None:
        self.away = True
        self._stack.close()

    @property
    def away(self) -> bool:
        """Whether nobody looks at the screen."""
        return self._away

    @away.setter
    def away(self, away: bool) -> None:
        with self._guard:
            self._away = away
            left = list(self._waiting) if away else []
        for waiting in left:
            waiting.leave()
        for waiting in left:  # soon the process may stand still, or end
            waiting.told.wait(_GRACE_SECONDS)

    def decline(self, waiting: Waiting) -> None:
        """Decline for everybody who waits for a code of that device by now, each in their turn."""
        with self._guard:
            self._declined[waiting.question.serial] = self._clock.monotonic()
        waiting.decline()

    def begin(self, question: Question) -> Waiting | None:
        """Put a question to the person; None while nobody is there."""
        waiting = Waiting(question)
        with self._guard:
            if self._away:
                return None
            declined = self._declined.get(question.serial)
            if declined is not None and self._clock.monotonic() - question.waited <= declined:
                waiting.decline()
                return waiting
            self._waiting.add(waiting)
        self._asked(waiting)
        return waiting

    def end(self, waiting: Waiting) -> None:
        """The question is over, answered or not."""
        waiting.told.set()
        with self._guard:
            known = waiting in self._waiting
            self._waiting.discard(waiting)
        if known:
            self._gone(waiting)


class _Server(LoopbackServer):
    def __init__(self, service: CodeService) -> None:
        super().__init__(_Handler)
        self.service = service
        self.token = secrets.token_urlsafe(32)
        self.host = f"127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A command that goes away, or sends rubbish, is nobody's failure: it goes on to the terminal."""


class _Handler(QuietHandler):
    server: _Server

    def do_POST(self) -> None:
        """Wait for the person's answer, or say why nobody is asked.

        The status is sent at once: the command then knows that the question is on a screen.
        """
        if status := self._refusal():
            self._begin(status)
            return
        question = read_question(self.rfile.read(int(self.headers["Content-Length"])))
        waiting = self.server.service.begin(question) if question else None
        if waiting is None:
            self._begin(HTTPStatus.SERVICE_UNAVAILABLE if question else HTTPStatus.BAD_REQUEST)
            return
        try:
            self._begin(HTTPStatus.OK)
            while not waiting.ended(_LOOK_SECONDS):
                if select.select([self.connection], [], [], 0)[0]:  # it has nothing more to say: it left
                    return
            self.wfile.write(json.dumps(waiting.answer()).encode())
        finally:
            self.server.service.end(waiting)

    def _refusal(self) -> HTTPStatus | None:
        if not self.came_to({self.server.host}):
            return HTTPStatus.MISDIRECTED_REQUEST
        if not self.bears(self.server.token.encode()):
            return HTTPStatus.UNAUTHORIZED
        if self.path != PATH:
            return HTTPStatus.NOT_FOUND
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            return HTTPStatus.LENGTH_REQUIRED
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length[:9]) > LARGEST else None

    def _begin(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self.send_response(status)
        for name, value in (
            ("Content-Type", "application/json"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()
