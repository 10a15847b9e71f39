"""TOTP secrets in the keyring, for devices whose codes stsui makes itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from stsui.clock import Clock
from stsui.errors import CodeNeeded, ConfigurationError, StoreFailed
from stsui.json_text import parse_json
from stsui.model import Secret
from stsui.rules import MFA_SERIAL
from stsui.sessions.codes import CodeRequest, code_needed
from stsui.sessions.spent import window_end
from stsui.store.folder import PrivateFolder
from stsui.store.locks import FOLDER as LOCKS
from stsui.store.locks import SessionLocks
from stsui.store.vault import Vault

SERVICE = "stsui-totp"
FOLDER = "totp"
_SHORTEST_BYTES = 10
"""What authenticators take as well; AWS's own secrets have 40."""
_SUFFIX = ".json"


class TotpSeeds:
    """Secrets by MFA serial in the keyring's service "stsui-totp"; a list of the serials in private files."""

    def __init__(
        self, state_dir: Path, *, clock: Clock, say: Callable[[str], None], vault: Vault | None = None
    ) -> None:
        self._index = PrivateFolder(state_dir / FOLDER, clock=clock, say=say)
        self._vault = vault or Vault(SERVICE, SessionLocks(state_dir / LOCKS, clock=clock, say=say))

    def add(self, serial: str, secret: Secret) -> None:
        """Keep a device's secret, as AWS shows it in base32 or as an otpauth:// link.

        Raises `ConfigurationError` when it or the serial cannot be right, `StoreFailed` without a keyring.
        """
        if problem := MFA_SERIAL.problem(serial):
            raise ConfigurationError(problem, "It is the device's ARN, or the number on a hardware device.")
        seed = _base32(secret.reveal())
        self._index.write(_name(serial), json.dumps({"serial": serial}))
        try:
            self._vault.write(serial, seed)
        except StoreFailed:
            self._index.remove(_name(serial))
            raise

    def remove(self, serial: str) -> bool:
        """Forget a device's secret; whether there was one."""
        if self._index.read(_name(serial)) is None:
            return False
        self._vault.delete(serial)
        return self._index.remove(_name(serial))

    def serials(self) -> list[str]:
        """The devices whose secrets are kept, in order; no keyring is read."""
        found = []
        for name, _ in self._index.scan(_SUFFIX):
            try:
                serial = parse_json(self._index.read(name) or "")["serial"]
            except (ValueError, TypeError, KeyError):
                self._index.set_aside(name)
            else:
                found.append(str(serial))
        return sorted(found)

    def code(self, serial: str, moment: datetime) -> str | None:
        """The code that the device shows at a moment; None for a device whose secret is not kept."""
        if self._index.read(_name(serial)) is None:
            return None
        seed = self._vault.read(serial)
        if seed is None:
            return None
        import pyotp

        return str(pyotp.TOTP(seed).at(int(moment.timestamp())))


class StoredTotp:
    """A code source that makes the codes itself, and waits for the next one where that is needed."""

    def __init__(self, seeds: TotpSeeds, clock: Clock) -> None:
        self._seeds = seeds
        self._clock = clock

    def code(self, request: CodeRequest) -> str:
        """The code of now, or of the next window when the one shown was used or refused; not a third time."""
        if request.attempt > 2:
            raise code_needed(request)
        try:
            code = self._seeds.code(request.serial, self._clock.now())
        except StoreFailed as failure:
            raise CodeNeeded(
                f"The code of {request.serial} cannot be made. {failure.message}", failure.hint
            ) from failure
        if code is None:
            raise code_needed(request)
        if request.problem is None:
            return code
        request.wait(request.after or window_end(self._clock.now()))
        return self._seeds.code(request.serial, self._clock.now()) or code


def _name(serial: str) -> str:
    return hashlib.sha256(serial.encode()).hexdigest()[:32] + _SUFFIX


def _base32(text: str) -> str:
    """The secret in plain base32, whatever form it was given in. Its text is in no error."""
    text = text.strip()
    try:
        if text.lower().startswith("otpauth:"):
            text = parse_qs(urlsplit(text).query).get("secret", [""])[0]
        seed = "".join(text.split()).replace("-", "").upper().rstrip("=")
        length = len(base64.b32decode(seed + "=" * (-len(seed) % 8)))
    except (binascii.Error, ValueError):
        raise ConfigurationError(
            "This is no TOTP secret: it may hold only the letters A to Z and the digits 2 to 7.",
            "AWS shows it once, as “secret key”, when a virtual MFA device is made.",
        ) from None
    if length < _SHORTEST_BYTES:
        raise ConfigurationError(
            "This TOTP secret is too short to be one.", "Copy the whole of the “secret key” that AWS shows."
        )
    return seed
