"""Drafts the policy statement that would mend a missing allow. Explicit denies are never drafted against."""

from __future__ import annotations

import re
from typing import Any

from stsui.denials.arns import split_arn
from stsui.denials.model import Denial, Effect, PolicyType, PrincipalKind
from stsui.denials.policies import POLICIES

_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z]\w*")


def draft_statement(denial: Denial) -> dict[str, Any] | None:
    """The smallest statement that would allow the action, for the policy that the explanation points at.

    Only for "no policy allows it"; None for all else, and where the message lacks what a statement needs.
    """
    action = denial.reason_action or denial.full_action
    if denial.effect is not Effect.IMPLICIT or action is None or not _ACTION.fullmatch(action):
        return None
    statement: dict[str, Any] = {"Effect": "Allow"}
    if denial.policy_type and POLICIES[denial.policy_type].names_principal:
        principal = _principal(denial)
        if principal is None:
            return None
        statement["Principal"] = principal
    statement["Action"] = action
    if denial.policy_type is not PolicyType.ROLE_TRUST:
        statement["Resource"] = _resource(denial.resource)
    return statement


def _principal(denial: Denial) -> dict[str, str] | None:
    who = denial.who
    if who is None or not who.name:
        return None
    if who.kind is PrincipalKind.SERVICE:
        return {"Service": who.name}
    if not who.account or denial.principal is None:
        return None
    if who.kind is PrincipalKind.ASSUMED_ROLE:
        return {"AWS": f"arn:{who.partition}:iam::{who.account}:role/{who.name}"}
    return {"AWS": denial.principal}


def _resource(resource: str | None) -> str:
    """`resource` where it is a whole ARN, else "*"."""
    arn = split_arn(resource)
    whole = arn is not None and resource is not None and resource.startswith("arn:") and "..." not in resource
    return resource if whole and resource else "*"
