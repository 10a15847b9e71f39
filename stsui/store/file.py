"""The store for machines without a keyring: one private file a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stsui.clock import Clock
from stsui.model import Session, SessionInfo
from stsui.store.codec import decode, encode
from stsui.store.entries import EntryFiles

FOLDER = "sessions"


class FileStore:
    """Sessions as files of mode 0600 in the state folder's `sessions` (0700)."""

    name = "file"

    def __init__(self, state_dir: Path, *, clock: Clock, say: Callable[[str], None]) -> None:
        self._files = EntryFiles(state_dir / FOLDER, clock=clock, say=say)

    def get(self, key: str) -> Session | None:
        """The session of that key, whether or not it has expired."""
        text = self._files.read(key)
        if text is None:
            return None
        session = decode(text)
        if session is None or session.info.key != key:
            self._files.set_aside(key)
            return None
        return session

    def put(self, session: Session) -> None:
        """Keep a session under its own key, in place of an earlier one."""
        self._files.write(session.info.key, encode(session))

    def delete(self, key: str) -> bool:
        """Forget a session; whether there was one."""
        return self._files.remove(key)

    def clear(self) -> int:
        """Forget every session, and damaged entries too; how many sessions there were."""
        return self._files.clear()

    def entries(self) -> list[SessionInfo]:
        """All sessions without their secrets."""
        return self._files.infos()

    def stamp(self) -> int:
        """A number that is another one after any process has changed the store."""
        return self._files.stamp()
