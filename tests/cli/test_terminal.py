from __future__ import annotations

import io
import os
import socket
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stsui.cli.terminal import ProgressLine, TerminalCodes
from stsui.clock import Clock
from stsui.delivery import presence
from stsui.delivery.question import FOLDER, Window
from stsui.delivery.ui_codes import UiCodes
from stsui.model import Operation
from stsui.sessions import CodeRequest, Progress
from tests.helpers import PATIENCE

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


class Screen(io.StringIO):
    """A stderr that is a terminal, or none."""

    def __init__(self, *, terminal: bool = True) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def shown(self) -> str:
        """What is left to see of the line."""
        return self.getvalue().rsplit("\r", 1)[-1]


class TestTheLineOfProgress:
    def test_counts_down_and_is_wiped(self) -> None:
        screen, now = Screen(), [NOON]
        clock = Clock(read=lambda: now[0].timestamp())
        end = NOON + timedelta(seconds=21)
        with ProgressLine(clock, screen) as line:
            line.show(Progress("Waiting for the next code", end))
            assert screen.shown() == "Waiting for the next code: 0:00:21"
            now[0] += timedelta(seconds=20.5)
            line.show(Progress("Waiting for the next code", end))
            assert screen.shown() == "Waiting for the next code: 0:00:01"
        assert screen.shown() == ""

    def test_is_drawn_only_when_it_changes(self) -> None:
        screen = Screen()
        with ProgressLine(Clock(read=NOON.timestamp), screen) as line:
            for _ in range(3):
                line.show(Progress("Another stsui is at it"))
            assert screen.getvalue().count("Another") == 1

    def test_does_not_steer_the_terminal(self) -> None:
        screen = Screen()
        with ProgressLine(Clock(read=NOON.timestamp), screen) as line:
            line.show(Progress("waiting for \x1b[31mevil"))
            assert "\x1b" not in screen.getvalue()

    def test_says_nothing_where_nobody_looks(self) -> None:
        screen = Screen(terminal=False)
        with ProgressLine(Clock(read=NOON.timestamp), screen) as line:
            line.show(Progress("waiting"))
        assert screen.getvalue() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")
def test_a_ui_that_is_slow_to_ask_is_named_once_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, terminal = os.openpty()
    monkeypatch.setattr("stsui.cli.terminal.DEVICES", (os.ttyname(terminal),) * 2)
    codes: list[str] = []
    request = CodeRequest("arn:aws:iam::111122223333:mfa/kim", "deploy", Operation.GET_SESSION_TOKEN)

    def ask() -> None:
        windows = UiCodes(tmp_path, lambda: ("stsui", 1), clock=Clock(), say=print)
        codes.append(TerminalCodes(windows).code(request))

    def shown() -> str:
        """The next line, once its last word is there."""
        text = b""
        while not text.endswith(b": "):
            text += os.read(person, 1)
        return text.decode()

    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        presence.recorded(tmp_path / FOLDER, clock=Clock(), say=print) as record,
    ):
        server.settimeout(PATIENCE)
        record.write(Window(server.getsockname()[1], "token").text())
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        connection, _ = server.accept()
        with connection:
            question = b""
            while not question.endswith(b"}"):
                question += connection.recv(65536)
            assert shown().endswith("(deploy): ")
            connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
            assert shown().endswith("(deploy), here or in stsui: ")
            connection.sendall(b'{"code": "123456"}')
        asking.join(PATIENCE)
    assert codes == ["123456"]
    os.close(person)
    os.close(terminal)
