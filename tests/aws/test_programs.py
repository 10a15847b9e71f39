"""Programs that are waited for: said so, broken off with all they have started, else left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from stsui.aws.process import output_of
from stsui.errors import Interrupted
from tests.helpers import Line, command

HANGING = "call('helper'); start(\"call('child'); hold()\"); hold()"


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


class InThread:
    """A helper program that a thread waits for, as the UI does."""

    def __init__(self, line: str, waiting: Callable[[str], None], environ: Mapping[str, str]) -> None:
        self.output = ""
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(line, waiting, environ))
        self._thread.start()

    def _run(self, line: str, waiting: Callable[[str], None], environ: Mapping[str, str]) -> None:
        try:
            self.output = output_of("saml_process", line, environ, waiting)
        except Interrupted as error:
            self.error = error

    def join(self) -> None:
        self._thread.join()


def patiently(text: str) -> None:
    """Go on waiting."""


def test_breaking_off_ends_a_program_and_what_it_has_started(line: Line, tmp_path: Path) -> None:
    both_run = threading.Event()
    told = []

    def waiting(text: str) -> None:
        told.append(text)
        if both_run.is_set():
            raise Interrupted("Stopped.")

    helper = InThread(command(tmp_path, line, HANGING), waiting, os.environ)
    assert line.answer(2) == ["helper", "child"]
    both_run.set()
    helper.join()
    assert str(helper.error) == "Stopped."
    assert set(told) == {"Waiting for the saml_process"}
    assert line.gone()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' programs cannot be deaf to their end")
def test_a_program_that_is_asked_in_vain_is_killed(line: Line, tmp_path: Path) -> None:
    runs = threading.Event()

    def waiting(text: str) -> None:
        if runs.is_set():
            raise Interrupted("Stopped.")

    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\ncall('deaf'); hold()"
    helper = InThread(command(tmp_path, line, deaf), waiting, os.environ)
    assert line.answer() == ["deaf"]
    runs.set()
    helper.join()
    assert line.gone()


def test_what_a_program_leaves_running_when_it_is_done_is_left_alone(line: Line, tmp_path: Path) -> None:
    agent = "start(\"call('agent'); hold(); say('!'); hold()\")\nprint('done')"
    helper = InThread(command(tmp_path, line, agent), patiently, os.environ)
    assert line.answer() == ["agent"]
    helper.join()
    assert helper.output.strip() == "done"
    line.speak()
    assert line.hear() == "!"
    line.speak()
    assert line.gone()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sessions of processes")
def test_a_thread_lends_a_program_no_terminal(line: Line, tmp_path: Path) -> None:
    script = "import os; print(os.getsid(0) == os.getpid())"
    helper = InThread(command(tmp_path, line, script), patiently, os.environ)
    helper.join()
    assert helper.output.strip() == "True"
    assert output_of("saml_process", command(tmp_path, line, script), os.environ).strip() == "False"


def test_none_outlives_the_one_who_waits_for_it(line: Line, tmp_path: Path) -> None:
    started = command(tmp_path, line, HANGING)
    script = (
        "import os, sys, threading\n"
        "from stsui.aws.process import output_of\n"
        f"work = lambda: output_of('saml_process', {json.dumps(started)}, os.environ)\n"
        "threading.Thread(target=work, daemon=True).start()\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE) as waiter:
        assert line.answer(2) == ["helper", "child"]
        assert waiter.stdin
        waiter.stdin.close()
    assert line.gone()
