"""STS's front desk: who is calling, may they call this, is the request in order; then the operation itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from stsui.model import Operation
from stsui.practice import limits, lookups, mfa, roles
from stsui.practice.callers import Caller
from stsui.practice.messages import Request
from stsui.practice.realm import Realm
from stsui.practice.refusal import access_denied, expired_token
from stsui.practice.signature import check_scope, check_time, check_value, read_signature
from stsui.practice.wire import operation_model, read_parameters
from stsui.rules import OPERATIONS

Handler = Callable[[Realm, Caller, dict[str, Any]], dict[str, Any]]

SIGNED: Mapping[Operation, Handler] = {
    Operation.ASSUME_ROLE: roles.assume_role,
    Operation.GET_SESSION_TOKEN: mfa.get_session_token,
    Operation.GET_CALLER_IDENTITY: lookups.get_caller_identity,
    Operation.GET_ACCESS_KEY_INFO: lookups.get_access_key_info,
    Operation.DECODE_AUTHORIZATION_MESSAGE: lookups.decode_authorization_message,
}


def authenticate(
    realm: Realm, request: Request, service: str, regions: frozenset[str], now: datetime
) -> Caller:
    """Whose signature a request bears; `now` is the time that signatures are compared with."""
    signature = read_signature(request)
    key = realm.keys.find(signature.access_key_id, signature.session_token)
    check_time(signature, now)
    check_scope(signature, service, regions)
    check_value(request, signature, key.secret)
    if key.caller.expires_at and key.caller.expires_at <= realm.time.now():
        raise expired_token()
    return key.caller


def check_may_call(caller: Caller, operation: Operation) -> None:
    """Refuse what the kind of the caller's credentials rules out."""
    refused = OPERATIONS[operation].long_term_only and caller.temporary
    if caller.issued_by:
        issuer = OPERATIONS[caller.issued_by]
        refused |= operation in issuer.may_not_call
        refused |= issuer.may_call is not None and operation not in issuer.may_call
    if refused:
        raise access_denied(f"Cannot call {operation} with session credentials")


def answer(
    realm: Realm, operation: Operation, request: Request, regions: frozenset[str], now: datetime
) -> dict[str, Any]:
    """The result of an operation; raises Refusal for a no."""
    caller = authenticate(realm, request, "sts", regions, now)
    check_may_call(caller, operation)
    parameters = read_parameters(operation_model(operation), request.form)
    limits.check(operation, parameters)
    return SIGNED[operation](realm, caller, parameters)
