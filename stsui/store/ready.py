"""The fast way to a kept session: what `credential-process` answers from, without reading any configuration.

After a session was obtained in the ordinary way, a small record says which session a profile leads to, and on
which files (as they were) and which environment variables that hangs. While all of these are the same, the
plan would be the same too, and so the record's word is good. This module imports next to nothing, by design.
"""

# ruff: noqa: PTH116  (pathlib takes longer to import than all that is done here)

from __future__ import annotations

import json
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

FOLDER = "ready"
USABLE_SECONDS = 60
"""With less left than this, a session is given to nobody."""

_VERSION = 1
_FOLDERS = {"file": "sessions", "keyring": "keyring-index"}
"""Where each store has its files."""
_LAST = 253_370_764_800_000_000
"""Microseconds until the year 9999."""
_LARGEST_SKEW = 4e9
"""Seconds; somewhat more than a clock takes for true."""
_ABSENT = (-1, -1, -1)
_LONGEST_NAME = 200
_FINE_NS, _COARSE_NS = 50_000_000, 2_000_000_000
"""How long a file's time of change may hide a further change: on most disks, and on those that count in whole
seconds."""


def answer(profile: str, environ: Mapping[str, str]) -> str | None:
    """The `credential_process` JSON of a profile, as one line; None where it must be found the long way."""
    found = look_up(profile, environ)
    if found is None:
        return None
    session, left = found
    info, keys = session["info"], session["credentials"]
    if left < max(min(session["margin"], info["lifetime"] / 2), USABLE_SECONDS):
        return None
    expiration = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(info["expires_at"] // 1_000_000))
    return document(
        keys["access_key_id"],
        keys["secret_access_key"],
        keys["session_token"],
        expiration,
        info["account_id"],
    )


def document(
    access_key_id: str, secret: str, token: str | None, expiration: str | None, account_id: str | None
) -> str:
    """Credentials as the SDKs expect them of `credential_process`: one line of JSON, without what is None."""
    fields = {
        "Version": 1,
        "AccessKeyId": access_key_id,
        "SecretAccessKey": secret,
        "SessionToken": token,
        "Expiration": expiration,
        "AccountId": account_id,
    }
    return json.dumps({name: value for name, value in fields.items() if value}) + "\n"


def look_up(profile: str, environ: Mapping[str, str]) -> tuple[dict[str, Any], float] | None:
    """A profile's kept session as stored, `margin` and `info.lifetime` added, and the seconds it has left.

    None unless it is certain that the ordinary way would lead to the same session.
    """
    return _found(profile, environ, secrets=True)


def glance(profile: str, environ: Mapping[str, str]) -> tuple[dict[str, Any], float] | None:
    """What `look_up` gives, without credentials in it (a keyring is not asked), and the seconds left."""
    found = _found(profile, environ, secrets=False)
    return None if found is None else (found[0]["info"], found[1])


def _found(profile: str, environ: Mapping[str, str], *, secrets: bool) -> tuple[dict[str, Any], float] | None:
    folder = state_folder(environ)
    name = _file_name(profile)
    if folder is None or name is None:
        return None
    try:
        if not _private(f"{folder}/{FOLDER}"):
            return None
        record = json.loads(_read(f"{folder}/{FOLDER}/{name}"))
        if record["version"] != _VERSION or record["profile"] != profile or not _holds(record, environ):
            return None
        if not _private(f"{folder}/{_FOLDERS[record['store']]}"):
            return None
        session = json.loads(_stored(folder, record["store"], record["key"], secrets=secrets))
        info = session["info"]
        if session["version"] != 1 or info["key"] != record["key"] or not _whole_info(info):
            return None
        if secrets and not _whole_keys(info, session["credentials"]):
            return None
        session["margin"] = float(record["margin"])
        info["lifetime"] = (info["expires_at"] - info["issued_at"]) / 1e6
        return session, info["expires_at"] / 1e6 - _aws_time(info)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def remember(
    state_dir: Path,
    profile: str,
    *,
    store: str,
    key: str,
    margin: float,
    files: Iterable[tuple[str, int, int, int]],
    environment: Mapping[str, str | None],
) -> None:
    """Record which session a profile leads to, and what that hangs on; nothing, where that is not sure.

    `files` are (path, time of change in ns, size, inode) as they were before they were read, all -1 for one
    that was not there. `environment` is every variable that counts, None for one not set. `margin`: seconds.
    """
    stamps = [list(each) for each in files]
    name = _file_name(profile)
    # A path in the environment may itself be written with variables, any at all.
    varying = any(value and "$" in value for value in environment.values())
    if name is None or varying or store not in _FOLDERS or any(map(_unsettled, stamps)):
        return
    record = json.dumps(
        {
            "version": _VERSION,
            "profile": profile,
            "store": store,
            "key": key,
            "margin": margin,
            "files": stamps,
            "environment": dict(environment),
            "host": _host(),
        }
    )
    from stsui.store.files import write_atomically

    path = state_dir / FOLDER / name
    try:
        if _read(str(path)) == record:
            return
    except (OSError, ValueError):
        pass  # none yet, or a damaged one
    try:
        write_atomically(path, record, durable=False)
    except OSError:
        return  # without a record everything works, only not as fast


def state_folder(environ: Mapping[str, str]) -> str | None:
    """The state folder, as `stsui.settings.state_dir` has it; None where that takes more to find out."""
    named = environ.get("STSUI_STATE_DIR")
    if named:
        return None if "$" in named or named.startswith("~") else named
    if sys.platform != "linux":
        return None
    above, home = environ.get("XDG_STATE_HOME", ""), environ.get("HOME", "")
    if not above.startswith("/"):
        above = f"{home.rstrip('/')}/.local/state" if home.startswith("/") else ""
    return f"{above}/stsui" if above and not environ.get("ANDROID_DATA") else None


def _file_name(profile: str) -> str | None:
    """A name that is safe on every system, its case of no matter; None for a profile with a long name."""
    safe = "abcdefghijklmnopqrstuvwxyz0123456789-_"
    try:
        octets = profile.encode("utf-8")
    except UnicodeEncodeError:
        return None
    name = "".join(chr(octet) if chr(octet) in safe else f"%{octet:02x}" for octet in octets)
    # The underline, because on Windows no file may be called "con" or "nul".
    return f"_{name}.json" if 0 < len(name) <= _LONGEST_NAME else None


def _holds(record: dict[str, Any], environ: Mapping[str, str]) -> bool:
    return (
        record["host"] == _host()
        and all(environ.get(name) == value for name, value in record["environment"].items())
        and all(_stamp(path) == tuple(stamp) for path, *stamp in record["files"])
    )


def _host() -> str:
    """The machine's name, which a session's may be made with; on Windows it is in the environment."""
    return "" if sys.platform == "win32" else os.uname().nodename


def _stamp(path: str) -> tuple[int, int, int]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return _ABSENT
    return found.st_mtime_ns, found.st_size, found.st_ino


def _unsettled(stamp: list[Any]) -> bool:
    """Whether a file was changed so lately that a further change might leave its stamp as it is."""
    changed: int = stamp[1]
    span = _FINE_NS if changed % 1_000_000_000 else _COARSE_NS
    return changed != -1 and abs(time.time_ns() - changed) < span


def _stored(folder: str, store: str, key: str, *, secrets: bool) -> str:
    if store == "file" or not secrets:
        return _read(f"{folder}/{_FOLDERS[store]}/{key}.json")
    from stsui.errors import StoreFailed
    from stsui.store.vault import Vault

    try:
        return Vault("stsui").read(key) or ""
    except StoreFailed as error:
        raise ValueError from error


def _private(folder: str) -> bool:
    """Whether nobody else controls a folder; if somebody may, the long way says so, or mends it."""
    if sys.platform == "win32":
        return True
    found = os.lstat(folder)
    return found.st_uid == os.getuid() and found.st_mode & 0o170077 == 0o040000


_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""A pipe that stands where a file should is read as an empty one, and hangs nobody."""


def _read(path: str) -> str:
    with open(path, encoding="utf-8", opener=lambda name, _: os.open(name, _FLAGS)) as file:
        return file.read()


def _whole_info(info: dict[str, Any]) -> bool:
    """Whether every part that is used is there and what it should be."""
    return (
        all(type(info[name]) is int and 0 < info[name] < _LAST for name in ("issued_at", "expires_at"))
        and type(info["skew_seconds"]) in (int, float)
        and abs(info["skew_seconds"]) < _LARGEST_SKEW
        and (info["account_id"] is None or type(info["account_id"]) is str)
    )


def _whole_keys(info: dict[str, Any], keys: dict[str, Any]) -> bool:
    texts = (keys["access_key_id"], keys["secret_access_key"], keys["session_token"])
    return (
        all(type(text) is str and text for text in texts)
        and keys["access_key_id"] == info["access_key_id"]
        and keys["expires_at"] == info["expires_at"]
    )


def _aws_time(info: dict[str, Any]) -> float:
    """AWS's time as it was measured for the session, unless that would make now earlier than then."""
    local = time.time()
    supposed: float = local + info["skew_seconds"]
    return supposed if supposed >= info["issued_at"] / 1e6 else local
