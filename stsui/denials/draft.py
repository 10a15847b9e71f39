"""Drafts the policy statement that would mend a missing allow. Explicit denies are never drafted against."""

from __future__ import annotations

import re
from typing import Any

from stsui.denials.arns import split_arn
from stsui.denials.model import Denial, Effect, PolicyType, PrincipalKind
from stsui.denials.policies import POLICIES, mended_type

_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z]\w*")


def draft_statement(denial: Denial) -> dict[str, Any] | None:
    """The smallest statement that would allow the action, for the policy that the explanation points at.

    Only for "no policy allows it"; None for all else, and where the message lacks what a statement needs.
    """
    action = denial.reason_action or denial.full_action
    if denial.effect is not Effect.IMPLICIT or action is None or not _ACTION.fullmatch(action):
        return None
    policy_type, who = mended_type(denial), denial.who
    # Resource control policies only deny; a caller that nobody knows has no policies of its own.
    if policy_type is PolicyType.RESOURCE_CONTROL or (who and who.kind is PrincipalKind.ANONYMOUS):
        return None
    statement: dict[str, Any] = {"Effect": "Allow"}
    condition = None
    if policy_type and POLICIES[policy_type].names_principal:
        principal, condition = _principal(denial, policy_type)
        if principal is None:
            return None
        statement["Principal"] = principal
    statement["Action"] = action
    if policy_type is not PolicyType.ROLE_TRUST:
        statement["Resource"] = _resource(denial.resource)
    if condition:
        statement["Condition"] = {"ArnLike": {"aws:PrincipalArn": condition}}
    return statement


_RESERVED = "AWSReservedSSO_"
"""What the roles of permission sets are called; they have a path, which sessions do not tell."""


def _principal(denial: Denial, policy_type: PolicyType) -> tuple[dict[str, str] | str | None, str | None]:
    """Whom the statement is for, and the ARN that a condition must narrow it to."""
    who = denial.who
    arn = _caller(denial)
    if policy_type is PolicyType.VPC_ENDPOINT:
        # The policies of gateway endpoints know no other principal.
        return "*", arn
    if who is None or not who.name:
        return None, None
    if who.kind is PrincipalKind.SERVICE:
        return {"Service": who.name}, None
    if arn is None:
        return None, None
    if "*" in arn:
        return {"AWS": f"arn:{who.partition}:iam::{who.account}:root"}, arn
    return {"AWS": arn}, None


def _caller(denial: Denial) -> str | None:
    """The ARN of the user or role behind the request, "*" for a path that is not told; None if masked."""
    who = denial.who
    if who is None or not who.account or not any(map(str.isalnum, who.name or "")):
        return None
    if who.kind is not PrincipalKind.ASSUMED_ROLE:
        return denial.principal
    name = who.name or ""
    path = "aws-reserved/sso.amazonaws.com/*" if name.startswith(_RESERVED) else ""
    return f"arn:{who.partition}:iam::{who.account}:role/{path}{name}"


def _resource(resource: str | None) -> str:
    """`resource` where it is a whole ARN, else "*"."""
    arn = split_arn(resource)
    whole = arn is not None and resource is not None and resource.startswith("arn:") and "..." not in resource
    return resource if whole and resource else "*"
