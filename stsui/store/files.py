"""Writing a private file whole or not at all."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

TEMPORARY = ".tmp"
"""How the names of files end that are still being written."""

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_numbers = itertools.count()


def write_atomically(path: Path, text: str, *, durable: bool = True) -> None:
    """Put a text in place of a file's, or make the file (mode 0600) and its folder (0700).

    A symbolic link in its place is replaced and not followed. Raises OSError, and then nothing has changed.
    `durable` waits until the disk has it: without that, a power cut may leave an empty file.
    """
    put_in_place(path, text.encode("utf-8"), os.fsync if durable else _as_it_is)


def put_in_place(
    path: Path, content: bytes, settle: Callable[[int], object], ending: str = TEMPORARY
) -> None:
    """Write beside a file, under a name with that ending, and rename over it; its folder is made if need be.

    `settle` is given the descriptor once all is written. Raises OSError, and then nothing has changed.
    """
    make_private_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{next(_numbers)}{ending}")
    descriptor = os.open(temporary, _FLAGS, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            settle(descriptor)
        replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _as_it_is(_descriptor: int) -> None:
    """Leave it to the system when the disk gets it."""


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone (0700)."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        make_private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def replace(source: Path, target: Path) -> None:
    """Rename over; on Windows, where a file that is being read cannot be replaced, try for half a second."""
    for _ in range(50 if sys.platform == "win32" else 0):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(0.01)
        else:
            return
    source.replace(target)
