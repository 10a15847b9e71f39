"""Servers that never come to the end of an answer."""

from __future__ import annotations

import os
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import pytest

from stsui.aws import StsGateway
from stsui.aws.timeouts import Timeouts
from stsui.clock import Clock
from stsui.errors import ServiceFailed, Unreachable
from stsui.model import Credentials, Endpoint, Operation, Secret, Step
from tests.aws.conftest import Desk

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", Secret(SECRET))
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


GET_SESSION_TOKEN = Step(Operation.GET_SESSION_TOKEN, "p")


def issuing(expiration: str, headers: str = "") -> Sender:
    """Answers GetSessionToken with credentials that end then."""
    given = {"AccessKeyId": "A", "SecretAccessKey": SECRET, "SessionToken": "T", "Expiration": expiration}
    keys = "".join(f"<{name}>{value}</{name}>" for name, value in given.items())
    body = "<GetSessionTokenResponse><GetSessionTokenResult><Credentials>" + keys
    body += "</Credentials></GetSessionTokenResult></GetSessionTokenResponse>"
    answer = HEAD + f"{headers}Content-Length: {len(body)}\r\n\r\n{body}".encode()
    return lambda write, over: write(answer) and None


def issue(url: str, clock: Clock) -> datetime | None:
    """When the credentials end that the server gives."""
    endpoint = Endpoint(region="eu-west-1", url=url)
    return StsGateway(clock, os.environ).issue(GET_SESSION_TOKEN, KEYS, endpoint).credentials.expires_at


@pytest.mark.parametrize("expiration", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_an_end_at_an_end_of_the_calendar_is_taken(expiration: str) -> None:
    with server(issuing(expiration)) as url:
        end = issue(url, Clock())
    assert end
    assert end.year == int(expiration[:4])


@pytest.mark.parametrize("expiration", ["1e99", "tomorrow", ""])
def test_what_is_no_time_makes_no_answer(expiration: str) -> None:
    with server(issuing(expiration)) as url, pytest.raises(ServiceFailed, match="no answer of STS's") as said:
        issue(url, Clock())
    assert SECRET not in str(said.value)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -1400", "Fri, 31 Dec 9999 23:59:59 GMT", "soon"])
def test_a_server_that_lies_about_the_time_is_not_believed(date: str) -> None:
    clock = Clock()
    with server(issuing("2099-01-01T00:00:00Z", f"x-amzn-RequestId: 1\r\nDate: {date}\r\n")) as url:
        issue(url, clock)
    assert not clock.measured
