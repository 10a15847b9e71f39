"""Small private files that last as long as their process, so that others can find it.

Their owner holds a lock beside the file for as long as it runs. A file whose lock is free was left by a
killed one: it is removed when somebody next looks. Where the state folder cannot be written, nothing is
recorded and nobody is found; no command ends for want of that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.folder import PrivateFolder

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


class Record:
    """One file of this process's own."""

    def __init__(self, folder: PrivateFolder, name: str, lock: _Lock | None) -> None:
        self._folder = folder
        self._name = name
        self._lock = lock

    def write(self, text: str) -> None:
        """Say what is so now."""
        with suppress(StoreFailed):
            self._folder.write(f"{self._name}.json", text)

    def hand_on(self) -> None:
        """Keep it for as long as the program runs that is about to take this process's place."""
        if self._lock:
            self._lock.hand_on()


@contextmanager
def recorded(path: Path, *, clock: Clock, say: Callable[[str], None]) -> Iterator[Record]:
    """A record in the folder for as long as the `with` block runs, or the program that it turns into.

    `say` is told of modes that were mended.
    """
    folder = PrivateFolder(path, clock=clock, say=say)
    name = f"{os.getpid()}-{os.urandom(4).hex()}"
    lock = None
    with ExitStack() as stack:
        with suppress(StoreFailed, OSError):
            folder.make()
            _running(folder)  # what others left is not to pile up where nobody ever looks
            lock = _Lock(folder.path / f"{name}.lock")
            stack.callback(_clear, folder, name, lock)
        yield Record(folder, name, lock)


def records(path: Path) -> list[str]:
    """What those who run have written in that folder. Removes what killed ones left."""
    folder = PrivateFolder(path, clock=Clock(), say=_untold)
    with suppress(StoreFailed):
        return [text for name in _running(folder) if (text := folder.read(name))]
    return []


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


def _untold(sentence: str) -> None:
    """Those who only look are no place for notices."""
