"""Says in plain words what happened, why, and where to look next; drafts the statement that would allow it.

AWS evaluates in a fixed order, and its message tells how far the request came: an explicit deny anywhere ends it;
then resource control policies, service control policies, the resource's policy, the permissions boundary, the
session policy and the identity's policies must each leave room for it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from stsui.denials.arns import split_arn
from stsui.denials.model import Denial, Effect, Kind, PolicyType, PrincipalKind, Statement
from stsui.denials.reason import BLOCK_PUBLIC_ACCESS
from stsui.denials.troubles import explain_trouble

DRAFT_NOTE = "Draft to review, as narrow as the message allows"


def explain(denial: Denial) -> str:
    """What happened, in what order AWS evaluated it, and where to look next, as one paragraph of plain text."""
    if denial.kind is Kind.NOT_A_DENIAL:
        return explain_trouble(denial.category)
    parts = [what_happened(denial), evaluation(denial), next_step(denial), encoded_state(denial)]
    draft = draft_statement(denial)
    if draft:
        parts.append(f"{DRAFT_NOTE}: {json.dumps(draft)}.")
    return " ".join(part for part in parts if part)


def what_happened(denial: Denial) -> str:
    """The refusal in one sentence."""
    if denial.document and denial.document.allowed:
        return f"AWS allowed {_who(denial)} {_what(denial)}{_on(denial)}: this message is not a refusal."
    if denial.kind is Kind.ENCODED and denial.action is None:
        return "AWS refused a request and put the details in an encoded message."
    if denial.action is None:
        return f"AWS refused a request{_by_operation(denial)} and named no action{_because_of(denial)}."
    return f"{_starting(denial)} may not {_what(denial)}{_on(denial)}: {_cause(denial)}."


def _who(denial: Denial) -> str:
    who = denial.who
    if who is None:
        return "the caller"
    account = f" of account {who.account}" if who.account else ""
    if who.kind is PrincipalKind.ASSUMED_ROLE:
        session = f" (session {who.session})" if who.session else ""
        return f"the role {who.name}{session}{account}"
    if who.kind is PrincipalKind.ROOT:
        return f"the root user{account}"
    if who.kind is PrincipalKind.ANONYMOUS:
        return "an anonymous caller (the request was not signed)"
    if who.kind is PrincipalKind.UNKNOWN:
        return who.name or denial.principal or "the caller"
    return f"the {who.kind.value} {who.name}{account}"


def _starting(denial: Denial) -> str:
    """The caller at the start of a sentence: "The role …", but names keep their case."""
    who = _who(denial)
    return who[:1].upper() + who[1:] if who.startswith(("the ", "an ")) else who


def _what(denial: Denial) -> str:
    return f"do {denial.action}" if denial.action else "do this"


def _on(denial: Denial) -> str:
    if denial.resource in (None, "*"):
        return " on any resource" if denial.resource else ""
    return f" on {denial.resource}"


def _by_operation(denial: Denial) -> str:
    named = denial.operation or denial.error_code
    return f" ({named})" if named else ""


def _because_of(denial: Denial) -> str:
    if denial.effect is Effect.EXPLICIT:
        return ", but a statement denies it explicitly"
    return f" ({denial.reason})" if denial.reason else ""


_POLICY_WORDS = {
    PolicyType.IDENTITY: "identity-based policy",
    PolicyType.RESOURCE: "resource-based policy",
    PolicyType.BOUNDARY: "permissions boundary",
    PolicyType.SESSION: "session policy",
    PolicyType.SERVICE_CONTROL: "service control policy",
    PolicyType.RESOURCE_CONTROL: "resource control policy",
    PolicyType.VPC_ENDPOINT: "VPC endpoint policy",
    PolicyType.ROLE_TRUST: "role trust policy",
}


def _cause(denial: Denial) -> str:
    if denial.reason == BLOCK_PUBLIC_ACCESS:
        return "S3 Block Public Access stops it"
    if denial.effect is None:
        return "AWS did not say why"
    policy = _POLICY_WORDS[denial.policy_type] if denial.policy_type else "policy"
    if denial.effect is Effect.IMPLICIT:
        return f"no {policy} allows {denial.reason_action or 'it'}"
    article = "an" if policy.startswith("i") else "a"
    named = f" ({denial.policy_arn})" if denial.policy_arn else ""
    return f"{article} {policy}{named} denies it explicitly{_by_statement(denial)}"


def _by_statement(denial: Denial) -> str:
    names = [statement.sid for statement in _denying(denial) if statement.sid]
    return f", by the statement {', '.join(names)}" if names else ""


def _denying(denial: Denial) -> list[Statement]:
    return [each for each in denial.matched_statements if (each.effect or "DENY").upper() == "DENY"]


def evaluation(denial: Denial) -> str:
    """How far the request came in AWS's order of evaluation."""
    if denial.effect is Effect.EXPLICIT:
        return "An explicit deny is looked for first, in every policy, and overrules any allow."
    if denial.effect is not Effect.IMPLICIT:
        return ""
    if denial.policy_type in _ORDER:
        return _ORDER[denial.policy_type]
    return "No policy denies it; there is no allow where one is needed."


