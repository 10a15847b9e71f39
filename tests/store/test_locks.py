"""Locks: one holder, whoever asks; free at once when the holder dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.locks import SessionLocks

HOLDER = """
import sys
from pathlib import Path
from stsui.clock import Clock
from stsui.store.locks import SessionLocks
with SessionLocks(Path(sys.argv[1]), clock=Clock(), say=print).hold("k"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["files", "memory"])
def locks(request: pytest.FixtureRequest, tmp_path: Path) -> SessionLocks:
    return SessionLocks(tmp_path / "locks" if request.param == "files" else None, clock=Clock(), say=print)


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_threads_hold_it_one_at_a_time(locks: SessionLocks) -> None:
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(5):
            with locks.hold("k"):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_different_names_do_not_wait_for_each_other(locks: SessionLocks) -> None:
    with locks.hold("a"), locks.hold("b"), locks.hold("c"):
        pass


def test_waiting_can_be_broken_off(locks: SessionLocks) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    def second() -> None:
        with locks.hold("k", stop):
            pass

    ends: list[BaseException] = []

    def run() -> None:
        try:
            second()
        except KeyboardInterrupt as end:
            ends.append(end)

    with locks.hold("k"):
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    assert len(ends) == 1
    with locks.hold("k"):
        pass


def test_another_process_is_waited_for(tmp_path: Path) -> None:
    process = holder(tmp_path)
    waits = 0

    def waiting() -> None:
        nonlocal waits
        waits += 1
        if waits == 3 and process.stdin:
            process.stdin.close()

    with SessionLocks(tmp_path, clock=Clock(), say=print).hold("k", waiting):
        assert waits >= 3
    process.wait()
    if process.stdout:
        process.stdout.close()


def test_a_killed_holders_lock_is_free(tmp_path: Path) -> None:
    process = holder(tmp_path)
    waits = 0

    def waiting() -> None:
        nonlocal waits
        waits += 1
        if waits == 2:
            process.kill()

    with SessionLocks(tmp_path, clock=Clock(), say=print).hold("k", waiting):
        assert waits >= 2
    process.communicate()


def test_an_exception_frees_it(locks: SessionLocks) -> None:
    with pytest.raises(ZeroDivisionError), locks.hold("k"):
        _ = 1 / 0
    with locks.hold("k"):
        pass


def test_a_folder_that_cannot_be_made_is_said_once_and_threads_still_take_turns(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said: list[str] = []
    locks = SessionLocks(tmp_path / "file" / "locks", clock=Clock(), say=said.append)
    for _ in range(3):
        with locks.hold("k"):
            pass
    assert len(said) == 1
    assert "cannot be made" in said[0]
    assert "Other stsui processes are not waited for" in said[0]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
def test_a_folder_under_somebody_elses_control_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "locks").symlink_to(tmp_path / "elsewhere")
    locks = SessionLocks(tmp_path / "locks", clock=Clock(), say=print)
    with pytest.raises(StoreFailed, match="not a folder of stsui's own"), locks.hold("k"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
def test_a_link_in_the_locks_place_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "locks"
    folder.mkdir(mode=0o700)
    (folder / "k.lock").symlink_to(tmp_path / "made by following")
    said: list[str] = []
    with SessionLocks(folder, clock=Clock(), say=said.append).hold("k"):
        assert not (tmp_path / "made by following").exists()
    assert len(said) == 1
