"""The fast answer: only ever what the long way would give."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stsui.clock import Clock
from stsui.files import stamp
from stsui.settings import state_dir
from stsui.store import ready
from stsui.store.file import FileStore
from tests.store.examples import SECRET, TOKEN, example

LONG_AGO = 1_700_000_000_123_456_789


class Machine:
    """A config, a config.yaml that is not there, a kept session and the record of it."""

    def __init__(self, directory: Path) -> None:
        self.state_dir = directory / "state"
        self.config, self.yaml = directory / "config", directory / "config.yaml"
        self.config.write_text("[default]")
        os.utime(self.config, ns=(LONG_AGO, LONG_AGO))
        self.environ = {"STSUI_STATE_DIR": str(self.state_dir), "AWS_REGION": "eu-west-1"}
        self.store = FileStore(self.state_dir, clock=Clock(), say=print)
        self.keep()
        self.remember()

    def keep(self, left: timedelta = timedelta(hours=1), **changed: Any) -> None:
        now = datetime.now(UTC)
        times = {"issued_at": now - timedelta(minutes=1), "expires_at": now + left}
        self.store.put(example(**(times | changed)))

    def remember(self, profile: str = "a/b", **changed: Any) -> None:
        facts: dict[str, Any] = {
            "store": "file",
            "key": "k1",
            "margin": 300.0,
            "files": [stamp(str(self.config)), stamp(str(self.yaml))],
            "environment": {
                name: self.environ.get(name) for name in ("AWS_REGION", "AWS_PROFILE", "STSUI_STORE")
            },
        }
        ready.remember(self.state_dir, profile, **(facts | changed))

    def answer(self, profile: str = "a/b") -> dict[str, Any] | None:
        text = ready.answer(profile, self.environ)
        return json.loads(text) if text else None


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_answers_what_credential_process_prints(machine: Machine) -> None:
    from stsui.delivery.credential_process import document

    session = machine.store.get("k1")
    assert session
    assert ready.answer("a/b", machine.environ) == document(session)
    answer = machine.answer()
    assert answer
    assert (answer["SecretAccessKey"], answer["SessionToken"]) == (SECRET, TOKEN)
    assert answer["AccountId"] == "444455556666"


def edit(machine: Machine) -> None:
    machine.config.write_text("[default] ")


def touch(machine: Machine) -> None:
    os.utime(machine.config)


def replace_alike(machine: Machine) -> None:
    other = machine.config.with_name("other")
    other.write_text("[DEFAULT]")
    os.utime(other, ns=(LONG_AGO, LONG_AGO))
    other.replace(machine.config)


def another_host(machine: Machine) -> None:
    path = next((machine.state_dir / "ready").iterdir())
    path.write_text(path.read_text().replace('"host": "', '"host": "not-'))


def open_to_others(machine: Machine) -> None:
    if sys.platform == "win32":
        pytest.skip("modes as POSIX has them")
    (machine.state_dir / "sessions").chmod(0o755)


def linked(machine: Machine) -> None:
    if sys.platform == "win32":
        pytest.skip("symbolic links need a privilege there")
    sessions = machine.state_dir / "sessions"
    sessions.rename(machine.state_dir / "elsewhere")
    sessions.symlink_to(machine.state_dir / "elsewhere")


def rewrite(machine: Machine, folder: str, change: Callable[[dict[str, Any]], object]) -> None:
    path = next((machine.state_dir / folder).iterdir())
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def everywhere(**values: object) -> Callable[[dict[str, Any]], object]:
    """Puts values into a kept session, wherever it has one of that name."""

    def change(document: dict[str, Any]) -> None:
        for part in (document["info"], document["credentials"]):
            part.update({name: value for name, value in values.items() if name in part})

    return change


CHANGES: list[Callable[[Machine], object]] = [
    edit,
    touch,
    replace_alike,
    another_host,
    open_to_others,
    linked,
    lambda machine: machine.config.unlink(),
    lambda machine: machine.yaml.write_text(""),
    lambda machine: machine.yaml.mkdir(),
    lambda machine: machine.environ.update(AWS_REGION="us-east-1"),
    lambda machine: machine.environ.update(AWS_PROFILE=""),
    lambda machine: machine.environ.pop("AWS_REGION"),
    lambda machine: machine.environ.update(STSUI_STORE="keyring"),
    lambda machine: machine.environ.update(STSUI_STATE_DIR="/nowhere"),
    lambda machine: machine.store.delete("k1"),
    lambda machine: machine.keep(timedelta(seconds=299), issued_at=datetime(2026, 1, 1, tzinfo=UTC)),
    lambda machine: machine.keep(timedelta(0)),
    lambda machine: machine.keep(skew_seconds=3500.0),
    lambda machine: (machine.state_dir / "sessions" / "k1.json").write_text("{"),
    lambda machine: (machine.state_dir / "sessions" / "k1.json").write_text("[]"),
    lambda machine: next((machine.state_dir / "ready").iterdir()).write_text("{}"),
    lambda machine: next((machine.state_dir / "ready").iterdir()).write_bytes(b"\xff"),
    lambda machine: next((machine.state_dir / "ready").iterdir()).write_text("[" * 100_000),
    lambda machine: rewrite(machine, "ready", lambda record: record["files"][0].__setitem__(0, 10**40)),
    lambda machine: rewrite(machine, "sessions", everywhere(expires_at=10**40)),
    lambda machine: rewrite(machine, "sessions", everywhere(expires_at=10**18)),
    lambda machine: rewrite(machine, "sessions", everywhere(skew_seconds=float("-inf"))),
]


@pytest.mark.parametrize("change", CHANGES)
def test_says_nothing_once_anything_has_changed(
    machine: Machine, change: Callable[[Machine], object]
) -> None:
    assert machine.answer()
    change(machine)
    assert machine.answer() is None


def test_a_renewed_session_is_answered_with(machine: Machine) -> None:
    machine.keep(timedelta(hours=2), access_key_id="ASIAI44QH8DHBEXAMPLE")
    answer = machine.answer()
    assert answer
    assert answer["AccessKeyId"] == "ASIAI44QH8DHBEXAMPLE"


def test_a_short_session_serves_for_half_its_life(machine: Machine) -> None:
    machine.remember(margin=3600.0)
    now = datetime.now(UTC)
    machine.store.put(example(issued_at=now - timedelta(minutes=5), expires_at=now + timedelta(minutes=10)))
    assert machine.answer()
    machine.store.put(example(issued_at=now - timedelta(minutes=9), expires_at=now + timedelta(minutes=6)))
    assert machine.answer() is None


def test_the_measured_offset_counts(machine: Machine) -> None:
    """This machine is two hours slow: by its own clock the session has three hours left."""
    machine.keep(timedelta(hours=3), skew_seconds=7200.0)
    assert machine.answer()
    machine.keep(timedelta(hours=2, minutes=4), skew_seconds=7200.0)
    assert machine.answer() is None


def test_an_offset_that_was_mended_since_does_not_count(machine: Machine) -> None:
    """It would make now a time before the session was issued."""
    machine.keep(timedelta(hours=1), skew_seconds=-7200.0)
    assert machine.answer()


@pytest.mark.parametrize(
    "name", ["", "default", "A/b", "a%2fb", "ü" * 20, "../../x", "con", "a\nb", "x" * 300]
)
def test_profiles_have_records_of_their_own(machine: Machine, name: str) -> None:
    assert machine.answer(name) is None
    machine.remember(name)
    if 0 < len(name) < 100:
        assert machine.answer(name)
    assert machine.answer("a/b")
    assert machine.answer(name.swapcase()) is None or name.swapcase() == name
    assert all(path.parent == machine.state_dir / "ready" for path in machine.state_dir.rglob("*%*"))


def test_nothing_is_recorded_of_a_file_changed_just_now(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second change within the clock's grain would leave its time as it is."""
    monkeypatch.setattr(time, "time_ns", lambda: LONG_AGO)

    def recorded(seconds_ago: float, *, coarse: bool = False) -> bool:
        changed = LONG_AGO - round(seconds_ago * 1e9)
        changed -= changed % 10**9 if coarse else 0
        os.utime(machine.config, ns=(changed, changed))
        machine.remember(f"{seconds_ago} {coarse}")
        return machine.answer(f"{seconds_ago} {coarse}") is not None

    assert not recorded(0)
    assert not recorded(0.04)
    assert recorded(0.06)
    assert not recorded(1, coarse=True)
    assert recorded(2, coarse=True)


