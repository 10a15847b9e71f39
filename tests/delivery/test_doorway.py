"""The one-time address, asked by a real HTTP client."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from stsui.delivery.doorway import Doorway, is_own
from stsui.model import Secret

LINK = "https://signin.aws.amazon.com/federation?Action=login&SigninToken=EXAMPLE"


@pytest.fixture
def doorway() -> Iterator[Doorway]:
    with Doorway(Secret(LINK)) as opened:
        yield opened


def ask(
    doorway: Doorway, path: str | None = None, method: str = "GET", **headers: str
) -> http.client.HTTPResponse:
    parts = urlsplit(doorway.address)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.request(method, path or parts.path, headers=headers)
    return connection.getresponse()


def test_leads_to_the_link_once(doorway: Doorway) -> None:
    first, second = ask(doorway), ask(doorway)
    assert (first.status, first.getheader("Location")) == (302, LINK)
    assert first.getheader("Cache-Control") == "no-store"
    assert first.getheader("Referrer-Policy") == "no-referrer"
    assert (second.status, second.getheader("Location")) == (410, None)


def test_the_address_tells_nothing(doorway: Doorway) -> None:
    assert "SigninToken" not in doorway.address
    assert doorway.address.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/", "GET", {}, 404),
        ("/favicon.ico", "GET", {}, 404),
        (None, "GET", {"Host": "attacker.example"}, 421),
        (None, "GET", {"Host": "localhost:1"}, 421),
        (None, "POST", {}, 501),
        (None, "HEAD", {}, 501),
    ],
)
def test_nothing_else_is_answered_and_nothing_is_spent(
    doorway: Doorway, path: str | None, method: str, headers: dict[str, str], status: int
) -> None:
    refused = ask(doorway, path, method, **headers)
    assert (refused.status, refused.getheader("Location")) == (status, None)
    assert not doorway.opened(0)
    assert ask(doorway).status == 302


def test_says_when_it_was_opened(doorway: Doorway) -> None:
    assert not doorway.opened(0)
    ask(doorway)
    assert doorway.opened(10)


def test_a_connection_that_says_nothing_holds_up_nobody(doorway: Doorway) -> None:
    parts = urlsplit(doorway.address)
    with socket.create_connection((parts.hostname, parts.port or 0)):
        assert ask(doorway).status == 302


def test_is_gone_at_the_end() -> None:
    with Doorway(Secret(LINK)) as doorway:
        address = urlsplit(doorway.address)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port or 0), timeout=10)


@pytest.mark.skipif(sys.platform == "win32" or sys.byteorder == "big", reason="Linux's table of connections")
class TestWhoseConnection:
    ROW = "   0: 0100007F:{:04X} 0100007F:{:04X} 01 00000000:00000000 00:00000000 00000000 {:5d} 0 1\n"

    def test_one_of_another_user_is_not(self, tmp_path: Path) -> None:
        table = tmp_path / "tcp"
        table.write_text(
            "heading\n" + self.ROW.format(80, 4000, os.getuid()) + self.ROW.format(4000, 80, os.getuid() + 1)
        )
        assert not is_own(4000, 80, table)

    def test_ones_own_is(self, tmp_path: Path) -> None:
        table = tmp_path / "tcp"
        table.write_text(
            "heading\n" + self.ROW.format(80, 4000, os.getuid() + 1) + self.ROW.format(4000, 80, os.getuid())
        )
        assert is_own(4000, 80, table)

    def test_where_the_system_does_not_tell_the_path_must_do(self, tmp_path: Path) -> None:
        assert is_own(4000, 80, tmp_path / "none")
