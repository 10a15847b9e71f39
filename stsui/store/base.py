"""What every store can do."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Protocol

from stsui.model import Session, SessionInfo

_KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Store(Protocol):
    """Sessions by key. Safe to use from many threads and processes at once; whoever writes last wins.

    Where the keyring, the folder or the disk fails, `StoreFailed` says so; a damaged entry is an absent one.
    """

    @property
    def name(self) -> str:
        """keyring, file or memory."""
        ...

    def get(self, key: str) -> Session | None:
        """The session of that key, whether or not it has expired."""
        ...

    def put(self, session: Session) -> None:
        """Keep a session under its own key (`session.info.key`), in place of an earlier one."""
        ...

    def delete(self, key: str) -> bool:
        """Forget a session; whether there was one."""
        ...

    def clear(self) -> int:
        """Forget every session, and damaged entries too; how many sessions there were."""
        ...

    def entries(self) -> list[SessionInfo]:
        """All sessions without their secrets, in no order; no keyring is read for it."""
        ...

    def stamp(self) -> Hashable:
        """A value that is another one after any process has changed the store; cheap enough to ask often."""
        ...


def checked_key(key: str) -> str:
    """The key itself, if it is safe as a file's name on every system."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} cannot be a session's key")
    return key
