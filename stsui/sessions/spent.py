"""Which token codes have been used: AWS takes each only once, whichever process sends it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.json_text import parse_json
from stsui.rules import TOKEN_CODE_PERIOD
from stsui.store.folder import PrivateFolder
from stsui.store.locks import SessionLocks

FOLDER = "mfa"
_REMEMBERED = timedelta(minutes=10)
"""Long past the minute or two in which AWS would still look at a code."""


def window_end(moment: datetime) -> datetime:
    """When the code that a device shows at `moment` gives way to the next."""
    period = TOKEN_CODE_PERIOD.total_seconds()
    return datetime.fromtimestamp((moment.timestamp() // period + 1) * period, UTC)


class SpentCodes:
    """The codes used lately of every device, shared by all processes. Only salted hashes are written.

    Without a folder, this process's alone.
    """

    def __init__(
        self, state_dir: Path | None, locks: SessionLocks, *, clock: Clock, say: Callable[[str], None]
    ) -> None:
        self._folder = PrivateFolder(state_dir / FOLDER, clock=clock, say=say) if state_dir else None
        self._memory: dict[str, str] = {}
        self._locks = locks
        self._clock = clock

    def spend(self, serial: str, code: str) -> datetime | None:
        """Take a code for use: None, or, if it was used before, when the window it was used in ends."""
        name = hashlib.sha256(serial.encode()).hexdigest()[:32]
        now = self._clock.now()
        with self._locks.hold(f"mfa-{name}"):
            record = _Record.read(self._text(name), now)
            used = record.find(code)
            if used is None:
                record.add(code, now)
                self._keep(name, record.text())
        return window_end(used) if used else None

    def _text(self, name: str) -> str | None:
        kept = None
        if self._folder:
            with suppress(StoreFailed):
                kept = self._folder.read(f"{name}.json")
        return kept or self._memory.get(name)

    def _keep(self, name: str, text: str) -> None:
        self._memory[name] = text
        if self._folder:
            # The store, in the same place, has told of a disk that cannot be written: the call goes on.
            with suppress(StoreFailed):
                self._folder.write(f"{name}.json", text)


class _Record:
    """One device's file: a salt, and the salted hash of each code with the time of its use."""

    def __init__(self, salt: str, used: list[tuple[str, float]]) -> None:
        self._salt = salt
        self._used = used

    @classmethod
    def read(cls, text: str | None, now: datetime) -> _Record:
        """What a file says; a damaged one says nothing."""
        try:
            plain: Any = parse_json(text or "")
            used = [(str(digest), float(at)) for digest, at in plain["used"]]
            salt = str(plain["salt"])
        except (ValueError, TypeError, KeyError, OverflowError):
            return cls(secrets.token_hex(16), [])
        span = _REMEMBERED.total_seconds()
        return cls(salt, [(digest, at) for digest, at in used if abs(now.timestamp() - at) <= span])

    def text(self) -> str:
        """The file's text."""
        return json.dumps({"salt": self._salt, "used": self._used})

    def find(self, code: str) -> datetime | None:
        """When a code was used; None if it was not."""
        digest = self._digest(code)
        return next((datetime.fromtimestamp(at, UTC) for known, at in self._used if known == digest), None)

    def add(self, code: str, now: datetime) -> None:
        """Note a code as used."""
        self._used.append((self._digest(code), now.timestamp()))

    def _digest(self, code: str) -> str:
        return hashlib.sha256(f"{self._salt}:{code}".encode()).hexdigest()
