"""A command beside which stsui stays: what the shell that started both sees."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")

SUPERVISE = """
import os, sys
from stsui.delivery.supervise import end_alike, supervise
say = lambda text: print(text, flush=True)
sys.exit(end_alike(supervise(sys.argv[1:], os.environ, say)))
"""
CHILD = "import signal, os; print('ready', os.getpid(), flush=True); {}; print('done', flush=True)"
WAIT = "signal.pause()"


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.communicate()


def start(processes: list[subprocess.Popen[str]], *command: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    processes.append(process)
    return process


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def child(processes: list[subprocess.Popen[str]], does: str) -> tuple[subprocess.Popen[str], int]:
    process = start(processes, sys.executable, "-c", CHILD.format(does))
    return process, int(line(process).removeprefix("ready "))


def state(pid: int) -> str:
    return subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True).stdout[:1]


Processes = list[subprocess.Popen[str]]


@pytest.mark.parametrize("code", [0, 1, 42, 255])
def test_the_exit_code_is_the_commands(started: Processes, code: int) -> None:
    assert start(started, "sh", "-c", f"exit {code}").wait(30) == code


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGINT, signal.SIGPIPE]
)
def test_a_command_that_dies_of_a_signal_is_seen_to(started: Processes, number: int) -> None:
    assert start(started, "sh", "-c", f"kill -{int(number)} $$").wait(30) == -number


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2])
def test_signals_to_stsui_are_passed_on(started: Processes, number: int) -> None:
    process, _ = child(started, WAIT)
    process.send_signal(number)
    assert process.wait(30) == -number


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells another process's limits")
def test_no_core_file_is_left_of_the_secrets_here_and_the_commands_limit_is_its_own(
    started: Processes,
) -> None:
    import resource

    process, pid = child(started, "input()")
    while resource.prlimit(process.pid, resource.RLIMIT_CORE)[0] != 0:
        pass
    assert resource.prlimit(pid, resource.RLIMIT_CORE) == resource.getrlimit(resource.RLIMIT_CORE)


def test_an_interrupt_from_the_terminal_is_the_commands_to_handle(started: Processes) -> None:
    """Ctrl-C reaches the whole group; the command makes something of it and goes on."""
    process, _ = child(
        started,
        "signal.signal(signal.SIGINT, lambda *_: print('caught', flush=True));"
        "print('set', flush=True); input()",
    )
    assert line(process) == "set"
    os.killpg(process.pid, signal.SIGINT)
    assert line(process) == "caught"
    process.communicate("\n", timeout=30)
    assert process.returncode == 0


def test_a_command_that_will_not_end_is_told_of_and_kept(started: Processes) -> None:
    process, pid = child(
        started,
        "signal.signal(signal.SIGTERM, lambda *_: print('no', flush=True));print('set', flush=True); input()",
    )
    assert line(process) == "set"
    process.send_signal(signal.SIGTERM)
    assert line(process) == "no"
    process.send_signal(signal.SIGTERM)
    heard = {line(process), line(process)}
    assert heard == {"no", f"{sys.executable} was told to end and still runs; kill -9 {pid} would end it."}
    assert state(pid) != ""


def test_stops_and_goes_on_together_with_the_command(started: Processes) -> None:
    """Ctrl-Z, twice: each time one job for the shell, and one fg is enough."""
    process, pid = child(started, "input()")
    for _ in range(2):
        os.killpg(process.pid, signal.SIGTSTP)
        assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
        assert state(pid) == "T"
        os.killpg(process.pid, signal.SIGCONT)
        assert os.WIFCONTINUED(os.waitpid(process.pid, os.WCONTINUED)[1])
        while state(pid) == "T" or state(process.pid) != "S":
            pass  # a stop that came before stsui has let the command go on would be lost
    assert process.poll() is None
