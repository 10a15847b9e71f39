"""Users' own federated sessions, tokens for other services, delegated access and member accounts' root."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from stsui import rules
from stsui.model import Operation
from stsui.practice import limits
from stsui.practice.authority import require
from stsui.practice.callers import Caller
from stsui.practice.cast import MANAGEMENT
from stsui.practice.mfa import user_seconds
from stsui.practice.policies import Statement
from stsui.practice.realm import Realm, credentials_answer, token_size_answer
from stsui.practice.refusal import Refusal, access_denied, constraint_text, constraints, invalid
from stsui.practice.roles import enter_role

ROOT_TASKS = {
    "IAMAuditRootUserCredentials": ("iam:Get*", "iam:List*"),
    "IAMCreateRootUserPassword": ("iam:CreateLoginProfile",),
    "IAMDeleteRootUserCredentials": ("iam:Delete*", "iam:DeactivateMFADevice"),
    "S3UnlockBucketPolicy": ("s3:DeleteBucketPolicy", "s3:GetBucketPolicy", "s3:PutBucketPolicy"),
    "SQSUnlockQueuePolicy": ("sqs:SetQueueAttributes", "sqs:GetQueueAttributes"),
}
_TASK_ARN = "arn:aws:iam::aws:policy/root-task/"
_ALGORITHMS = ("RS256", "ES384")


def get_federation_token(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """GetFederationToken: a session of the user's own, which may do nothing without a session policy."""
    tags, _ = limits.read_tags(parameters)
    policy = limits.read_session_policy(parameters)
    name = parameters["Name"]
    arn = f"arn:aws:sts::{caller.account_id}:federated-user/{name}"
    for action in ("sts:GetFederationToken", *(["sts:TagSession"] if tags else [])):
        require(realm.company, caller, action, arn)
    percent = limits.packed_percent(parameters, tags)
    session = replace(
        caller,
        arn=arn,
        user_id=f"{caller.account_id}:{name}",
        session_policy=policy or (),
        issued_by=Operation.GET_FEDERATION_TOKEN,
        from_long_term=True,
        tags=tags,
        issued_at=realm.time.now(),
        expires_at=realm.expiry(user_seconds(Operation.GET_FEDERATION_TOKEN, caller, parameters)),
    )
    key = realm.keys.issue(session, minimum_token_size=parameters.get("MinimumSessionTokenSize", 0))
    return {
        "Credentials": credentials_answer(key),
        "FederatedUser": {"FederatedUserId": session.user_id, "Arn": arn},
        "PackedPolicySize": percent,
        **token_size_answer(key),
    }


def _member_account(realm: Realm, target: str) -> str:
    account_id = rules.account_of(target) or target
    account = realm.company.account(account_id)
    if account is None or account_id == MANAGEMENT:
        raise invalid(f"TargetPrincipal {target} is not a member account of the organization")
    return account_id


def assume_root(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """AssumeRoot: the management account does one privileged task in a member account."""
    account_id = _member_account(realm, parameters["TargetPrincipal"])
    task_arn = parameters["TaskPolicyArn"].get("arn", "")
    actions = ROOT_TASKS.get(task_arn.removeprefix(_TASK_ARN)) if task_arn.startswith(_TASK_ARN) else None
    if actions is None:
        raise invalid(f"TaskPolicyArn {task_arn} is not one of the root task policies")
    arn = f"arn:aws:iam::{account_id}:root"
    if caller.account_id != MANAGEMENT or caller.root:
        raise access_denied(
            f"User: {caller.arn} is not authorized to perform: sts:AssumeRoot on resource: {arn}"
        )
    require(realm.company, caller, "sts:AssumeRoot", arn)
    longest = rules.OPERATIONS[Operation.ASSUME_ROOT].durations
    assert longest
    session = Caller(
        arn=arn,
        user_id=account_id,
        account_id=account_id,
        policy=(Statement(effect="Allow", actions=actions),),
        issued_by=Operation.ASSUME_ROOT,
        source_identity=caller.source_identity,
        issued_at=realm.time.now(),
        expires_at=realm.expiry(parameters.get("DurationSeconds", longest.default)),
    )
    key = realm.keys.issue(session, minimum_token_size=parameters.get("MinimumSessionTokenSize", 0))
    return {
        "Credentials": credentials_answer(key),
        "SourceIdentity": caller.source_identity,
        **token_size_answer(key),
    }


def get_web_identity_token(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """GetWebIdentityToken: a JWT about the caller, which ends with the caller's session at the latest."""
    algorithm, tags = parameters["SigningAlgorithm"], limits.read_tags(parameters)[0]
    if algorithm not in _ALGORITHMS:
        wanted = f"Member must satisfy enum value set: [{', '.join(_ALGORITHMS)}]"
        raise constraints([constraint_text(algorithm, "SigningAlgorithm", wanted)])
    account = realm.company.account(caller.account_id)
    if account is None or not account.outbound_federation:
        raise Refusal(
            "OutboundWebIdentityFederationDisabledException",
            "The outbound web identity federation feature is not enabled for this account.",
            403,
        )
    require(realm.company, caller, "sts:GetWebIdentityToken", "*")
    durations = rules.OPERATIONS[Operation.GET_WEB_IDENTITY_TOKEN].durations
    assert durations
    seconds = parameters.get("DurationSeconds", durations.default)
    expires_at = realm.expiry(seconds)
    if caller.expires_at and expires_at > caller.expires_at:
        raise Refusal(
            "SessionDurationEscalationException",
            "The requested token duration would extend the session beyond its original expiration time.",
            403,
        )
    audience = parameters["Audience"]
    claims = {
        "sub": caller.role.arn if caller.role else caller.arn,
        "aud": audience if len(audience) > 1 else audience[0],
        "https://sts.amazonaws.com/": {"aws_account": caller.account_id, "request_tags": dict(tags)},
    }
    token = realm.own_tokens.jwt(claims, timedelta(seconds=seconds))
    return {"WebIdentityToken": token, "Expiration": expires_at}


def trade_in_token(realm: Realm, role_arn: str, *, seconds: int, lifetime: timedelta) -> str:
    """What a partner product hands over, to be exchanged for a session of `seconds` of the role."""
    return realm.own_tokens.jwt({"trade_in": role_arn, "seconds": seconds}, lifetime)


def get_delegated_access_token(realm: Realm, caller: Caller, parameters: dict[str, Any]) -> dict[str, Any]:
    """GetDelegatedAccessToken: exchange a trade-in token, which sets what is got and for how long."""
    try:
        claims = realm.own_tokens.read_jwt(parameters["TradeInToken"])
        role = realm.company.roles[claims["trade_in"]]
    except (Refusal, KeyError):
        raise invalid("The trade-in token is not valid.") from None
    if claims["exp"] <= realm.time.now().timestamp():
        raise Refusal("ExpiredTradeInTokenException", "The trade-in token has expired.")
    answer = enter_role(
        realm,
        role,
        {},
        operation=Operation.GET_DELEGATED_ACCESS_TOKEN,
        session_name="delegated",
        seconds=claims["seconds"],
        caller=caller,
    )
    return {
        "Credentials": answer["Credentials"],
        "PackedPolicySize": answer["PackedPolicySize"],
        "AssumedPrincipal": answer["AssumedRoleUser"]["Arn"],
    }