def test_nothing_is_recorded_where_a_path_hangs_on_other_variables(machine: Machine) -> None:
    machine.remember("other", environment={"AWS_CONFIG_FILE": "$WHERE/config"})
    assert machine.answer("other") is None


def test_nothing_is_recorded_of_a_store_in_memory(machine: Machine) -> None:
    machine.remember("other", store="memory")
    assert machine.answer("other") is None


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path, machine: Machine) -> None:
    (tmp_path / "file").write_text("")
    ready.remember(tmp_path / "file", "x", store="file", key="k1", margin=1.0, files=[], environment={})


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX's pipes")
@pytest.mark.timeout(30)
def test_a_pipe_in_a_records_place_hangs_nobody(machine: Machine) -> None:
    (record,) = (machine.state_dir / ready.FOLDER).iterdir()
    record.unlink()
    os.mkfifo(record)
    assert machine.answer() is None
    machine.remember()
    assert machine.answer() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX's modes")
def test_records_that_others_can_write_count_for_nothing(machine: Machine) -> None:
    assert machine.answer() is not None
    (machine.state_dir / ready.FOLDER).chmod(0o777)
    assert machine.answer() is None


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a right there")
def test_a_linked_record_counts_for_nothing(machine: Machine, tmp_path: Path) -> None:
    (record,) = (machine.state_dir / ready.FOLDER).iterdir()
    record.rename(tmp_path / "elsewhere")
    record.symlink_to(tmp_path / "elsewhere")
    assert machine.answer() is None


