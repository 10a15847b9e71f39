"""Who uses which session: a small file for each command that has one, so that the UI can show it.

Whoever uses a session holds its file's lock for as long as it runs. A file whose lock is free, or whose
process has gone, was left behind: it is never shown, and removed when somebody next looks.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.folder import PrivateFolder

FOLDER = "users"


class Use(NamedTuple):
    """A command that has a profile's session."""

    profile: str
    command: str
    """Its name: "terraform"."""
    pid: int
    way: str
    """How it has it: "exec", "exec --server", or the UI's key."""
    until: datetime | None
    """When the session it has now ends (AWS's time)."""

    def __str__(self) -> str:
        return f"{self.command} ({self.way}), pid {self.pid}"


if sys.platform == "win32":

    class _Lock:
        """A lock on a file, held until it is released or its process ends."""

        def __init__(self, path: Path) -> None:
            from filelock import FileLock

            # One thread may take it and another release it.
            self._lock = FileLock(path, mode=0o600, thread_local=False)
            self._lock.acquire(blocking=False)

        def hand_on(self) -> None:
            """Windows has no exec: this process stays for as long as its command."""

        def release(self) -> None:
            self._lock.release()

    def _runs(_pid: int) -> bool:
        """Windows: no command outlives the process that holds the lock for it."""
        return True

else:
    import fcntl

    _OUT_OF_THE_WAY = 100
    """Programs and scripts give descriptors with low numbers a meaning of their own."""

    class _Lock:
        """As above, by the system's call: `filelock` takes longer to import than `exec` takes to start."""

        def __init__(self, path: Path) -> None:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(self._descriptor)
                raise

        def hand_on(self) -> None:
            """Leave the lock to the program that takes this process's place."""
            fcntl.fcntl(self._descriptor, fcntl.F_DUPFD, _OUT_OF_THE_WAY)

        def release(self) -> None:
            os.close(self._descriptor)

    def _runs(pid: int) -> bool:
        """Whether there is such a process: what it has started may have inherited its lock."""
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        except (OSError, OverflowError):
            return False
        return True


class UseRecord:
    """One use's own file. Where the state folder cannot be written, nothing is recorded."""

    def __init__(self, folder: PrivateFolder, name: str, lock: _Lock | None) -> None:
        self._folder = folder
        self._name = name
        self._lock = lock

    def update(self, use: Use) -> None:
        """Say what is so now."""
        fields = use._asdict() | {"until": use.until.timestamp() if use.until else None}
        # What this is for is a line on a screen: a full disk must not end the command.
        with suppress(StoreFailed):
            self._folder.write(f"{self._name}.json", json.dumps(fields))

    def hand_on(self) -> None:
        """Keep it for as long as the program runs that is about to take this process's place."""
        if self._lock:
            self._lock.hand_on()


@contextmanager
def recorded(state_dir: Path, *, clock: Clock, say: Callable[[str], None]) -> Iterator[UseRecord]:
    """A record for as long as the `with` block runs, or the program that the block turns into."""
    folder = PrivateFolder(state_dir / FOLDER, clock=clock, say=say)
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    lock = None
    with ExitStack() as stack:
        with suppress(StoreFailed, OSError):
            folder.make()
            _running(folder)  # what others left is not to pile up where no UI ever looks
            lock = _Lock(folder.path / f"{name}.lock")
            stack.callback(_clear, folder, name, lock)
        yield UseRecord(folder, name, lock)


def users_of(state_dir: Path) -> list[Use]:
    """Every command that has a session at the moment, by pid. Removes what killed ones left."""
    folder = PrivateFolder(state_dir / FOLDER, clock=Clock(), say=_untold)
    uses: list[Use] = []
    with suppress(StoreFailed):
        uses = [use for name in _running(folder) if (use := _use(folder.read(name))) and _runs(use.pid)]
    return sorted(uses, key=lambda use: use.pid)


def _running(folder: PrivateFolder) -> list[str]:
    """The files of those that hold their locks; the others' are removed."""
    files = [file for file, _ in folder.scan(".json")]
    return [file for file in files if not _left_behind(folder, file.removesuffix(".json"))]


def _left_behind(folder: PrivateFolder, name: str) -> bool:
    """Whether nobody holds a record's lock; then it is removed."""
    try:
        lock = _Lock(folder.path / f"{name}.lock")
    except OSError:  # somebody holds it, as a rule
        return False
    _clear(folder, name, lock)
    return True


def _clear(folder: PrivateFolder, name: str, lock: _Lock) -> None:
    with suppress(StoreFailed):
        folder.remove(f"{name}.json")
    lock.release()
    with suppress(StoreFailed):
        folder.remove(f"{name}.lock")


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
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        return None


def _untold(sentence: str) -> None:
    """A list is no place for notices."""
