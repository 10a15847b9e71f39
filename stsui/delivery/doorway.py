"""A one-time address on this machine that leads to a secret link.

Every process's arguments can be read by everybody on the machine, and a browser is given its link as one: so
it is given this address instead, which redirects once and is then of no use. The path is random, the request
must come by the address's own name (a page that reaches the port by DNS rebinding does not), and, where the
system tells whose a connection is, from the person who started stsui.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sys
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from stsui.delivery.loopback import ADDRESS, LoopbackServer, QuietHandler
from stsui.model import Secret

_SLICE_SECONDS = 0.2
"""Windows lets Ctrl-C in only between waits."""


class Doorway:
    """Serves one redirect to `link`, from its own threads. A context manager; at its end nobody listens."""

    def __init__(self, link: Secret) -> None:
        self._server = _Server(link)

    @property
    def address(self) -> str:
        """What the browser is to open: no secret once it was opened."""
        return f"http://{self._server.host}{self._server.path}"

    def opened(self, seconds: float) -> bool:
        """Whether the redirect was fetched, waiting up to `seconds` for it."""
        slices = max(int(seconds / _SLICE_SECONDS), 0)
        return any(self._server.served.wait(_SLICE_SECONDS) for _ in range(slices)) or (
            self._server.served.is_set()
        )

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()


class _Server(LoopbackServer):
    def __init__(self, link: Secret) -> None:
        super().__init__(_Handler)
        self.host = f"{ADDRESS}:{self.server_port}"
        self.path = f"/{secrets.token_urlsafe(24)}"
        self.served = threading.Event()
        self._link: Secret | None = link
        self._lock = threading.Lock()

    def take(self) -> Secret | None:
        """The link, for the first that asks."""
        with self._lock:
            link, self._link = self._link, None
            return link

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or sends rubbish, is nobody's failure: the time limit tells the person."""


class _Handler(QuietHandler):
    server: _Server

    def do_GET(self) -> None:
        """Redirect, or say why not."""
        if status := self._refusal():
            self._answer(status)
        elif link := self.server.take():
            self._answer(HTTPStatus.FOUND, link)
            self.server.served.set()
        else:
            self._answer(HTTPStatus.GONE)

    def _refusal(self) -> HTTPStatus | None:
        if not self.came_to({self.server.host}):
            return HTTPStatus.MISDIRECTED_REQUEST
        if not hmac.compare_digest(self.path.encode(), self.server.path.encode()):
            return HTTPStatus.NOT_FOUND
        if not is_own(self.client_address[1], self.server.server_port):
            return HTTPStatus.FORBIDDEN
        return None

    def _answer(self, status: HTTPStatus, link: Secret | None = None) -> None:
        self.close_connection = True
        self.send_response(status)
        if link:
            self.send_header("Location", link.reveal())
        for name, value in (
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Length", "0"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()


def is_own(client_port: int, server_port: int, table: Path = Path("/proc/net/tcp")) -> bool:
    """Whether a connection on loopback is from this user; True where the system does not tell (no Linux)."""
    if sys.platform == "win32":
        return True
    try:
        lines = table.read_text(encoding="ascii", errors="replace").splitlines()[1:]
    except OSError:
        return True
    ends = f"0100007F:{client_port:04X}", f"0100007F:{server_port:04X}"
    if sys.byteorder == "big":
        ends = f"7F000001:{client_port:04X}", f"7F000001:{server_port:04X}"
    owners = [int(fields[7]) for fields in map(str.split, lines) if tuple(fields[1:3]) == ends]
    return not owners or owners[0] == os.getuid()
