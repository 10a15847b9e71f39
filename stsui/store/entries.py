"""Session entries as files: what the file store keeps whole, and the keyring's index without its secrets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stsui.clock import Clock
from stsui.model import SessionInfo
from stsui.store.base import checked_key
from stsui.store.codec import decode_info
from stsui.store.folder import CORRUPT, PrivateFolder

_SUFFIX = ".json"
_Stamp = tuple[int, int, int]


class EntryFiles:
    """One private file a session, named after its key. A damaged one is set aside and counts as absent."""

    def __init__(self, path: Path, *, clock: Clock, say: Callable[[str], None]) -> None:
        self._folder = PrivateFolder(path, clock=clock, say=say)
        self._listed: dict[str, tuple[_Stamp, SessionInfo]] = {}

    def read(self, key: str) -> str | None:
        """The text of an entry; None where there is none."""
        return self._folder.read(checked_key(key) + _SUFFIX)

    def write(self, key: str, text: str) -> None:
        """Put a text in place of an entry's, whole or not at all."""
        self._folder.write(checked_key(key) + _SUFFIX, text)

    def remove(self, key: str) -> bool:
        """Delete an entry; whether there was one."""
        return self._folder.remove(checked_key(key) + _SUFFIX)

    def set_aside(self, key: str) -> None:
        """Move a damaged entry out of the way."""
        self._folder.set_aside(checked_key(key) + _SUFFIX)

    def infos(self) -> list[SessionInfo]:
        """What all entries say of their sessions; only files that changed since the last call are read."""
        known, listed = self._listed, {}
        for name, stamp in self._folder.scan(_SUFFIX):
            before = known.get(name)
            info = before[1] if before and before[0] == stamp else self._info(name)
            if info:
                listed[name] = (stamp, info)
        self._listed = listed
        return [info for _, info in listed.values()]

    def listed(self) -> list[str]:
        """The keys of all entries, damaged ones included."""
        return [name.removesuffix(_SUFFIX) for name, _ in self._folder.scan(_SUFFIX)]

    def clear(self) -> int:
        """Delete all entries, also the damaged ones that were set aside; how many undamaged there were."""
        count = sum(self.remove(key) for key in self.listed())
        for name, _ in list(self._folder.scan(CORRUPT)):
            self._folder.remove(name)
        return count

    def stamp(self) -> int:
        """A number that is another one after any entry has changed."""
        return self._folder.stamp()

    def _info(self, name: str) -> SessionInfo | None:
        text = self._folder.read(name)
        if text is None:
            return None
        info = decode_info(text)
        if info is None or info.key + _SUFFIX != name:
            self._folder.set_aside(name)
            return None
        return info
