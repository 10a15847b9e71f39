"""Replacing a person's file whole: written beside it, synced, renamed over it, its mode and owner kept."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from stsui.store.files import put_in_place

_ENDING = ".stsui-tmp"
_ABANDONED_SECONDS = 60.0


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in place of a file's, or make the file (0600) and its folder (0700).

    `path` has no symbolic links left in it. Raises OSError, and then nothing has changed.
    """

    def settle(descriptor: int) -> None:
        _take_over_mode(path, descriptor)
        os.fsync(descriptor)

    _sweep(path)
    put_in_place(path, content, settle, _ENDING)
    _sync_folder(path.parent)


def _sweep(path: Path) -> None:
    """Remove what a writer left that was killed: it holds secrets."""
    for left in path.parent.glob(f".{path.name}.*{_ENDING}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()


if sys.platform == "win32":

    def _take_over_mode(path: Path, descriptor: int) -> None:
        """Windows: the folder's access list goes for the new file too."""

    def _sync_folder(folder: Path) -> None:
        """Windows keeps renames in its journal."""

else:

    def _take_over_mode(path: Path, descriptor: int) -> None:
        try:
            old = path.stat()
        except FileNotFoundError:
            return
        new = os.fstat(descriptor)
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            # Only root may give a file away; for others it becomes theirs, as with an editor.
            with suppress(PermissionError):
                os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, old.st_mode & 0o7777)

    def _sync_folder(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):  # some file systems cannot sync a folder
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
