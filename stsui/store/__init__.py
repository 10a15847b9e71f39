"""Where sessions are kept: the keyring, files, or memory, behind one `Store`.

Importing this package imports nothing else, so that a cached answer (`stsui.store.ready`) starts fast.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stsui.clock import Clock
    from stsui.store.base import Store


def open_store(kind: str, state_dir: Path, *, clock: Clock, say: Callable[[str], None]) -> Store:
    """The store of that kind ("keyring", "file" or "memory") with its files in `state_dir`.

    A keyring or a folder that does not work is told through `say`, once; sessions are then kept by this
    process alone. No keyring is imported, and no folder is made, before it is needed.
    """
    from stsui.store.memory import MemoryStore
    from stsui.store.spare import SpareStore

    if kind == "memory":
        return MemoryStore()
    if kind == "keyring":
        from stsui.store.keyring import KeyringStore

        return SpareStore(KeyringStore(state_dir, clock=clock, say=say), say)
    if kind == "file":
        from stsui.store.file import FileStore

        return SpareStore(FileStore(state_dir, clock=clock, say=say), say)
    raise ValueError(f"no store is called {kind!r}")
