"""What an access key's id tells by itself, without asking AWS."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from types import MappingProxyType

from stsui.records import record

KEY_ID = re.compile(r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}\b")
"""Access key ids in any text; the length is AWS's own."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "AKIA": "long-term",
        "ASIA": "temporary",
        "ABIA": "bearer token",
        "ACCA": "context-specific",
    }
)
"""What the first four letters say."""

_MARK, _ACCOUNT = 1 << 47, 0x7FFFFFFFFF80
"""In the first 48 of the bits that follow the prefix: whether an account is there, and where it is."""


@record
class KeyFacts:
    """Facts read from an id: the account is None where the id does not hold it."""

    key_id: str
    kind: str
    account_id: str | None


def key_facts(key_id: str) -> KeyFacts | None:
    """The kind of key and its account, computed from the id; None for what is no access key id."""
    if not KEY_ID.fullmatch(key_id):
        return None
    return KeyFacts(key_id, KINDS[key_id[:4]], _account(key_id))


def key_ids(text: str) -> tuple[str, ...]:
    """Every access key id in a text, once each, in order."""
    return tuple(dict.fromkeys(KEY_ID.findall(text)))


def _account(key_id: str) -> str | None:
    """The account in an id's base32; ids made before 2019 hold none, nor do invented ones."""
    try:
        number = int.from_bytes(base64.b32decode(key_id[4:20])[:6], "big")
    except binascii.Error:
        return None
    account = f"{(number & _ACCOUNT) >> 7:012d}"
    return account if number & _MARK and len(account) == 12 else None