_ORDER = {
    PolicyType.RESOURCE_CONTROL: "No statement denies it explicitly; the organization's resource control policies, "
    "which come next, leave no room for it.",
    PolicyType.SERVICE_CONTROL: "No statement denies it explicitly; the organization's service control policies, "
    "which must allow it before any policy of the account counts, do not.",
    PolicyType.VPC_ENDPOINT: "No statement denies it explicitly; the VPC endpoint that the request came through does not "
    "allow it.",
    PolicyType.RESOURCE: "No statement denies it explicitly; the resource's own policy does not allow it, and across accounts "
    "both sides have to.",
    PolicyType.ROLE_TRUST: "No statement denies it explicitly; the role to be assumed does not trust this caller.",
    PolicyType.BOUNDARY: "No statement denies it explicitly; the permissions boundary caps what the identity's policies can "
    "give, and it does not include this.",
    PolicyType.SESSION: "No statement denies it explicitly; the session policy given when the session was started caps what "
    "the role's policies can give, and it does not include this.",
    PolicyType.IDENTITY: "No statement denies it explicitly; the organization's policies, boundary and session policy left "
    "room for it, but none of the identity's own policies allows it.",
}


def next_step(denial: Denial) -> str:
    """Where to look, in which account."""
    if denial.reason == BLOCK_PUBLIC_ACCESS:
        return "Look at the Block Public Access settings of the bucket and of its account."
    if denial.reason:
        return "Look at the Lake Formation permissions of this principal on the catalog, database or table."
    if denial.document and denial.document.allowed:
        return ""
    if denial.policy_type is None:
        return _untyped_step(denial)
    where = _WHERE[denial.policy_type].format(
        principal=_whose_policies(denial),
        account=f" in account {denial.account}" if denial.account else "",
        resource=denial.resource or "the resource",
        owner=_owner(denial),
    )
    return f"Look at {where}."


_WHERE = {
    PolicyType.IDENTITY: "the policies attached to {principal}{account}",
    PolicyType.RESOURCE: "the policy on {resource}{owner}",
    PolicyType.BOUNDARY: "the permissions boundary of {principal}{account}",
    PolicyType.SESSION: "the session policy passed by whoever started the session (AssumeRole, GetFederationToken or "
    "Cognito), not at the role",
    PolicyType.SERVICE_CONTROL: "the service control policies of the organization: only its management account, or a "
    "delegated administrator, can change them",
    PolicyType.RESOURCE_CONTROL: "the resource control policies of the organization that owns {resource}: only its management "
    "account, or a delegated administrator, can change them",
    PolicyType.VPC_ENDPOINT: "the policy of the VPC endpoint in the network that the request came from",
    PolicyType.ROLE_TRUST: "the trust policy on {resource}{owner}",
}


def _whose_policies(denial: Denial) -> str:
    who = denial.who
    if who is None or not who.name:
        return "the caller"
    if who.kind in (PrincipalKind.ASSUMED_ROLE, PrincipalKind.ROLE):
        return f"the role {who.name}"
    if who.kind is PrincipalKind.USER:
        return f"the user {who.name} and its groups"
    return who.name


