"""One lock a name, for threads and processes alike; a killed holder's lock is free at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.base import checked_key
from stsui.store.folder import ForeignFolder, PrivateFolder

if TYPE_CHECKING:
    from filelock import FileLock

FOLDER = "locks"
_POLL_SECONDS = 0.02


def _patiently() -> None:
    """Wait without doing anything else."""


class SessionLocks:
    """Locks by name: between processes by the system's file locks in `folder`, between threads in memory.

    Without a folder they hold between the threads of this process alone; so they do, and say so once, where
    the folder cannot be written (a full disk must not keep anybody from their work).
    """

    def __init__(self, folder: Path | None, *, clock: Clock, say: Callable[[str], None]) -> None:
        self._folder = PrivateFolder(folder, clock=clock, say=say) if folder else None
        self._say = say
        self._threads: dict[str, tuple[threading.Lock, int]] = {}
        self._guard = threading.Lock()

    @contextmanager
    def hold(self, name: str, waiting: Callable[[], None] = _patiently) -> Iterator[None]:
        """Hold a lock. While somebody else has it, `waiting` is called again and again: it may raise."""
        with self.in_process(name, waiting), self.between_processes(name, waiting):
            yield

    @contextmanager
    def between_processes(self, name: str, waiting: Callable[[], None] = _patiently) -> Iterator[None]:
        """The second half of `hold`, for a thread that has the first: dearer, as it goes through the disk."""
        held = self._file_lock(checked_key(name), waiting)
        try:
            yield
        finally:
            if held:
                held.release()

    def _file_lock(self, name: str, waiting: Callable[[], None]) -> FileLock | None:
        if self._folder is None:
            return None
        try:
            self._folder.make()
            return _acquired(self._folder.path / f"{name}.lock", waiting)
        except ForeignFolder:
            raise
        except StoreFailed as failure:
            self._folder = None
            self._say(f"{failure.message} Other stsui processes are not waited for. {failure.hint}")
            return None

    @contextmanager
    def in_process(self, name: str, waiting: Callable[[], None] = _patiently) -> Iterator[None]:
        """The first half of `hold`: only this process's other threads are kept out."""
        with self._guard:
            lock, users = self._threads.get(name, (threading.Lock(), 0))
            self._threads[name] = (lock, users + 1)
        try:
            # Polled, because on Windows a thread that waits for a lock cannot be interrupted.
            while not lock.acquire(timeout=_POLL_SECONDS):
                waiting()
            try:
                yield
            finally:
                lock.release()
        finally:
            with self._guard:
                lock, users = self._threads[name]
                if users == 1:
                    del self._threads[name]
                else:
                    self._threads[name] = (lock, users - 1)


def _acquired(path: Path, waiting: Callable[[], None]) -> FileLock:
    from filelock import FileLock, Timeout

    lock = FileLock(path, mode=0o600)
    try:
        while True:
            try:
                lock.acquire(blocking=False)
            except Timeout:
                waiting()
                time.sleep(_POLL_SECONDS)
            else:
                return lock
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise StoreFailed(
            f"The lock {path} cannot be had: {reason}.",
            "Mend it, or set STSUI_STATE_DIR to a folder of your own on a local disk.",
        ) from error
