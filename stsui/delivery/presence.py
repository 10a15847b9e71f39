"""Small private files that last as long as the process that wrote them, so that others can find it.

The process holds a lock beside its file; a file whose lock is free was left by a killed one. Where the state
folder cannot be written, nothing is recorded and nobody is found: no command ends for want of these.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.folder import PrivateFolder

if TYPE_CHECKING:
    from filelock import FileLock


class Record:
    """This process's own file."""

    def __init__(self, folder: PrivateFolder, name: str) -> None:
        self._folder = folder
        self._name = name

    def write(self, text: str) -> None:
        """Say what is so now."""
        with suppress(StoreFailed):
            self._folder.write(f"{self._name}.json", text)


@contextmanager
def recorded(path: Path, *, clock: Clock, say: Callable[[str], None]) -> Iterator[Record]:
    """A record in the folder `path` for as long as the `with` block runs; `say` is told of modes mended."""
    folder = PrivateFolder(path, clock=clock, say=say)
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    with ExitStack() as stack:
        with suppress(StoreFailed, OSError):
            folder.make()
            lock = _lock(folder.path / f"{name}.lock")
            lock.acquire(blocking=False)
            stack.callback(_clear, folder, name, lock)
        yield Record(folder, name)


def records(path: Path) -> list[str]:
    """The text of every record in the folder whose process lives. Removes what killed ones left."""
    folder = PrivateFolder(path, clock=Clock(), say=_untold)
    texts = []
    with suppress(StoreFailed):
        for file, _ in list(folder.scan(".json")):
            if _left_behind(folder, file.removesuffix(".json")):
                continue
            if text := folder.read(file):
                texts.append(text)
    return texts


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


def _untold(sentence: str) -> None:
    """Those who only look are no place for notices."""
