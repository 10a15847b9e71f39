"""AssumeRole, and what all ways into a role share."""

from __future__ import annotations

from typing import Any

from stsui import rules
from stsui.model import Operation
from stsui.practice import limits
from stsui.practice.authority import authorise_assumption, not_authorised
from stsui.practice.callers import Caller
from stsui.practice.company import Role
from stsui.practice.mfa import verify_mfa
from stsui.practice.policies import Question
from stsui.practice.realm import Realm, credentials_answer, token_size_answer
from stsui.practice.refusal import Refusal, access_denied, invalid

Parameters = dict[str, Any]


def role_arn_of(parameters: Parameters) -> str:
    """The RoleArn of a request; refuses what is no role's ARN."""
    arn = str(parameters["RoleArn"])
    if rules.ROLE_ARN.problem(arn):
        raise invalid(f"{arn} is invalid")
    return arn


def session_seconds(role: Role, parameters: Parameters, *, chained: bool = False) -> int:
    """How long the session lasts; refuses more than the role, or role chaining, allows."""
    asked = parameters.get("DurationSeconds")
    seconds = int(asked if asked is not None else rules.HOUR)
    if chained and rules.duration_problem(Operation.ASSUME_ROLE, seconds, chained=True):
        raise invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit "
            "for roles assumed by role chaining"
        )
    if seconds > role.max_session:
        raise invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return seconds


def inherit(caller: Caller | None, tags: limits.Tags) -> limits.Tags:
    """A session's tags with those that persist from the calling session; they cannot be set again."""
    if caller is None:
        return tags
    persisting = {key.lower() for key in caller.transitive_tag_keys}
    inherited = tuple((key, value) for key, value in caller.tags if key.lower() in persisting)
    if persisting & {key.lower() for key, _ in tags}:
        raise Refusal("InvalidParameterValue", "One or more tags are inherited from the calling session.")
    return inherited + tags


def enter_role(
    realm: Realm,
    role: Role,
    parameters: Parameters,
    *,
    operation: Operation,
    session_name: str,
    seconds: int,
    caller: Caller | None = None,
    tags: limits.Tags = (),
    transitive: tuple[str, ...] = (),
    source_identity: str | None = None,
) -> dict[str, Any]:
    """Issue a session of a role and make the answer's common part. `caller` is None for unsigned calls."""
    policy = limits.read_session_policy(parameters)
    session_tags = inherit(caller, tags)
    percent = limits.packed_percent(parameters, session_tags)
    own = {key.lower() for key, _ in session_tags}
    session = Caller(
        arn=f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{session_name}",
        user_id=f"{role.role_id}:{session_name}",
        account_id=role.account_id,
        policy=role.policy,
        role=role,
        session_policy=policy,
        issued_by=operation,
        from_long_term=caller is None or not caller.temporary,
        tags=tuple(tag for tag in role.tags if tag[0].lower() not in own) + session_tags,
        transitive_tag_keys=(caller.transitive_tag_keys if caller else ()) + transitive,
        source_identity=source_identity,
        issued_at=realm.time.now(),
        expires_at=realm.expiry(seconds),
    )
    key = realm.keys.issue(session, minimum_token_size=parameters.get("MinimumSessionTokenSize", 0))
    return {
        "Credentials": credentials_answer(key),
        "AssumedRoleUser": {"AssumedRoleId": session.user_id, "Arn": session.arn},
        "PackedPolicySize": percent,
        "SourceIdentity": source_identity,
        **token_size_answer(key),
    }


def _context(
    caller: Caller, parameters: Parameters, mfa: bool, source_identity: str | None
) -> dict[str, str]:
    context = {**caller.context, "sts:RoleSessionName": str(parameters["RoleSessionName"])}
    if mfa:
        context["aws:MultiFactorAuthPresent"] = "true"
    if "ExternalId" in parameters:
        context["sts:ExternalId"] = parameters["ExternalId"]
    if source_identity:
        context["sts:SourceIdentity"] = source_identity
    return context | {f"aws:RequestTag/{key}": value for key, value in limits.read_tags(parameters)[0]}


def _source_identity(caller: Caller, parameters: Parameters) -> str | None:
    asked = parameters.get("SourceIdentity")
    if asked and caller.source_identity and asked != caller.source_identity:
        raise access_denied(
            f"User: {caller.arn} is not authorized to perform: sts:SetSourceIdentity on resource: "
            f"{parameters['RoleArn']}"
        )
    return asked or caller.source_identity


def _actions(parameters: Parameters) -> list[str]:
    """What has to be allowed: tags and a source identity are permissions of their own."""
    return [
        "sts:AssumeRole",
        *(["sts:TagSession"] if parameters.get("Tags") else []),
        *(["sts:SetSourceIdentity"] if parameters.get("SourceIdentity") else []),
    ]


def assume_role(realm: Realm, caller: Caller, parameters: Parameters) -> dict[str, Any]:
    """AssumeRole for IAM users and roles."""
    arn = role_arn_of(parameters)
    if caller.root:
        raise access_denied("Roles may not be assumed by root accounts.")
    tags, transitive = limits.read_tags(parameters)
    source_identity = _source_identity(caller, parameters)
    mfa = verify_mfa(caller, parameters)
    role = realm.company.roles.get(arn)
    if role is None:
        raise access_denied(not_authorised(caller.arn, "sts:AssumeRole", arn))
    context = _context(caller, parameters, mfa, source_identity)
    for action in _actions(parameters):
        question = Question(action=action, resource=arn, context=context, principals=caller.principals)
        verdict = authorise_assumption(realm.company, caller, role, question)
        if not verdict.allowed:
            raise access_denied(not_authorised(caller.arn, action, arn, verdict))
    return enter_role(
        realm,
        role,
        parameters,
        operation=Operation.ASSUME_ROLE,
        session_name=parameters["RoleSessionName"],
        seconds=session_seconds(role, parameters, chained=caller.temporary),
        caller=caller,
        tags=tags,
        transitive=transitive,
        source_identity=source_identity,
    )
