"""Who uses which session: a small file for each running command that is served, so that the UI can show it.

The file's owner holds a lock for as long as it runs; a file whose lock is free was left by a killed process.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.folder import PrivateFolder

if TYPE_CHECKING:
    from filelock import FileLock

FOLDER = "users"


class Use(NamedTuple):
    """A command that a profile's session is kept fresh for."""

    profile: str
    command: str
    """Its name: "terraform"."""
    pid: int
    way: str
    """How it is served: "exec --server"."""
    until: datetime | None
    """When the session it has now ends (AWS's time)."""

    def __str__(self) -> str:
        return f"{self.command} ({self.way}), pid {self.pid}"


class UseRecord:
    """This process's own file. Where the state folder cannot be written, nothing is recorded."""

    def __init__(self, folder: PrivateFolder, name: str) -> None:
        self._folder = folder
        self._name = name

    def update(self, use: Use) -> None:
        """Say what is so now."""
        fields = use._asdict() | {"until": use.until.timestamp() if use.until else None}
        # What this is for is a line on a screen: a full disk must not end the command.
        with suppress(StoreFailed):
            self._folder.write(f"{self._name}.json", json.dumps(fields))


@contextmanager
def recorded(state_dir: Path, *, clock: Clock, say: Callable[[str], None]) -> Iterator[UseRecord]:
    """A record for as long as the `with` block runs."""
    folder = PrivateFolder(state_dir / FOLDER, clock=clock, say=say)
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    with ExitStack() as stack:
        with suppress(StoreFailed, OSError):
            folder.make()
            lock = _lock(folder.path / f"{name}.lock")
            lock.acquire(blocking=False)
            stack.callback(_clear, folder, name, lock)
        yield UseRecord(folder, name)


def users_of(state_dir: Path) -> list[Use]:
    """Every command that is served at the moment, by pid. Removes what killed ones left."""
    folder = PrivateFolder(state_dir / FOLDER, clock=Clock(), say=_untold)
    uses = []
    with suppress(StoreFailed):
        for file, _ in list(folder.scan(".json")):
            name = file.removesuffix(".json")
            if _left_behind(folder, name):
                continue
            if use := _use(folder.read(file)):
                uses.append(use)
    return sorted(uses, key=lambda use: use.pid)


def _left_behind(folder: PrivateFolder, name: str) -> bool:
    """Whether nobody holds a record's lock; then it is removed."""
    from filelock import Timeout

    lock = _lock(folder.path / f"{name}.lock")
    try:
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        return False
    _clear(folder, name, lock)
    return True


def _clear(folder: PrivateFolder, name: str, lock: FileLock) -> None:
    with suppress(StoreFailed):
        folder.remove(f"{name}.json")
    lock.release()
    with suppress(StoreFailed):
        folder.remove(f"{name}.lock")


def _lock(path: Path) -> FileLock:
    from filelock import FileLock

    return FileLock(path, mode=0o600)


def _use(text: str | None) -> Use | None:
    """The record as it was written; None for a damaged one."""
    try:
        fields = json.loads(text or "")
        until = fields["until"]
        return Use(
            profile=str(fields["profile"]),
            command=str(fields["command"]),
            pid=int(fields["pid"]),
            way=str(fields["way"]),
            until=None if until is None else datetime.fromtimestamp(until, UTC),
        )
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return None


def _untold(sentence: str) -> None:
    """A list is no place for notices."""