def test_a_record_holds_no_secret_and_is_private(machine: Machine) -> None:
    (path,) = (machine.state_dir / "ready").iterdir()
    assert SECRET not in path.read_text()
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the folder is looked up the long way")
@pytest.mark.parametrize(
    "environ",
    [
        {"HOME": "/home/kim"},
        {"HOME": "/home/kim/"},
        {"HOME": "/home/kim", "XDG_STATE_HOME": "/var/state"},
        {"HOME": "/home/kim", "XDG_STATE_HOME": ""},
        {"HOME": "/home/kim", "XDG_STATE_HOME": "relative"},
        {"HOME": "/home/kim", "STSUI_STATE_DIR": "/elsewhere"},
        {"HOME": "/home/kim", "STSUI_STATE_DIR": "~/state"},
        {"HOME": "/home/kim", "STSUI_STATE_DIR": "$HOME/state"},
        {"HOME": "/home/kim", "STSUI_STATE_DIR": ""},
    ],
)
def test_the_state_folder_is_that_of_the_settings(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "STSUI_STATE_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    found = ready.state_folder(environ)
    assert found is None or Path(found) == state_dir(environ)
    if not environ.get("STSUI_STATE_DIR", "").startswith(("~", "$")):
        assert found


def test_next_to_nothing_is_imported(machine: Machine) -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "from stsui.store.ready import answer\n"
        "import os; assert answer('a/b', os.environ)\n"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before} - {'stsui'})\n"
        "print(*(name for name in set(sys.modules) - before if name.startswith('stsui')))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        env={**os.environ, **machine.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    others, own = done.stdout.splitlines()
    assert set(own.split()) == {"stsui", "stsui.store", "stsui.store.ready"}
    heavy = {"dataclasses", "pathlib", "datetime", "typing", "threading", "hashlib", "logging", "inspect"}
    assert not heavy & set(others.split())
