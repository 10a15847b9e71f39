"""The store in the system's keyring: the secrets there, and an index without them in files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stsui.clock import Clock
from stsui.model import Session, SessionInfo
from stsui.store.codec import decode, decode_info, encode, encode_info
from stsui.store.entries import EntryFiles
from stsui.store.locks import FOLDER as LOCKS
from stsui.store.locks import SessionLocks
from stsui.store.vault import Vault

SERVICE = "stsui"
INDEX = "keyring-index"


class KeyringStore:
    """Sessions as secrets of the service "stsui" under their keys.

    Listing reads the index alone. It is written first, so that every secret can be found to be deleted; the
    secret is what counts where the two differ, as after a process was killed between them.
    """

    name = "keyring"

    def __init__(
        self, state_dir: Path, *, clock: Clock, say: Callable[[str], None], vault: Vault | None = None
    ) -> None:
        self._index = EntryFiles(state_dir / INDEX, clock=clock, say=say)
        self._vault = vault or Vault(SERVICE, SessionLocks(state_dir / LOCKS, clock=clock, say=say))

    def get(self, key: str) -> Session | None:
        """The session of that key, whether or not it has expired. No keyring is asked for an unknown one."""
        indexed = self._index.read(key)
        if indexed is None:
            return None
        secret = self._vault.read(key)
        session = decode(secret) if secret is not None else None
        if session is None or session.info.key != key:
            self._drop(key, damaged=secret is not None)
            return None
        if decode_info(indexed) != session.info:
            self._index.write(key, encode_info(session.info))
        return session

    def put(self, session: Session) -> None:
        """Keep a session under its own key, in place of an earlier one."""
        key = session.info.key
        known = self._index.read(key) is not None
        self._index.write(key, encode_info(session.info))
        try:
            self._vault.write(key, encode(session))
        except BaseException:
            if not known:
                self._index.remove(key)
            raise

    def delete(self, key: str) -> bool:
        """Forget a session; whether there was one."""
        if self._index.read(key) is None:
            return False
        self._vault.delete(key)
        return self._index.remove(key)

    def clear(self) -> int:
        """Forget every session; how many there were."""
        count = sum(self.delete(key) for key in self._index.listed())
        self._index.clear()
        return count

    def entries(self) -> list[SessionInfo]:
        """All sessions without their secrets; no keyring is read."""
        return self._index.infos()

    def stamp(self) -> int:
        """A number that is another one after any process has changed the store."""
        return self._index.stamp()

    def _drop(self, key: str, *, damaged: bool) -> None:
        if damaged:
            self._vault.delete(key)
        self._index.remove(key)
