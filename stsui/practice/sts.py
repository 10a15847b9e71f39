"""STS's front desk: who calls, may they, is the request in order; then the operation itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from stsui.model import Operation
from stsui.practice import delegation, federation, limits, lookups, mfa, roles
from stsui.practice.callers import Caller
from stsui.practice.messages import Request
from stsui.practice.realm import Realm
from stsui.practice.refusal import access_denied, expired_token
from stsui.practice.signature import check_scope, check_time, check_value, read_signature
from stsui.practice.wire import operation_model, read_parameters
from stsui.rules import OPERATIONS

Signed = Callable[[Realm, Caller, dict[str, Any]], dict[str, Any]]
Unsigned = Callable[[Realm, dict[str, Any]], dict[str, Any]]

SIGNED: Mapping[Operation, Signed] = {
    Operation.ASSUME_ROLE: roles.assume_role,
    Operation.GET_SESSION_TOKEN: mfa.get_session_token,
    Operation.GET_CALLER_IDENTITY: lookups.get_caller_identity,
    Operation.GET_ACCESS_KEY_INFO: lookups.get_access_key_info,
    Operation.DECODE_AUTHORIZATION_MESSAGE: lookups.decode_authorization_message,
    Operation.GET_FEDERATION_TOKEN: delegation.get_federation_token,
    Operation.GET_WEB_IDENTITY_TOKEN: delegation.get_web_identity_token,
    Operation.GET_DELEGATED_ACCESS_TOKEN: delegation.get_delegated_access_token,
    Operation.ASSUME_ROOT: delegation.assume_root,
}
UNSIGNED: Mapping[Operation, Unsigned] = {
    Operation.ASSUME_ROLE_WITH_SAML: federation.assume_role_with_saml,
    Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: federation.assume_role_with_web_identity,
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
    if not OPERATIONS[operation].signed:
        return UNSIGNED[operation](realm, _parameters(operation, request))
    caller = authenticate(realm, request, "sts", regions, now)
    check_may_call(caller, operation)
    return SIGNED[operation](realm, caller, _parameters(operation, request))


def _parameters(operation: Operation, request: Request) -> dict[str, Any]:
    parameters = read_parameters(operation_model(operation), request.form)
    limits.check(operation, parameters)
    return parameters
