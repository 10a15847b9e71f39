"""The endpoint that SDKs fetch container credentials from, on loopback, for one command and its children.

Whoever asks must know the token (compared in constant time), the path, and by which name to ask: a page in a
browser that reaches this port through a name of its own (DNS rebinding) is refused for the Host header.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from stsui.delivery.environment import OF_AN_ENDPOINT
from stsui.delivery.loopback import ADDRESS, LoopbackServer, QuietHandler

PATH = "/credentials"


class Answer(NamedTuple):
    """What is answered to a request that is allowed."""

    status: int
    fields: Mapping[str, str]


def failure(status: int, code: str, message: str) -> Answer:
    """An error as SDKs expect it."""
    return Answer(status, {"code": code, "message": message})


class CredentialsEndpoint:
    """Serves what `answer` gives, from its own thread. A context manager; at its end nobody listens any more.

    `answer` is called for each request and must not wait: SDKs give up after two seconds. `say` is told of
    what fails unexpectedly.
    """

    def __init__(self, answer: Callable[[], Answer], say: Callable[[str], None]) -> None:
        self.token = secrets.token_urlsafe(32)
        """What the Authorization header must be. A secret."""
        self._server = _Server(answer, self.token, say)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{ADDRESS}:{self._server.server_port}{PATH}"

    def variables(self) -> dict[str, str]:
        """The environment variables that lead SDKs here."""
        return dict(zip(OF_AN_ENDPOINT, (self.url, self.token), strict=True))

    def __enter__(self) -> CredentialsEndpoint:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()


class _Server(LoopbackServer):
    def __init__(self, answer: Callable[[], Answer], token: str, say: Callable[[str], None]) -> None:
        super().__init__(_Handler)
        self.answer = answer
        self.token = token.encode()
        self.hosts = {f"{name}:{self.server_port}" for name in (ADDRESS, "localhost")}
        self._say = say

    def handle_error(self, *_: object) -> None:
        """A client that goes away is nobody's failure; another error is said, without its details."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            self._say(f"A request for credentials failed: {type(error).__name__}.")


class _Handler(QuietHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, or say why not."""
        self._send(self._refusal() or self.server.answer())

    def _refusal(self) -> Answer | None:
        if not self.came_to(self.server.hosts):
            return failure(403, "HostRefused", "This endpoint is asked by its own address only.")
        if not self.bears(self.server.token):
            return failure(401, "Unauthorized", "The Authorization header is missing or not the right one.")
        if self.path != PATH:
            return failure(404, "NotFound", "There are credentials at one path only, and this is another.")
        return None

    def send_error(self, code: int, *_: object, **__: object) -> None:
        """What the server itself refuses (another method, a malformed request), in the same form."""
        self._send(failure(code, HTTPStatus(code).phrase.replace(" ", ""), "Only a plain GET is answered."))

    def _send(self, answer: Answer) -> None:
        self.close_connection = True
        body = json.dumps(dict(answer.fields)).encode()
        self.send_response(answer.status)
        for name, value in (
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
