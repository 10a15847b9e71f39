"""Encoded authorization messages: sealed so that only the denied account can open them, unchanged."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from typing import Any

from stsui.practice.callers import Caller
from stsui.practice.company import Entropy
from stsui.practice.policies import Statement
from stsui.practice.refusal import Refusal
from stsui.rules import ENCODED_MESSAGE_MAXIMUM

_NONCE = 16
_SEAL = 16


def _items(values: object) -> dict[str, Any]:
    return {"items": values}


def _values(texts: tuple[str, ...]) -> dict[str, Any]:
    return _items([{"value": text} for text in texts])


def _conditions(conditions: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return _items([{"key": key, "values": _values(values)} for key, values in conditions.items()])


def _statement(statement: Statement, principal_id: str) -> dict[str, Any]:
    conditions = {key: values for keys in statement.conditions.values() for key, values in keys.items()}
    return {
        "statementId": statement.sid,
        "effect": statement.effect.upper(),
        "principals": _values((principal_id,)),
        "principalGroups": _items([]),
        "actions": _values(statement.actions),
        "resources": _values(statement.resources),
        "conditions": _conditions(conditions),
    }


def denial_document(
    *,
    principal_id: str,
    principal_arn: str,
    action: str,
    resource: str,
    matched: Statement | None = None,
    conditions: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Any]:
    """What DecodeAuthorizationMessage tells; `matched` is the statement that denied, if one did."""
    principal = {"id": principal_id, "arn": principal_arn}
    if ":user/" in principal_arn:
        principal["name"] = principal_arn.rsplit("/", 1)[-1]
    return {
        "allowed": False,
        "explicitDeny": matched is not None,
        "matchedStatements": _items([_statement(matched, principal_id)] if matched else []),
        "failures": _items([]),
        "context": {
            "principal": principal,
            "action": action,
            "resource": resource,
            "conditions": _conditions(conditions or {}),
        },
    }


class Blobs:
    """Seals documents and opens them; keys are made anew with each practice AWS."""

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self._key = entropy(32)

    def seal(self, document: Mapping[str, Any], account_id: str) -> str:
        """The blob that a 403 carries; ValueError for a document that makes too long a one."""
        plain = zlib.compress(json.dumps(document, separators=(",", ":")).encode())
        nonce = self._entropy(_NONCE)
        hidden = nonce + self._mask(nonce, plain)
        blob = base64.urlsafe_b64encode(hidden + self._tag(hidden, account_id)).decode().rstrip("=")
        if len(blob) > ENCODED_MESSAGE_MAXIMUM:
            raise ValueError(f"an encoded message holds at most {ENCODED_MESSAGE_MAXIMUM:,} characters")
        return blob

    def open(self, blob: str, caller: Caller) -> str:
        """The JSON text in a blob; refuses one that was changed, cut, or sealed for another account."""
        try:
            raw = base64.b64decode(blob + "=" * (-len(blob) % 4), altchars=b"-_", validate=True)
        except (ValueError, binascii.Error):
            raw = b""
        hidden, seal = raw[:-_SEAL], raw[-_SEAL:]
        if len(hidden) <= _NONCE or not hmac.compare_digest(seal, self._tag(hidden, caller.account_id)):
            raise Refusal("InvalidAuthorizationMessageException", "Encoded authorization message is invalid")
        return zlib.decompress(self._mask(hidden[:_NONCE], hidden[_NONCE:])).decode()

    def _mask(self, nonce: bytes, text: bytes) -> bytes:
        stream = hashlib.shake_256(self._key + nonce).digest(len(text))
        return bytes(a ^ b for a, b in zip(text, stream, strict=True))

    def _tag(self, hidden: bytes, account_id: str) -> bytes:
        return hmac.new(self._key, account_id.encode() + hidden, hashlib.sha256).digest()[:_SEAL]
