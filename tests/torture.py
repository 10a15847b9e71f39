"""Kills processes with SIGKILL in the middle of writing, and looks at what they leave.

Usage: python -m tests.torture [KILLS]   (default: 500)

Each process writes a session into the file store, the AWS credentials file and the list of users, over and
over with other keys. After each kill every file must be whole, of one writing, and writable again.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stsui.catalog.ini import read_ini
from stsui.clock import Clock
from stsui.delivery.credentials_file import CredentialsFile
from stsui.delivery.users import Use, recorded, users_of
from stsui.model import Credentials, Operation, Secret, Session, SessionInfo
from stsui.store.file import FileStore
from stsui.store.locks import SessionLocks

KILLS = 500
KEY = "k1"
SECTION = "tortured"
BY_HAND = "# by hand\n[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n\n[other]\nregion = eu-west-1\n"
LONGEST_MOMENT = 0.03
"""Seconds after its first writing within which a process is killed."""


def numbered(number: int) -> Session:
    """A session all of whose parts tell its number; large, so that writing takes its time."""
    end = datetime.now(UTC) + timedelta(hours=1)
    info = SessionInfo(
        key=KEY,
        profile="payments-prod/OnCall",
        operation=Operation.ASSUME_ROLE,
        issued_at=end - timedelta(hours=1),
        expires_at=end,
        access_key_id=f"ASIAEXAMPLE{number:09}",
    )
    secret, token = Secret(f"{number:040}"), Secret(f"{number:09}" * 3000)
    return Session(info, Credentials(info.access_key_id, secret, token, end))


def number_of(key_id: str, secret: str, token: str) -> int:
    """The number that all parts tell; AssertionError when they are of different writings."""
    number = int(key_id.removeprefix("ASIAEXAMPLE"))
    assert secret == f"{number:040}"
    assert token == f"{number:09}" * 3000
    return number


class Place:
    """The files that are written, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notices: list[str] = []
        self.clock = Clock()
        self.store = FileStore(folder, clock=self.clock, say=self.notices.append)
        self.path = folder / "aws" / "credentials"
        locks = SessionLocks(folder / "locks", clock=self.clock, say=self.notices.append)
        self.file = CredentialsFile(str(self.path), locks)

    def prepare(self) -> None:
        """The files before the first kill."""
        self.path.parent.mkdir()
        self.path.write_text(BY_HAND)
        self.path.chmod(0o600)
        self.write(numbered(0))

    def write(self, session: Session) -> None:
        """One writing of everything."""
        self.store.put(session)
        self.file.write(session, SECTION)

    def check(self) -> None:
        """Everything is whole, nothing of the person's own is lost, and nothing is locked."""
        kept = self.store.get(KEY)
        assert kept, "the store has lost its session"
        token = kept.credentials.session_token
        assert token
        number_of(kept.info.access_key_id, kept.credentials.secret_access_key.reveal(), token.reveal())
        content = self.path.read_bytes()
        assert content.startswith(BY_HAND.encode()), "the person's own lines are lost"
        ini = read_ini(str(self.path))
        assert not ini.problems
        values = ini.sections[SECTION].values
        number_of(values["aws_access_key_id"], values["aws_secret_access_key"], values["aws_session_token"])
        assert not list(self.folder.rglob("*.corrupt"))
        assert users_of(self.folder) == []
        for path in self.folder.rglob("*"):
            with suppress(FileNotFoundError):
                assert path.is_dir() or sys.platform == "win32" or path.stat().st_mode & 0o077 == 0
        self.write(numbered(0))
        assert self.notices == []


def keep_writing(folder: Path) -> None:
    """What the processes do until they are killed."""
    place = Place(folder)
    with recorded(folder, clock=place.clock, say=print) as record:
        for number in range(1, 10**9):
            record.update(Use("payments-prod/OnCall", "torture", os.getpid(), "exec --server", None))
            place.write(numbered(number))
            if number == 1:
                print("writing", flush=True)


def kills(folder: Path, count: int, chance: random.Random) -> Iterator[int]:
    """Kill `count` processes one after another, and check after each; yields how many so far."""
    place = Place(folder)
    place.prepare()
    for number in range(1, count + 1):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture", "--write", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.random() * LONGEST_MOMENT)
        assert process.poll() is None
        process.kill()
        process.communicate()
        place.check()
        yield number


def main(arguments: list[str]) -> None:
    """The command line."""
    if arguments[:1] == ["--write"]:
        keep_writing(Path(arguments[1]))
        return
    count = int(arguments[0]) if arguments else KILLS
    seed = random.randrange(10**6)
    with tempfile.TemporaryDirectory() as folder:
        for number in kills(Path(folder), count, random.Random(seed)):
            print(f"\r{number} of {count} killed, every file whole (seed {seed})", end="", flush=True)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
