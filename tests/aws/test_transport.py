"""Servers that never come to the end of an answer."""

from __future__ import annotations

import os
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from stsui.aws import StsGateway
from stsui.aws.timeouts import Timeouts
from stsui.clock import Clock
from stsui.errors import ServiceFailed, Unreachable
from stsui.model import Credentials, Endpoint, Secret
from tests.aws.conftest import Desk

KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PATIENCE = 3.0
"""Seconds after which the servers give up, so that a reader without limits fails instead of hanging."""

Sender = Callable[[Callable[[bytes], object], threading.Event], None]


@contextmanager
def server(sender: Sender) -> Iterator[str]:
    """The URL of a server that leaves every answer to `sender`."""
    over = threading.Event()

    class Answering(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            with suppress(OSError):
                sender(self.wfile.write, over)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answering) as running:
        serving = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        over.set()
        running.shutdown()
        serving.join()


def drips(write: Callable[[bytes], object], over: threading.Event, drip: bytes) -> None:
    """`drip` again and again, never so seldom that a read would time out."""
    for _ in range(int(PATIENCE / 0.02)):
        write(drip)
        if over.wait(0.02):
            return


def head_in_drips(write: Callable[[bytes], object], over: threading.Event) -> None:
    write(HEAD + b"X-Slow: ")
    drips(write, over, b".")


def interim_answers(write: Callable[[bytes], object], over: threading.Event) -> None:
    drips(write, over, b"HTTP/1.1 100 Continue\r\n\r\n")


def body_in_drips(write: Callable[[bytes], object], over: threading.Event) -> None:
    write(HEAD + b"Content-Length: 100000\r\n\r\n")
    drips(write, over, b"<")


def chunks_in_drips(write: Callable[[bytes], object], over: threading.Event) -> None:
    write(CHUNKED)
    drips(write, over, b"1\r\n<\r\n")


def flood(write: Callable[[bytes], object], over: threading.Event) -> None:
    write(CHUNKED)
    for _ in range(500):
        write(b"10000\r\n" + b"<" * 65536 + b"\r\n")
        if over.is_set():
            return


@pytest.mark.parametrize("sender", [head_in_drips, interim_answers, body_in_drips, chunks_in_drips])
def test_an_answer_must_be_there_as_a_whole_in_time(sender: Sender) -> None:
    gateway = StsGateway(Clock(), os.environ, Timeouts(answer=0.2))
    with server(sender) as url, pytest.raises(Unreachable, match="did not answer in time"):
        gateway.caller_identity(KEYS, Endpoint(region="eu-west-1", url=url))


def test_an_answer_without_end_is_none() -> None:
    gateway = StsGateway(Clock(), os.environ)
    with server(flood) as url, pytest.raises(ServiceFailed, match="no answer of STS's"):
        gateway.caller_identity(KEYS, Endpoint(region="eu-west-1", url=url))


def test_each_answer_on_a_connection_has_its_own_limits(desk: Desk) -> None:
    """Answers add up to more than one may have, on a connection that is kept."""
    gateway = StsGateway(desk.clock, os.environ, Timeouts(largest=4000))
    for _ in range(20):
        gateway.caller_identity(desk.keys(), desk.endpoint)
    assert len(desk.aws.calls) == 20
