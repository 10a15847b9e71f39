"""The store of one process: nothing is written anywhere."""

from __future__ import annotations

import threading

from stsui.model import Session, SessionInfo
from stsui.store.base import checked_key


class MemoryStore:
    """Sessions in a dictionary; gone with the process."""

    name = "memory"

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._changes = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Session | None:
        """The session of that key, whether or not it has expired."""
        return self._sessions.get(checked_key(key))

    def put(self, session: Session) -> None:
        """Keep a session under its own key, in place of an earlier one."""
        with self._lock:
            self._sessions[checked_key(session.info.key)] = session
            self._changes += 1

    def delete(self, key: str) -> bool:
        """Forget a session; whether there was one."""
        with self._lock:
            found = self._sessions.pop(checked_key(key), None) is not None
            self._changes += found
            return found

    def clear(self) -> int:
        """Forget every session; how many there were."""
        with self._lock:
            count = len(self._sessions)
            self._sessions.clear()
            self._changes += 1
            return count

    def entries(self) -> list[SessionInfo]:
        """All sessions without their secrets."""
        with self._lock:
            return [session.info for session in self._sessions.values()]

    def stamp(self) -> int:
        """How many changes there were."""
        return self._changes
