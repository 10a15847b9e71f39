"""Commands that need a code ask a UI that runs: real processes, a UI in a terminal of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .conftest import STSUI, in_terminal, stsui
from .terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

ON_CALL = "payments-prod/OnCall"
NEEDS = f"needs a code for {ON_CALL}"


@pytest.fixture
def ui(environ: dict[str, str]) -> Iterator[Terminal]:
    """A UI that can be asked."""
    with started_ui(environ) as terminal:
        yield terminal


def started_ui(environ: dict[str, str]) -> Terminal:
    """A UI that can be asked, in addition to those that run already."""
    before = set(windows(environ))
    terminal = Terminal(STSUI, environ, columns=120, lines=40)
    terminal.wait_for("49 profiles")
    terminal.wait_until(lambda: bool(set(windows(environ)) - before))
    return terminal


def windows(environ: dict[str, str]) -> list[Path]:
    """How UIs are to be asked, as it stands in the state folder."""
    return list(Path(environ["STSUI_STATE_DIR"], "windows").glob("*.json"))


class Pipes:
    """Credential processes as SDKs run them."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ
        self._started: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*STSUI, "credential-process", ON_CALL],
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def end(self) -> None:
        for process in self._started:
            process.kill()
            process.communicate()


@pytest.fixture
def pipes(environ: dict[str, str]) -> Iterator[Pipes]:
    pipes = Pipes(environ)
    yield pipes
    pipes.end()


def code_of(aws: PracticeAws) -> str:
    return aws.company.users["oncall"].mfa.code()


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def operations(aws: PracticeAws) -> list[str]:
    return [call.operation for call in aws.calls]


