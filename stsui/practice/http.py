"""The HTTP server: keep-alive connections on loopback, each served by a thread, all gone after `close`."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stsui.practice.faults import Disconnect
from stsui.practice.messages import Request, Response

BODY_MAXIMUM = 1 << 20
_PATIENCE = 5.0
"""Seconds that `close` waits for each thread that is still answering."""

Answer = Callable[[Request], Response]


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, writes the response; then the next one on the same connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: HttpServer

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_MAXIMUM:
            self.close_connection = True
            self._write(Response(413, b"", "text/plain"))
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            response = self.server.answer(Request(self.command, self.path, headers, body))
        except Disconnect:
            self.close_connection = True
            self.server.break_off(self.connection)
            return
        self._write(response)

    do_GET = do_POST = _serve

    def _write(self, response: Response) -> None:
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name for it)
        """Nothing is logged: a sign-in link's query is a secret."""


class HttpServer(ThreadingHTTPServer):
    """Serves `answer` on a free port of 127.0.0.1 from the moment it is made until it is closed."""

    request_queue_size = 256

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self._open: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._accepting = threading.Thread(target=self._accept, name="practice-aws", daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        """Where it listens: http://127.0.0.1:PORT."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def _accept(self) -> None:
        # Waits without polling: `close` makes the last connection itself.
        while not self._closing.is_set():
            self.handle_request()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Serve nobody once it is closing."""
        del request, client_address
        return not self._closing.is_set()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread, and remember both while it is open."""
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        with self._lock:
            self._open[request] = thread
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection until its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client that hangs up go quietly; report everything else as the base class does."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    @staticmethod
    def break_off(connection: socket.socket) -> None:
        """Reset a connection: the client gets an error, not an end of file."""
        # Closing with SO_LINGER of zero seconds sends a reset; it is two ints, on Windows two shorts.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def close(self) -> None:
        """Stop accepting, break all connections, wait for the threads that serve them."""
        self._closing.set()
        with contextlib.suppress(OSError):  # nobody accepts any more, which is what was wanted
            socket.create_connection(("127.0.0.1", self.server_address[1]), _PATIENCE).close()
        self._accepting.join(_PATIENCE)
        self.server_close()
        with self._lock:
            serving = list(self._open.items())
        for connection, thread in serving:
            with contextlib.suppress(OSError):  # gone already, which is what was wanted
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(_PATIENCE)
