"""A store that goes on in memory where its keyring or its disk fails, and says so once."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from stsui.errors import StoreFailed
from stsui.model import Session, SessionInfo
from stsui.store.base import Store
from stsui.store.memory import MemoryStore


class SpareStore:
    """Another store, with this process's memory as its spare: a session that cost a token code is never lost.

    Reading and keeping go on without the other store when it fails. Forgetting does not: that a secret could
    not be removed must be known.
    """

    def __init__(self, store: Store, say: Callable[[str], None]) -> None:
        self._store = store
        self._spare = MemoryStore()
        self._say = say
        self._said: set[str] = set()

    @property
    def name(self) -> str:
        """The other store's."""
        return self._store.name

    def get(self, key: str) -> Session | None:
        """The session of that key, whether or not it has expired."""
        spare = self._spare.get(key)
        if spare:
            return spare
        try:
            return self._store.get(key)
        except StoreFailed as failure:
            self._tell(failure)
            return None

    def put(self, session: Session) -> None:
        """Keep a session; in memory if the other store cannot."""
        try:
            self._store.put(session)
        except StoreFailed as failure:
            self._tell(failure)
            self._spare.put(session)
        else:
            self._spare.delete(session.info.key)

    def delete(self, key: str) -> bool:
        """Forget a session everywhere; whether there was one."""
        spared = self._spare.delete(key)
        return self._store.delete(key) or spared

    def clear(self) -> int:
        """Forget every session everywhere; how many there were."""
        return self._spare.clear() + self._store.clear()

    def entries(self) -> list[SessionInfo]:
        """All sessions without their secrets; the spare's own come first for a key."""
        spared = {info.key: info for info in self._spare.entries()}
        try:
            kept = self._store.entries()
        except StoreFailed as failure:
            self._tell(failure)
            kept = []
        return [*spared.values(), *(info for info in kept if info.key not in spared)]

    def stamp(self) -> Hashable:
        """A value that is another one after any process has changed the store."""
        return self._store.stamp(), self._spare.stamp()

    def _tell(self, failure: StoreFailed) -> None:
        if failure.message not in self._said:
            self._said.add(failure.message)
            self._say(
                f"{failure.message} Sessions are kept by this process alone for now. {failure.hint}".strip()
            )