def _owner(denial: Denial) -> str:
    arn = split_arn(denial.resource)
    return f" in account {arn.account}" if arn and arn.account else ""


def _untyped_step(denial: Denial) -> str:
    account = f" in account {denial.account}" if denial.account else ""
    if denial.kind is Kind.ENCODED and denial.document is None:
        return ""
    if denial.document and _denying(denial):
        return "The document names the statement but not its policy: search the policies of the identity, its boundary and " \
            "the organization's service control policies for it."  # fmt: skip
    if denial.effect is Effect.EXPLICIT:
        return "The message does not say in which policy: look at the identity's policies and boundary, the resource's policy " \
            "and the organization's control policies."  # fmt: skip
    if _assumes_role(denial):
        return f"Look at the trust policy of the role to be assumed{_owner(denial)} and at the policies of the caller{account}."
    if denial.action is None:
        return "Look the request up in CloudTrail by its request id and time; KMS and S3 hide whether the thing exists."
    return f"Look first at the policies attached to {_whose_policies(denial)}{account}, then at the resource's own policy."


def _assumes_role(denial: Denial) -> bool:
    return (denial.action or "").lower().startswith("sts:assumerole")


def encoded_state(denial: Denial) -> str:
    """For an encoded message that is not decoded: why, and what would help."""
    if denial.kind is not Kind.ENCODED or denial.document is not None:
        if denial.document is not None and not denial.document.complete:
            return "The decoded message is cut: what it says behind the cut is missing here."
        return ""
    if denial.truncated:
        return "The encoded message was cut off and cannot be decoded: get the whole text, for example from the service's log or " \
            "from CloudTrail."  # fmt: skip
    reason = denial.obstacle or "It was not decoded."
    account = f"account {denial.account}" if denial.account else "the account that made the request"
    return f"{reason} Decoding needs a session of {account} that is allowed sts:DecodeAuthorizationMessage; " \
        "somebody who has one can run: aws sts decode-authorization-message --encoded-message=… with the whole message."  # fmt: skip


_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z]\w*")
_DRAFTED_FOR = frozenset((None, PolicyType.IDENTITY, PolicyType.RESOURCE, PolicyType.ROLE_TRUST, PolicyType.BOUNDARY,
                          PolicyType.SESSION, PolicyType.SERVICE_CONTROL, PolicyType.VPC_ENDPOINT, PolicyType.RESOURCE_CONTROL))  # fmt: skip
_WITH_PRINCIPAL = frozenset((PolicyType.RESOURCE, PolicyType.ROLE_TRUST))


def draft_statement(denial: Denial) -> dict[str, Any] | None:
    """The smallest statement that would allow the action, for "no policy allows it" only; None for all else.

    It goes into the policy that `next_step` names. Nothing is drafted against an explicit deny: an allow is no help.
    """
    action = denial.reason_action or denial.action
    if denial.effect is not Effect.IMPLICIT or action is None or not _ACTION.fullmatch(action):
        return None
    statement: dict[str, Any] = {"Effect": "Allow"}
    if denial.policy_type in _WITH_PRINCIPAL:
        principal = _principal_element(denial)
        if principal is None:
            return None
        statement["Principal"] = principal
    statement["Action"] = action
    if denial.policy_type is not PolicyType.ROLE_TRUST:
        statement["Resource"] = _resource_element(denial)
    return statement


def _principal_element(denial: Denial) -> dict[str, str] | None:
    who = denial.who
    if who is None:
        return None
    if who.kind is PrincipalKind.SERVICE:
        return {"Service": who.name or ""}
    if who.kind is PrincipalKind.ASSUMED_ROLE and who.account:
        return {"AWS": f"arn:{who.partition}:iam::{who.account}:role/{who.name}"}
    if who.account and split_arn(denial.principal):
        return {"AWS": denial.principal or ""}
    return None


def _resource_element(denial: Denial) -> str:
    arn = split_arn(denial.resource)
    return denial.resource or "*" if arn and (denial.resource or "").startswith("arn:") else "*"
