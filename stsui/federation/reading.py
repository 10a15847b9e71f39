"""What the readers of proofs share: the failure, times, and a digest that says whose a proof is."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import datetime

from stsui.clock import in_utc
from stsui.errors import ConfigurationError


class ProofUnreadable(ConfigurationError):
    """A SAML response or a token that is none: one sentence, which quotes nothing of it."""


def decoded(text: str, *, url_safe: bool = False) -> bytes | None:
    """The bytes of base64 text, white space and missing padding forgiven; None for other text."""
    packed = "".join(text.split())
    if not packed.isascii():
        return None
    padded = packed.rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_" if url_safe else None, validate=True)
    except (ValueError, binascii.Error):
        return None


def whose(*facts: str) -> str:
    """A digest of whose a proof is: the same for the next one of the same person at the same provider."""
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def moment(text: str | None) -> datetime | None:
    """A time as XML has it (ISO 8601), UTC; None where there is none to read."""
    if not text:
        return None
    try:
        return in_utc(datetime.fromisoformat(text.strip()))
    except ValueError:
        return None


def ago(seconds: float) -> str:
    """A span of the past or future as people say it: "12 min", "3 h"."""
    whole = int(abs(seconds))
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if whole >= size:
            return f"{whole // size} {unit}"
    return f"{whole} s"
