"""The operations that only tell: who am I, whose key is this, what does this denial say."""

from __future__ import annotations

from typing import Any

from stsui.practice.authority import require
from stsui.practice.callers import Caller
from stsui.practice.realm import Realm
from stsui.practice.refusal import constraint_text, constraints, invalid
from stsui.rules import ENCODED_MESSAGE_MAXIMUM


def get_caller_identity(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """GetCallerIdentity: no policy can deny it."""
    del realm, parameters
    return {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account_id}


def get_access_key_info(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """GetAccessKeyInfo: the account of a key, whatever the key's state."""
    del caller
    key_id = parameters["AccessKeyId"]
    key = realm.keys.look_up(key_id)
    if key is None:
        raise invalid(f"Invalid Access Key Id: {key_id}")
    return {"Account": key.caller.account_id}


def decode_authorization_message(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """DecodeAuthorizationMessage, for those who are allowed to."""
    message = parameters["EncodedMessage"]
    if not 1 <= len(message) <= ENCODED_MESSAGE_MAXIMUM:
        limit = f"Member must have length less than or equal to {ENCODED_MESSAGE_MAXIMUM}"
        raise constraints([constraint_text(message, "EncodedMessage", limit)])
    require(realm.company, caller, "sts:DecodeAuthorizationMessage", "*")
    return {"DecodedMessage": realm.blobs.open(message, caller)}
