"""Who uses which session, told by small files."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.delivery.users import FOLDER, Use, recorded, users_of

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no exec")

USE = Use(
    "payments-prod/OnCall",
    "terraform",
    os.getpid(),
    "exec --server",
    datetime(2026, 3, 14, 13, tzinfo=UTC),
)

KEEPER = """
import os
import sys
from pathlib import Path
from stsui.clock import Clock
from stsui.delivery.users import Use, recorded
with recorded(Path(sys.argv[1]), clock=Clock(), say=print) as record:
    record.update(Use("deploy", "make", os.getpid(), "exec --server", None))
    print("recorded", flush=True)
    sys.stdin.read()
"""


def test_is_there_for_as_long_as_it_lasts(tmp_path: Path) -> None:
    assert users_of(tmp_path) == []
    with recorded(tmp_path, clock=Clock(), say=print) as record:
        record.update(USE)
        assert users_of(tmp_path) == [USE]
        assert str(USE._replace(pid=4121)) == "terraform (exec --server), pid 4121"
        record.update(USE._replace(until=None))
        assert users_of(tmp_path) == [USE._replace(until=None)]
        if sys.platform != "win32":
            modes = {path.stat().st_mode & 0o777 for path in (tmp_path / FOLDER).iterdir()}
            assert modes == {0o600}
    assert users_of(tmp_path) == []
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_of_a_killed_process_is_removed(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "recorded\n"
    assert [use.command for use in users_of(tmp_path)] == ["make"]
    process.kill()
    process.communicate()
    assert users_of(tmp_path) == []
    assert list((tmp_path / FOLDER).iterdir()) == []


BECOMER = """
import os
import sys
from pathlib import Path
from stsui.clock import Clock
from stsui.delivery.users import Use, recorded
shell = ["sh", "-c", sys.argv[2]]
with recorded(Path(sys.argv[1]), clock=Clock(), say=print) as record:
    record.update(Use("deploy", "sh", os.getpid(), "exec", None))
    record.hand_on()
    os.execvp("sh", shell)
"""


@posix_only
class TestOfAProgramThatTookTheProcesssPlace:
    def begin(self, tmp_path: Path, script: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", BECOMER, str(tmp_path), script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        return process

    def test_lasts_as_long_as_the_program(self, tmp_path: Path) -> None:
        process = self.begin(tmp_path, "echo running; read line")
        assert users_of(tmp_path) == [Use("deploy", "sh", process.pid, "exec", None)]
        process.communicate("\n")
        assert users_of(tmp_path) == []
        assert list((tmp_path / FOLDER).iterdir()) == []

    def test_is_not_its_childrens_that_run_on(self, tmp_path: Path) -> None:
        process = self.begin(
            tmp_path, "exec 3<&0; { read line; echo left behind; } <&3 & echo running; kill -9 $$"
        )
        process.wait()
        assert list((tmp_path / FOLDER).glob("*.json"))
        assert users_of(tmp_path) == []
        out, _ = process.communicate("\n")
        assert out == "left behind\n"

    def test_what_programs_left_does_not_pile_up(self, tmp_path: Path) -> None:
        for _ in range(3):
            self.begin(tmp_path, "echo running").communicate()
        assert len(list((tmp_path / FOLDER).glob("*.json"))) == 1


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"profile": 1, "until": "x"}', "\0", "{" * 9999])
def test_a_damaged_one_is_nobody(tmp_path: Path, text: str) -> None:
    with recorded(tmp_path, clock=Clock(), say=print) as record:
        record.update(USE)
        next((tmp_path / FOLDER).glob("*.json")).write_text(text)
        assert users_of(tmp_path) == []


def test_a_state_folder_that_is_none_ends_nobodys_work(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with recorded(tmp_path / "state", clock=Clock(), say=print) as record:
        record.update(USE)
    assert users_of(tmp_path / "state") == []


def test_names_this_process(tmp_path: Path) -> None:
    with recorded(tmp_path, clock=Clock(), say=print) as record:
        record.update(USE)
        assert next((tmp_path / FOLDER).glob("*.json")).name.startswith(f"{os.getpid()}-")
