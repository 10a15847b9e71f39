"""Many processes at once: one of them works; killed ones leave nothing locked or broken."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from stsui.clock import Clock
from stsui.practice import PracticeAws
from stsui.sessions import GivenCode, NoCodes
from stsui.store.locks import SessionLocks
from tests.sessions.desk import Desk

ROLE = "payments-prod/OnCall"
PROCESSES = 20


@pytest.fixture
def clock() -> Clock:
    """The processes' own."""
    return Clock()


@pytest.fixture
def aws(standing_aws: PracticeAws) -> PracticeAws:
    return standing_aws


class Crowd:
    """Processes that want sessions, each ended when the test is."""

    def __init__(self, desk: Desk) -> None:
        self.environ = {**os.environ, **desk.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        self.processes: list[subprocess.Popen[str]] = []

    def add(self, profile: str, code: str = "") -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.sessions.worker", profile, code],
            env=self.environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()


@pytest.fixture
def crowd(desk: Desk) -> Iterator[Crowd]:
    crowd = Crowd(desk)
    yield crowd
    crowd.close()


def output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout
    return process.stdout


def test_one_of_many_processes_calls_aws(desk: Desk, crowd: Crowd) -> None:
    """They all wait before the first may begin."""
    manager = desk.manager()
    key = manager._plans.key(manager.plan(ROLE), len(manager.plan(ROLE).steps))
    with SessionLocks(desk.state_dir / "locks", clock=Clock(), say=print).hold(key):
        for _ in range(PROCESSES):
            crowd.add(ROLE, desk.code())
        for process in crowd.processes:
            assert output(process).readline() == "waiting\n"
    ids = {output(process).readline() for process in crowd.processes}
    assert len(ids) == 1
    assert desk.operations() == ["GetSessionToken", "AssumeRole"]


def test_a_failing_plan_fails_them_all_with_one_call(desk: Desk, crowd: Crowd) -> None:
    manager = desk.manager()
    manager.obtain(ROLE, GivenCode(desk.code()))
    key = manager._plans.key(manager.plan("release-by-hand"), len(manager.plan("release-by-hand").steps))
    calls = len(desk.operations())
    with SessionLocks(desk.state_dir / "locks", clock=Clock(), say=print).hold(key):
        for _ in range(5):
            crowd.add("release-by-hand")
        for process in crowd.processes:
            assert output(process).readline() == "waiting\n"
    ends = {output(process).readline() for process in crowd.processes}
    assert len(ends) == 1
    assert ends.pop().startswith("AccessRefused: ")
    assert desk.operations()[calls:] == ["AssumeRole"]


def test_a_holder_killed_at_the_prompt_frees_the_others(desk: Desk, crowd: Crowd) -> None:
    holder = crowd.add(ROLE, "never")
    assert output(holder).readline() == "asked\n"
    waiter = crowd.add(ROLE, desk.code())
    assert output(waiter).readline() == "waiting\n"
    holder.kill()
    assert output(waiter).readline().startswith("ASIA")
    assert desk.operations() == ["GetSessionToken", "AssumeRole"]


def test_a_holder_killed_during_a_call_frees_the_others(desk: Desk, aws: PracticeAws, crowd: Crowd) -> None:
    from stsui.practice import Fault

    aws.faults.add(Fault("GetSessionToken", "hang", times=1))
    holder = crowd.add("deploy")
    waiter = None
    while not desk.operations():
        assert holder.poll() is None
    waiter = crowd.add("deploy")
    assert output(waiter).readline() == "waiting\n"
    holder.kill()
    assert output(waiter).readline().startswith("ASIA")
    assert desk.operations() == ["GetSessionToken", "GetSessionToken"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_control_c_while_waiting_leaves_the_others_alone(desk: Desk, crowd: Crowd) -> None:
    holder = crowd.add(ROLE, "never")
    assert output(holder).readline() == "asked\n"
    waiter = crowd.add(ROLE)
    assert output(waiter).readline() == "waiting\n"
    waiter.send_signal(signal.SIGINT)
    assert waiter.wait(30) != 0
    holder.kill()
    assert desk.manager().obtain(ROLE, GivenCode(desk.code()))


def test_killed_writers_leave_whole_files(desk: Desk, crowd: Crowd, tmp_path: Path) -> None:
    """Processes that write one session again and again are killed in the middle of it."""
    writer = (
        "import sys; from pathlib import Path; from stsui.clock import Clock\n"
        "from stsui.store.file import FileStore; from tests.store.examples import example\n"
        "store = FileStore(Path(sys.argv[1]), clock=Clock(), say=print)\n"
        "store.put(example()); print('writing', flush=True)\n"
        "while True: store.put(example(arn='a' * 20_000))\n"
    )
    from stsui.store.file import FileStore

    store = FileStore(tmp_path / "torn", clock=Clock(), say=desk.notices.append)
    for _ in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", writer, str(tmp_path / "torn")],
            env=crowd.environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        crowd.processes.append(process)
        assert output(process).readline() == "writing\n"
        for _ in range(20):
            assert store.get("k1")
        process.kill()
        process.wait()
        assert store.get("k1")
    assert not list((tmp_path / "torn" / "sessions").glob("*.corrupt"))


def test_nothing_is_asked_of_a_finished_session(desk: Desk, crowd: Crowd) -> None:
    session = desk.manager().obtain("deploy", NoCodes())
    assert output(crowd.add("deploy")).readline().strip() == session.info.access_key_id
