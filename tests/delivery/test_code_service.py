"""A UI's service for commands that need a code, asked as commands ask it and as nobody should."""

from __future__ import annotations

import http.client
import json
import queue
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.delivery.code_service import CodeService, Waiting
from stsui.delivery.question import FOLDER, LARGEST, Question, read_question, read_window
from stsui.delivery.ui_codes import PATIENCE_SECONDS, UiCodes
from stsui.errors import CodeNeeded
from stsui.model import Operation, Secret
from stsui.sessions import CodeRequest

SERIAL = "arn:aws:iam::111122223333:mfa/oncall"
REQUEST = CodeRequest(SERIAL, "payments-prod/OnCall", Operation.GET_SESSION_TOKEN)
QUESTION = Question(SERIAL, "payments-prod/OnCall", Operation.GET_SESSION_TOKEN, "terraform", 4121)
PATIENCE = 20


class Standing(Clock):
    """A clock whose running time only tests move."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        super().__init__(monotonic=lambda: self.seconds)


class Ui:
    """A service, and what came to it."""

    def __init__(self, state_dir: Path, clock: Clock | None = None) -> None:
        self.asked: queue.Queue[Waiting] = queue.Queue()
        self.gone: queue.Queue[Waiting] = queue.Queue()
        self.said: list[str] = []
        self.service = CodeService(
            state_dir, self.asked.put, self.gone.put, clock=clock or Clock(), say=self.said.append
        )
        self.folder = state_dir / FOLDER

    @property
    def window(self) -> tuple[int, str]:
        """Port and token, as commands find them."""
        (file,) = self.folder.glob("*.json")
        window = read_window(file.read_text())
        assert window
        return window

    def ask(
        self, body: bytes = b"", path: str = "/code", method: str = "POST", **headers: str
    ) -> http.client.HTTPResponse:
        port, token = self.window
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request(method, path, body, {"Authorization": token} | headers)
        return connection.getresponse()


@pytest.fixture
def ui(tmp_path: Path) -> Iterator[Ui]:
    ui = Ui(tmp_path)
    with ui.service:
        yield ui


class Command:
    """A command that asks, in a thread, and how it ended."""

    def __init__(self, state_dir: Path, request: CodeRequest = REQUEST, clock: Clock | None = None) -> None:
        self.said: list[str] = []
        self.told = threading.Event()
        """That the question is on the UI's screen."""
        self.codes = UiCodes(state_dir, lambda: ("terraform", 4121), clock=clock or Clock(), say=self._say)
        self.code: str | None = None
        self.error: CodeNeeded | None = None
        self._thread = threading.Thread(target=self._run, args=(request,))
        self._thread.start()

    def _run(self, request: CodeRequest) -> None:
        try:
            self.code = self.codes.code(request)
        except CodeNeeded as error:
            self.error = error

    def _say(self, line: str) -> None:
        self.said.append(line)
        self.told.set()

    def end(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


class TestAskedAndAnswered:
    def test_the_code_goes_to_the_command(self, ui: Ui, tmp_path: Path) -> None:
        after = datetime(2026, 3, 14, 12, 0, 30, tzinfo=UTC)
        again = CodeRequest(
            SERIAL, "payments-prod/OnCall", Operation.ASSUME_ROLE, 2, "wrong or already used", after
        )
        command = Command(tmp_path, again)
        waiting = ui.asked.get(timeout=PATIENCE)
        question = waiting.question
        assert (question.program, question.pid, str(question)) == ("terraform", 4121, "terraform (pid 4121)")
        assert (question.serial, question.profile) == (SERIAL, "payments-prod/OnCall")
        assert (question.operation, question.attempt) == (Operation.ASSUME_ROLE, 2)
        assert (question.problem, question.after) == ("wrong or already used", after)
        waiting.give(Secret("123456"))
        command.end()
        assert command.code == "123456"
        assert ui.gone.get(timeout=PATIENCE) is waiting
        assert ["A code is asked for in the stsui window" in said for said in command.said] == [True]

    def test_the_first_answer_counts(self, ui: Ui, tmp_path: Path) -> None:
        command = Command(tmp_path)
        waiting = ui.asked.get(timeout=PATIENCE)
        waiting.give(Secret("123456"))
        waiting.give(Secret("654321"))
        waiting.decline()
        command.end()
        assert command.code == "123456"

    def test_declined(self, ui: Ui, tmp_path: Path) -> None:
        command = Command(tmp_path)
        ui.service.decline(ui.asked.get(timeout=PATIENCE))
        command.end()
        assert command.error
        assert "and it was declined in the stsui window" in command.error.message

    def test_declined_for_those_who_wait_their_turn_and_not_for_later_ones(self, tmp_path: Path) -> None:
        clock = Standing()
        ui = Ui(tmp_path, clock)
        with ui.service:
            first = Command(tmp_path, clock=clock)
            waiting = ui.asked.get(timeout=PATIENCE)
            clock.seconds += 5
            ui.service.decline(waiting)
            first.end()
            clock.seconds += 1
            next_in_line = ui.service.begin(QUESTION._replace(waited=6))
            assert next_in_line
            assert next_in_line.answer() == {"declined": True}
            assert ui.asked.empty()
            other_device = ui.service.begin(QUESTION._replace(waited=6, serial="GAHT12345678"))
            assert ui.asked.get(timeout=PATIENCE) is other_device
            later = ui.service.begin(QUESTION._replace(waited=0.5))
            assert ui.asked.get(timeout=PATIENCE) is later

    def test_time_has_an_end_and_those_who_waited_their_turn_share_it(self, ui: Ui, tmp_path: Path) -> None:
        clock = Standing()
        command = Command(tmp_path, clock=clock)
        waiting = ui.asked.get(timeout=PATIENCE)
        assert command.told.wait(PATIENCE)
        clock.seconds += PATIENCE_SECONDS
        command.end()
        assert ui.gone.get(timeout=PATIENCE) is waiting
        assert command.error
        assert "nobody gave one in the stsui window in time" in command.error.message
        with pytest.raises(CodeNeeded, match="in time"):
            command.codes.code(REQUEST)

    def test_who_wants_codes_for_hours_has_time_for_each(self, ui: Ui, tmp_path: Path) -> None:
        clock = Standing()
        codes = UiCodes(tmp_path, lambda: ("make", 1), clock=clock, say=print, lasting=True)
        clock.seconds += 10 * PATIENCE_SECONDS
        threading.Thread(target=lambda: ui.asked.get(timeout=PATIENCE).give(Secret("123456"))).start()
        assert codes.code(REQUEST) == "123456"

    def test_a_command_that_goes_takes_its_question_with_it(self, ui: Ui) -> None:
        port, token = ui.window
        body = QUESTION.text().encode()
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(
                f"POST /code HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {token}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            waiting = ui.asked.get(timeout=PATIENCE)
            assert connection.recv(65536).startswith(b"HTTP/1.0 200 ")
        assert ui.gone.get(timeout=PATIENCE) is waiting


class TestNobodyThere:
    def test_no_ui(self, tmp_path: Path) -> None:
        command = Command(tmp_path)
        command.end()
        assert command.error
        assert "nobody can be asked" in command.error.message
        assert command.said == []
        assert list(tmp_path.iterdir()) == []

    def test_a_ui_that_lent_its_terminal(self, ui: Ui, tmp_path: Path) -> None:
        before = Command(tmp_path)
        ui.asked.get(timeout=PATIENCE)
        ui.service.away = True
        before.end()
        assert before.error
        during = Command(tmp_path)
        during.end()
        assert during.error
        assert during.said == []
        ui.service.away = False
        after = Command(tmp_path)
        ui.asked.get(timeout=PATIENCE).give(Secret("123456"))
        after.end()
        assert after.code == "123456"

    def test_a_ui_that_ends_while_it_is_asked(self, tmp_path: Path) -> None:
        ui = Ui(tmp_path)
        with ui.service:
            command = Command(tmp_path)
            ui.asked.get(timeout=PATIENCE)
        command.end()
        assert command.error
        assert "nobody can be asked" in command.error.message
        assert list(ui.folder.iterdir()) == []

    @pytest.mark.parametrize(
        "text",
        [
            *("", "{}", "[1]", '{"port": 0, "token": "x"}', '{"port": 99999, "token": "x"}', '{"port": "a"}'),
            *('{"port": 1, "token": "x\\r\\nHost: evil"}', "[" * 9999),
        ],
    )
    def test_a_damaged_record(self, ui: Ui, tmp_path: Path, text: str) -> None:
        next(ui.folder.glob("*.json")).write_text(text)
        command = Command(tmp_path)
        command.end()
        assert command.error
        assert ui.asked.empty()


class TestAskedByOthers:
    @pytest.mark.parametrize("token", ["", "wrong", "Bearer x", "ü"])
    def test_a_wrong_token(self, ui: Ui, token: str) -> None:
        body = QUESTION.text().encode()
        given = token.encode().decode("latin-1")
        assert ui.ask(body, Authorization=given).status == 401
        assert ui.asked.empty()

    def test_part_of_the_token(self, ui: Ui) -> None:
        assert ui.ask(QUESTION.text().encode(), Authorization=ui.window[1][:-1]).status == 401

    @pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "localhost:{port}", "127.0.0.1"])
    def test_another_host_even_with_the_token(self, ui: Ui, host: str) -> None:
        assert ui.ask(QUESTION.text().encode(), Host=host.format(port=ui.window[0])).status == 421
        assert ui.asked.empty()

    def test_another_path_or_method(self, ui: Ui) -> None:
        assert ui.ask(QUESTION.text().encode(), path="/").status == 404
        assert ui.ask(method="GET").status == 501

    def test_a_body_without_end(self, ui: Ui) -> None:
        assert ui.ask(**{"Content-Length": str(LARGEST + 1)}).status == 413
        assert ui.ask(**{"Content-Length": "9" * 5000}).status == 413
        assert ui.ask(**{"Content-Length": "-1"}).status == 411

    @pytest.mark.parametrize(
        "body", [b"{}", b"[]", b"\xff", b"[" * 9999, b'{"serial": 1}', QUESTION.text().encode()[:-1]]
    )
    def test_what_is_no_question(self, ui: Ui, body: bytes) -> None:
        assert ui.ask(body).status == 400
        assert ui.asked.empty()

    def test_tells_only_its_owner_how_to_ask(self, ui: Ui) -> None:
        assert len(ui.window[1]) >= 40
        if sys.platform != "win32":
            assert ui.folder.stat().st_mode & 0o777 == 0o700
            assert {path.stat().st_mode & 0o777 for path in ui.folder.iterdir()} == {0o600}

    def test_says_nothing_of_itself(self, ui: Ui, capfd: pytest.CaptureFixture[str]) -> None:
        response = ui.ask(Authorization="wrong")
        assert response.getheader("Server") == "stsui"
        assert response.getheader("Cache-Control") == "no-store"
        assert capfd.readouterr() == ("", "")


def test_a_question_is_read_as_it_was_written() -> None:
    full = QUESTION._replace(problem="wrong", after=datetime(2026, 3, 14, tzinfo=UTC), waited=1.5, attempt=2)
    for question in (QUESTION, full):
        assert read_question(question.text()) == question
        assert isinstance(json.loads(question.text()), dict)
