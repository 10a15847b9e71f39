"""HTTP on loopback for one purpose: a port of its own, silence about itself, and checks of who asks."""

from __future__ import annotations

import hmac
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ADDRESS = "127.0.0.1"
PATIENCE_SECONDS = 5.0
"""For a client that does not send its request."""


def _untold(sentence: str) -> None:
    """Nobody wants to know."""


class LoopbackServer(ThreadingHTTPServer):
    """Listens from when it is made, and answers from a thread of its own between `start` and `stop`."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = False

    def __init__(
        self,
        handler: type[BaseHTTPRequestHandler],
        name: str,
        *,
        poll_seconds: float = 0.1,
        say: Callable[[str], None] = _untold,
    ) -> None:
        super().__init__((ADDRESS, 0), handler)
        self.host = f"{ADDRESS}:{self.server_port}"
        """The name by which it is to be asked."""
        self._name = name
        self._say = say
        self._thread = threading.Thread(
            target=self.serve_forever, args=(poll_seconds,), name=name, daemon=True
        )

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End; nobody listens any more."""
        self.shutdown()
        self.server_close()
        self._thread.join()

    def server_bind(self) -> None:
        """Bind, without the look-up of the machine's name that HTTPServer would do."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """A client that goes away is nobody's failure; another error is said, without its details."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            self._say(f"A request to the {self._name} failed: {type(error).__name__}.")


class LoopbackHandler(BaseHTTPRequestHandler):
    """One request, whose headers can be checked; nothing about it is logged."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_SECONDS

    def asked_as(self, *hosts: str) -> bool:
        """Whether the request came by one of these names.

        A page in a browser that reaches the port through a name of its own (DNS rebinding) does not.
        """
        return self.headers.get_all("Host", []) in ([host] for host in hosts)

    def bears(self, token: bytes) -> bool:
        """Whether the Authorization header is this token, compared in constant time."""
        given = self.headers.get_all("Authorization", [])
        told = given[0].encode("utf-8", errors="surrogateescape") if len(given) == 1 else b""
        return hmac.compare_digest(told, token)

    def version_string(self) -> str:
        """Nothing about versions."""
        return "stsui"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Requests are not logged: they carry the token, and would be on the person's screen."""
