"""Multi-factor authentication of a call, and GetSessionToken, which exists for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stsui.model import Operation
from stsui.practice.callers import Caller
from stsui.practice.realm import Realm, credentials_answer, token_size_answer
from stsui.practice.refusal import access_denied
from stsui.rules import duration_limits


def verify_mfa(caller: Caller, parameters: dict[str, Any]) -> bool:
    """Whether the call carries a good code; refuses a bad one. Without serial and code: False."""
    serial, code = parameters.get("SerialNumber"), parameters.get("TokenCode")
    if serial is None and code is None:
        return False
    if serial is None or code is None:
        raise access_denied(
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
        )
    device = caller.user.mfa_device if caller.user else None
    if device is None or device.serial != serial:
        raise access_denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial "
            "number is valid and associated with this user."
        )
    if not device.accept(code):
        raise access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    return True


def user_seconds(operation: Operation, caller: Caller, parameters: dict[str, Any]) -> int:
    """How long a user's own session lasts; AWS shortens a root user's instead of refusing it."""
    limits = duration_limits(operation, root=caller.root)
    assert limits, f"{operation} has no durations"
    return min(int(parameters.get("DurationSeconds", limits.default)), limits.maximum)


def get_session_token(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """GetSessionToken for IAM users and root, with long-term keys."""
    mfa = verify_mfa(caller, parameters)
    session = replace(
        caller,
        issued_by=Operation.GET_SESSION_TOKEN,
        from_long_term=True,
        mfa=mfa,
        issued_at=realm.time.now(),
        expires_at=realm.expiry(user_seconds(Operation.GET_SESSION_TOKEN, caller, parameters)),
    )
    key = realm.keys.issue(session, minimum_token_size=parameters.get("MinimumSessionTokenSize", 0))
    return {"Credentials": credentials_answer(key), **token_size_answer(key)}
