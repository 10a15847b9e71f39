"""Reading other people's files: never without bound, never a hang, and knowing whether they have changed."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_VARIABLE = re.compile(r"\$(?:(\w+)|\{([^}]*)\})", re.ASCII)
_HOME = "USERPROFILE" if sys.platform == "win32" else "HOME"


LARGEST_TOKEN_FILE = 2**20


class FileStamp(NamedTuple):
    """What tells one state of a file from another; all -1 where there is no such file."""

    path: str
    modified_ns: int
    size: int
    inode: int

    def changed(self) -> bool:
        """Whether the file is another now, has come or has gone."""
        return stamp(self.path) != self


class Unreadable(Exception):
    """A file that is there but cannot be read; the message completes "The file …"."""


def stamp(path: str) -> FileStamp:
    """The file's present state, links followed."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return FileStamp(path, -1, -1, -1)
    return FileStamp(path, found.st_mtime_ns, found.st_size, found.st_ino)


def expand(path: str, environ: Mapping[str, str]) -> str:
    """A path with `~` and `$NAME` replaced; what is unknown stays as it is, as in the AWS tools."""

    def value(found: re.Match[str]) -> str:
        return environ.get(found[1] or found[2] or "", found[0])

    path = _VARIABLE.sub(value, path)
    if not path.startswith("~"):
        return path
    if path[1:2] in ("", "/", os.sep) and (home := environ.get(_HOME)):
        return home.rstrip("/" + os.sep) + path[1:]
    try:
        return str(Path(path).expanduser())
    except RuntimeError:
        return path


def read_bounded(path: str, limit: int) -> bytes | None:
    """The content of a regular file of at most `limit` bytes; None where there is none (or the null device).

    Raises:
        Unreadable: for a folder, a pipe, a device, a broken link, a file too large or without permission.
    """
    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        if Path(path).is_symlink():
            raise Unreadable("is a link to a file that does not exist") from None
        return None
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read ({_reason(error)})") from None
    if not stat.S_ISREG(mode):
        if os.path.normcase(path) == os.devnull:
            return None
        raise Unreadable(f"is {_what(mode)}, not a file")
    return _read_regular(path, limit)


def read_token(path: str) -> str:
    """The token in a text file that whoever issues tokens renews, without the blanks around it.

    Raises:
        Unreadable: there is none.
    """
    try:
        content = read_bounded(str(Path(path).expanduser()), LARGEST_TOKEN_FILE)
        token = (content or b"").decode("utf-8").strip()
    except UnicodeDecodeError:
        raise Unreadable("is not text") from None
    except RuntimeError:
        raise Unreadable("is in the home folder of a user who has none") from None
    if not token:
        raise Unreadable("does not exist" if content is None else "is empty")
    return token


def as_text(content: bytes) -> str:
    """A file's or a pipe's content as text: UTF-8, or UTF-16 with its mark, as Windows' shells write it."""
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.decode("utf-16" if utf16 else "utf-8-sig", errors="replace")


def _read_regular(path: str, limit: int) -> bytes:
    # Should a pipe have taken the file's place by now, a non-blocking open still cannot hang.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(path, "rb", opener=lambda name, _: os.open(name, flags)) as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read ({_reason(error)})") from None
    if len(content) > limit:
        raise Unreadable(f"is larger than {limit // 2**20} MiB, which is more than stsui reads")
    return content


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _what(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
