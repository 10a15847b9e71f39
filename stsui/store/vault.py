"""Secrets in the system's keyring, by service and name. The only importer of `keyring`."""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from stsui.errors import StoreFailed
from stsui.json_text import parse_json

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from stsui.store.locks import SessionLocks

_WINDOWS_MAXIMUM = 1_200
"""Windows's Credential Manager takes 2,560 bytes a secret, and keyring writes two a character."""
_HEAD = "stsui-parts:"


class NoKeyring(StoreFailed):
    """There is no keyring on this machine that keeps secrets."""


class Vault:
    """One service's secrets. One longer than `longest` characters is kept in parts, and checked when read.

    With `locks`, threads and processes take turns: keyrings are known to fail, and to ask for their password
    many times over, when many come at once.
    """

    def __init__(
        self,
        service: str,
        locks: SessionLocks | None = None,
        longest: int | None = _WINDOWS_MAXIMUM if sys.platform == "win32" else None,
    ) -> None:
        self._service = service
        self._locks = locks
        self._longest = longest

    def read(self, name: str) -> str | None:
        """A secret; None where there is none, or only parts of one."""
        with self._turn():
            return self._read(name)

    def write(self, name: str, secret: str) -> None:
        """Keep a secret in place of an earlier one."""
        with self._turn():
            self._write(name, secret)

    def delete(self, name: str) -> bool:
        """Forget a secret; whether there was one."""
        with self._turn():
            return self._delete_all(name)

    def _turn(self) -> AbstractContextManager[None]:
        return self._locks.hold("keyring") if self._locks else nullcontext()

    def _read(self, name: str) -> str | None:
        head = self._get(name)
        if head is None or not head.startswith(_HEAD):
            return head
        count, digest = _read_head(head)
        text = "".join(self._get(_part(name, number)) or "" for number in range(count))
        return text if _digest(text) == digest else None

    def _write(self, name: str, secret: str) -> None:
        before = self._parts(name)
        if self._longest is None or len(secret) <= self._longest:
            self._set(name, secret)
            parts: list[str] = []
        else:
            parts = [secret[start : start + self._longest] for start in range(0, len(secret), self._longest)]
            for number, part in enumerate(parts):
                self._set(_part(name, number), part)
            self._set(name, f"{_HEAD}{json.dumps([len(parts), _digest(secret)])}")
        for number in range(len(parts), before):
            self._delete(_part(name, number))

    def _delete_all(self, name: str) -> bool:
        parts = self._parts(name)
        found = self._get(name) is not None
        if found:
            self._delete(name)
        for number in range(parts):
            self._delete(_part(name, number))
        return found

    def _parts(self, name: str) -> int:
        head = self._get(name) if self._longest else None
        return _read_head(head)[0] if head and head.startswith(_HEAD) else 0

    def _get(self, name: str) -> str | None:
        try:
            return _backend().get_password(self._service, name)
        except Exception as error:
            raise _failed("read", error) from error

    def _set(self, name: str, secret: str) -> None:
        try:
            _backend().set_password(self._service, name, secret)
        except Exception as error:
            raise _failed("written to", error) from error

    def _delete(self, name: str) -> None:
        from keyring.errors import PasswordDeleteError

        try:
            _backend().delete_password(self._service, name)
        except PasswordDeleteError:
            return  # another process has done it
        except Exception as error:
            raise _failed("written to", error) from error


def keyring_name() -> str:
    """What the keyring in use calls itself; raises `NoKeyring` where there is none."""
    return str(_backend().name)


def _backend() -> KeyringBackend:
    """The keyring that is configured or recommended: none that writes plain text, unless it was asked for."""
    import keyring
    import keyring.core
    from keyring.backends import fail, null

    if getattr(keyring.core, "_keyring_backend", None) is None:
        try:
            keyring.core.init_backend(keyring.core.recommended)
        except Exception as error:
            raise _failed("opened", error) from error
    found = keyring.get_keyring()
    if isinstance(found, fail.Keyring | null.Keyring):
        raise NoKeyring(
            "There is no keyring on this machine, or none that is open to this terminal.",
            "To use private files set STSUI_STORE=file, or put `store: file` into config.yaml.",
        )
    return found


def _failed(doing: str, error: Exception) -> StoreFailed:
    from keyring.errors import KeyringLocked

    if isinstance(error, StoreFailed):
        return error
    if isinstance(error, KeyringLocked):
        return StoreFailed("The keyring is locked.", "Unlock it, or put `store: file` into config.yaml.")
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return StoreFailed(
        f"The keyring cannot be {doing}: {said}.", "Mend it, or put `store: file` into config.yaml."
    )


def _part(name: str, number: int) -> str:
    return f"{name}.{number}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read_head(head: str) -> tuple[int, str]:
    try:
        plain: Any = parse_json(head.removeprefix(_HEAD))
        return min(int(plain[0]), 1000), str(plain[1])
    except (ValueError, TypeError, IndexError, KeyError):
        return 0, ""
