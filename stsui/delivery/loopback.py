"""What every small server on loopback is made of: a port of its own, its own threads, and silence."""

from __future__ import annotations

import hmac
import socket
import threading
from collections.abc import Collection
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

ADDRESS = "127.0.0.1"
PATIENCE_SECONDS = 5.0
"""For a client that does not send its request: browsers open connections in advance."""


class LoopbackServer(ThreadingHTTPServer):
    """Listens on a random port from when it is made, and answers for as long as the `with` block runs.

    At its end nobody listens any more.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = False

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__((ADDRESS, 0), handler)
        self._ended = False
        self._thread = threading.Thread(target=self._serve, name=type(self).__module__, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        with suppress(OSError):
            socket.create_connection((ADDRESS, self.server_port), PATIENCE_SECONDS).close()  # wakes `_serve`
        self._thread.join(PATIENCE_SECONDS)
        self.server_close()

    def _serve(self) -> None:
        """Wait for requests, asleep in between, where `serve_forever` wakes up to see if it is over."""
        while not self._ended:
            self.handle_request()

    def verify_request(self, request: object, client_address: object) -> bool:  # noqa: ARG002
        """Whether to answer: at the end nobody is."""
        return not self._ended

    def server_bind(self) -> None:
        """Bind, without the look-up of the machine's name that HTTPServer would do."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]


class QuietHandler(BaseHTTPRequestHandler):
    """One request, about which nothing is told."""

    timeout = PATIENCE_SECONDS

    def came_to(self, hosts: Collection[str]) -> bool:
        """Whether the request was sent to one of these names.

        A page in a browser that reaches the port through a name of its own (DNS rebinding) does not.
        """
        named = self.headers.get_all("Host", [])
        return len(named) == 1 and named[0] in hosts

    def bears(self, token: bytes) -> bool:
        """Whether the Authorization header is this token, compared in constant time."""
        given = self.headers.get_all("Authorization", [])
        told = given[0].encode("utf-8", errors="surrogateescape") if len(given) == 1 else b""
        return hmac.compare_digest(told, token)

    def version_string(self) -> str:
        """Nothing about versions."""
        return "stsui"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing is logged: requests carry tokens, and it would be on the person's screen."""
