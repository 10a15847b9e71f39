"""The endpoint for container credentials, asked as SDKs ask it and as nobody should."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from stsui.delivery.endpoint import Answer, CredentialsEndpoint, failure

FIELDS = {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "Expiration": "2026-03-14T13:00:00Z"}


class Served:
    """An endpoint, what it answers, and what it said."""

    def __init__(self) -> None:
        self.answer = Answer(200, FIELDS)
        self.asked = 0
        self.said: list[str] = []
        self.endpoint = CredentialsEndpoint(self._answer, self.said.append)
        self.address = urlsplit(self.endpoint.url)

    def _answer(self) -> Answer:
        self.asked += 1
        return self.answer

    def ask(
        self, method: str = "GET", path: str = "/credentials", **headers: str
    ) -> tuple[int, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.address.port or 0, timeout=10)
        connection.request(method, path, headers={"Authorization": self.endpoint.token} | headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert response.getheader("Cache-Control") == "no-store"
        assert response.getheader("Server") == "stsui"
        return response.status, json.loads(body) if body else {}

    def say(self, raw: bytes) -> bytes:
        """Send bytes; what comes back until the other side closes."""
        with socket.create_connection(("127.0.0.1", self.address.port), timeout=10) as connection:
            connection.sendall(raw)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def served() -> Iterator[Served]:
    served = Served()
    with served.endpoint:
        yield served


def test_the_right_question_is_answered(served: Served) -> None:
    assert served.ask() == (200, FIELDS)


def test_is_on_loopback_and_has_its_own_token() -> None:
    first, second = Served(), Served()
    with first.endpoint, second.endpoint:
        assert first.address.hostname == "127.0.0.1"
        assert first.endpoint.token != second.endpoint.token
        assert len(first.endpoint.token) >= 40
        assert first.endpoint._server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("token", ["", "wrong", "Bearer x", "ü"])
def test_another_token_is_refused(served: Served, token: str) -> None:
    headers = {"Authorization": token.encode().decode("latin-1")}
    assert served.ask(**headers)[0] == 401
    assert served.ask(**headers)[1]["code"] == "Unauthorized"
    assert served.asked == 0


def test_part_of_the_token_and_a_second_token_are_refused(served: Served) -> None:
    token = served.endpoint.token
    assert served.ask(Authorization=token[:-1])[0] == 401
    twice = (
        f"GET /credentials HTTP/1.1\r\nHost: {served.address.netloc}\r\n" + f"Authorization: {token}\r\n" * 2
    )
    assert b" 401 " in served.say(f"{twice}\r\n".encode())
    none = f"GET /credentials HTTP/1.1\r\nHost: {served.address.netloc}\r\n\r\n"
    assert b" 401 " in served.say(none.encode())
    assert served.asked == 0


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}", ""]
)
def test_another_host_is_refused_even_with_the_token(served: Served, host: str) -> None:
    status, fields = served.ask(Host=host.format(port=served.address.port))
    assert (status, fields["code"]) == (403, "HostRefused")
    assert served.asked == 0


def test_a_second_host_and_none_are_refused(served: Served) -> None:
    line = f"GET /credentials HTTP/1.1\r\nAuthorization: {served.endpoint.token}\r\n"
    host = f"Host: {served.address.netloc}\r\n"
    assert b" 200 " in served.say(f"{line}{host}\r\n".encode())
    assert b" 403 " in served.say(f"{line}{host}{host}\r\n".encode())
    assert b" 403 " in served.say(f"{line}\r\n".encode())


@pytest.mark.parametrize(
    "path", ["/", "/credentials/", "/credentials?x", "/credentials/../credentials", "/CREDENTIALS"]
)
def test_another_path_is_refused(served: Served, path: str) -> None:
    assert served.ask(path=path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD", "OPTIONS", "DELETE", "CONNECT", "X"])
def test_another_method_is_refused(served: Served, method: str) -> None:
    assert served.ask(method)[0] == 501
    assert served.asked == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\r\n",
        b"GET / HTTP/9\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_no_credentials(served: Served, raw: bytes) -> None:
    try:
        answer = served.say(raw)
    except ConnectionError:
        answer = b""
    assert b"ASIA" not in answer
    assert served.ask()[0] == 200
    assert served.said == []


def test_errors_have_code_and_message(served: Served) -> None:
    served.answer = failure(503, "SessionExpired", "It ended.")
    assert served.ask() == (503, {"code": "SessionExpired", "message": "It ended."})


def test_a_client_that_sends_nothing_keeps_nobody_waiting(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.address.port)):
        assert served.ask()[0] == 200


def test_a_failure_inside_is_said_without_its_details(served: Served) -> None:
    served.answer = Answer(200, {"AccessKeyId": b"secret"})  # type: ignore[dict-item]
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        served.ask()
    assert served.said == ["A request for credentials failed: TypeError."]


def test_nobody_listens_afterwards() -> None:
    served = Served()
    with served.endpoint:
        pass
    with pytest.raises(ConnectionRefusedError):
        served.ask()


def test_prints_nothing(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    served.ask()
    served.ask(Authorization="wrong")
    assert capfd.readouterr() == ("", "")
