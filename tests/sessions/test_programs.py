"""Waiting for a credential_process: told, broken off with nothing left behind, and others go on."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stsui.errors import Interrupted
from stsui.model import Session
from stsui.sessions import NoCodes, Progress, SessionManager
from tests.helpers import Line, command
from tests.sessions.desk import Desk

KEYS = {
    "Version": 1,
    "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "SessionToken": "AQoDYXdzEJr1K5oEXAMPLETOKEN",
    "Expiration": "2099-01-01T00:00:00Z",
}
HANGS_AT_FIRST = f"""
seen = Path(__file__).with_name("seen")
first = not seen.exists()
seen.touch()
call("helper")
if first:
    hold()
print({json.dumps(json.dumps(KEYS))})
"""
WAITING = "Waiting for the credential_process of profile slow"


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


@pytest.fixture
def manager(desk: Desk, line: Line, tmp_path: Path) -> SessionManager:
    started = command(tmp_path, line, HANGS_AT_FIRST)
    desk.configure(f"[profile slow]\ncredential_process = {started}\nregion = eu-west-1")
    return desk.manager()


class Asking:
    """Somebody who wants the session, in a thread of his own."""

    def __init__(self, manager: SessionManager) -> None:
        self.news: queue.Queue[Progress] = queue.Queue()
        self.enough = threading.Event()
        self.outcome: Session | Interrupted | None = None
        self._manager = manager
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.outcome = self._manager.obtain("slow", NoCodes(), progress=self.news.put, check=self._check)
        except Interrupted as interrupted:
            self.outcome = interrupted

    def _check(self) -> None:
        if self.enough.is_set():
            raise Interrupted("Stopped.")

    def join(self) -> None:
        self._thread.join()


def test_a_person_is_told_and_can_break_it_off(manager: SessionManager, line: Line) -> None:
    asking = Asking(manager)
    line.answer()
    assert asking.news.get() == Progress(WAITING)
    asking.enough.set()
    asking.join()
    assert isinstance(asking.outcome, Interrupted)
    assert line.gone()
    assert manager.entries() == []
    assert isinstance(manager.obtain("slow", NoCodes()), Session)


def test_whoever_waited_meanwhile_goes_on_alone(manager: SessionManager, line: Line) -> None:
    first = Asking(manager)
    line.answer()
    second = Asking(manager)
    assert second.news.get() == Progress("Another stsui is getting the session of slow")
    first.enough.set()
    first.join()
    second.join()
    assert isinstance(first.outcome, Interrupted)
    assert isinstance(second.outcome, Session)
    assert second.news.get() == Progress("")
    assert [info.profile for info in manager.entries()] == ["slow"]