class TestAskedFromAPipe:
    def test_six_digits_in_the_ui_are_all_it_takes(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        process = pipes.start()
        ui.wait_for(NEEDS, f"pid {os.getpid()}", "press m")
        ui.type("m")
        ui.wait_for(f"A code for {ON_CALL}", "esc decline")
        code = code_of(aws)
        ui.type(code)
        document, said = process.communicate(timeout=60)
        assert json.loads(document)["AccountId"] == "444455556666"
        assert "asked for in the stsui window" in said
        ui.wait_for("The code went to", gone=NEEDS)
        ui.wait_for("● OnCall", "2 active")
        assert operations(aws) == ["GetSessionToken", "AssumeRole"]
        for path in Path(environ["STSUI_STATE_DIR"]).rglob("*"):
            assert path.is_dir() or code not in path.read_text(encoding="utf-8", errors="replace")

    def test_a_wrong_code_is_asked_for_again(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        process = pipes.start()
        ui.wait_for(NEEDS)
        ui.type("m")
        ui.wait_for("esc decline")
        ui.type(another_than(code_of(aws)))
        ui.wait_for("asks again", gone="esc decline")  # a toast covers why
        ui.type("m")
        ui.wait_for("esc decline", "✗ AWS refused the code", "wrong or already used code")
        ui.type(code_of(aws))
        assert process.wait(60) == 0
        assert operations(aws) == ["GetSessionToken", "GetSessionToken", "AssumeRole"]

    def test_declined_it_ends_with_what_to_run(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        process = pipes.start()
        ui.wait_for(NEEDS)
        ui.type("m")
        ui.wait_for("esc decline")
        ui.type("\x1b")
        document, said = process.communicate(timeout=60)
        assert (process.returncode, document) == (3, "")
        assert "it was declined in the stsui window" in said
        assert f"Run this in a terminal first: stsui whoami {ON_CALL}" in said
        ui.wait_for("was told that there is no code", gone=NEEDS)
        assert operations(aws) == []

    def test_a_killed_command_takes_its_question_with_it(
        self, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        process = pipes.start()
        ui.wait_for(NEEDS)
        ui.type("m")
        ui.wait_for("esc decline")
        process.kill()
        process.wait()
        ui.wait_for("waits for a code no longer", gone="esc decline")

    def test_a_ui_that_is_killed_leaves_nobody_waiting(
        self, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        process = pipes.start()
        ui.wait_for(NEEDS)
        os.kill(ui.process.pid, signal.SIGKILL)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 3
        assert "nobody can be asked for it" in said

    def test_a_ui_that_is_left_leaves_nobody_waiting(
        self, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        process = pipes.start()
        ui.wait_for(NEEDS)
        ui.type("q")
        assert ui.exit_code() == 0
        _, said = process.communicate(timeout=60)
        assert process.returncode == 3
        assert "nobody can be asked for it" in said
        assert windows(environ) == []

    def test_a_dead_uis_record_is_cleared(self, environ: dict[str, str], ui: Terminal) -> None:
        os.kill(ui.process.pid, signal.SIGKILL)
        ui.process.wait()
        assert windows(environ)
        stsui("credential-process", ON_CALL, environ=environ, code=3)
        assert list(Path(environ["STSUI_STATE_DIR"], "windows").iterdir()) == []

    def test_a_stopped_ui_is_given_up_soon(self, environ: dict[str, str], ui: Terminal) -> None:
        os.kill(ui.process.pid, signal.SIGSTOP)
        started = time.monotonic()
        try:
            stsui("credential-process", ON_CALL, environ=environ, code=3)
        finally:
            os.kill(ui.process.pid, signal.SIGCONT)
        assert time.monotonic() - started < 40, "the whole minute was waited"

    def test_of_two_uis_the_first_to_answer_counts(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        with started_ui(environ) as other:
            process = pipes.start()
            ui.wait_for(NEEDS)
            other.wait_for(NEEDS)
            other.type("m")
            other.wait_for("esc decline")
            other.type(code_of(aws))
            assert process.wait(60) == 0
            ui.wait_for("2 active", gone=NEEDS)
            other.wait_for("2 active", gone=NEEDS)

    def test_many_ask_once(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        processes = [pipes.start() for _ in range(4)]
        ui.wait_for(NEEDS)
        ui.type("m")
        ui.wait_for("esc decline")
        ui.type(code_of(aws))
        assert {process.wait(60) for process in processes} == {0}
        assert len({process.communicate()[0] for process in processes}) == 1
        assert operations(aws) == ["GetSessionToken", "AssumeRole"]


class TestStartedInTheUiMeanwhile:
    def test_the_code_typed_there_serves_both(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal, pipes: Pipes
    ) -> None:
        process = pipes.start()
        ui.wait_for(NEEDS)
        ui.type("\r")
        ui.wait_for("Start payments", "MFA code")
        ui.type(code_of(aws))
        assert process.wait(60) == 0
        ui.wait_for("active", gone="MFA code of")
        assert operations(aws).count("GetSessionToken") == 1


class TestAtATerminal:
    def test_the_code_may_be_typed_in_the_ui(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal
    ) -> None:
        with in_terminal("whoami", ON_CALL, environ=environ) as terminal:
            terminal.wait_for("here or in stsui:")
            ui.wait_for(f"stsui whoami (pid {terminal.process.pid}) {NEEDS}")
            ui.type("m")
            ui.wait_for("esc decline")
            ui.type(code_of(aws))
            terminal.wait_for("given in", "assumed-role/OnCall")
            assert terminal.exit_code() == 0

    def test_or_on_the_terminal(self, aws: PracticeAws, environ: dict[str, str], ui: Terminal) -> None:
        with in_terminal("whoami", ON_CALL, environ=environ) as terminal:
            terminal.wait_for("here or in stsui:")
            ui.wait_for(NEEDS)
            terminal.type("12\r")
            terminal.wait_for("must be 6 characters")
            terminal.type(f"{code_of(aws)}\r")
            terminal.wait_for("assumed-role/OnCall")
            assert terminal.exit_code() == 0
        ui.wait_for("2 active", gone=NEEDS)

    def test_declined_in_the_ui_the_terminal_still_asks(
        self, aws: PracticeAws, environ: dict[str, str], ui: Terminal
    ) -> None:
        with in_terminal("whoami", ON_CALL, environ=environ) as terminal:
            terminal.wait_for("here or in stsui:")
            ui.wait_for(NEEDS)
            ui.type("m")
            ui.wait_for("esc decline")
            ui.type("\x1b")
            ui.wait_for("was told that there is no code")
            terminal.type(f"{code_of(aws)}\r")
            terminal.wait_for("assumed-role/OnCall")
            assert terminal.exit_code() == 0

    def test_ctrl_c_takes_the_question_back(self, environ: dict[str, str], ui: Terminal) -> None:
        with in_terminal("whoami", ON_CALL, environ=environ) as terminal:
            ui.wait_for(NEEDS)
            terminal.type("\x03")
            assert terminal.exit_code() == 130
        ui.wait_for("49 profiles", gone=NEEDS)

    def test_a_shell_of_the_ui_is_asked_itself(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        """Nobody sees the screen while the shell has its terminal."""
        with started_ui(environ | {"SHELL": "/bin/sh", "PS1": "ready> "}) as ui:
            ui.type("/release deploy")
            ui.wait_for("release", gone="night-shift")
            ui.type("\r")
            ui.wait_for("Start release")
            ui.type("\r")
            ui.wait_for("1 active", gone="Start release")
            ui.type("x")
            ui.wait_for("ready>")
            ui.type(f"{' '.join(STSUI)} whoami {ON_CALL}\r")
            ui.wait_for(f"({ON_CALL}):")
            ui.type(f"{code_of(aws)}\r")
            ui.wait_for("assumed-role/OnCall")
