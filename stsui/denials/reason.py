"""Reads why a request was refused: the part of the sentence behind the resource."""

from __future__ import annotations

import re
from typing import NamedTuple

from stsui.denials.model import Effect, PolicyType
from stsui.denials.page import Page, phrase
from stsui.denials.values import is_arn, read_token, tidy

# How the flat text of a reason names the type of policy, the first that fits counts, with an example of each.
# The word "control" is often masked, hence "service … policy".
POLICY_TYPES: tuple[tuple[str, PolicyType, str], ...] = (
    (
        r"permissions?-?bound(?:ary)?",
        PolicyType.BOUNDARY,
        "because no permissions boundary allows the sqs:Foo action",
    ),
    (r"identity-?based", PolicyType.IDENTITY, "because no identity-based policy allows the sqs:Foo action"),
    (r"resource-?based", PolicyType.RESOURCE, "with an explicit deny in a resource-based policy"),
    (r"session", PolicyType.SESSION, "because no session policy allows the sqs:Foo action"),
    (
        r"vpc(?:-?endpoint)?|endpoint",
        PolicyType.VPC_ENDPOINT,
        "with an explicit deny in a VPC endpoint policy",
    ),
    (
        r"(?:role)?-?trust|assumerole",
        PolicyType.ROLE_TRUST,
        "because no role trust policy allows the sts:Foo action",
    ),
    (
        r"scp|servicecontrol|service(?!-?based)\S{0,20}?(?=pol)",
        PolicyType.SERVICE_CONTROL,
        "with an explicit deny in an SCP",
    ),
    (
        r"rcp|resourcecontrol|resource\S{0,20}?(?=pol)",
        PolicyType.RESOURCE_CONTROL,
        "with an explicit deny in an RCP",
    ),
)
_POLICY_TYPE = re.compile("|".join(f"({pattern})" for pattern, _, _ in POLICY_TYPES))

_EXPLICIT = re.compile(r"(?:with|dueto|becauseof)(?:an)?explicitdeny")
_IN = re.compile(r"in(?:an?|the|your)?")
FIRST_WORDS = ("because", "with", "dueto")
"""What a reason begins with."""
_IMPLICIT = re.compile(r"(?:because)?(?:thereis|thereare)?no|because(?:thereis|thereare)?the")
# A type that is none of the table's: VPC Lattice has policies of services and of their networks.
_OTHER_TYPE = re.compile(r"[a-z-]{1,40}?(?=polic(?:y|ies)allow)")
_ALLOW = "allow"
_ALLOWS = re.compile(r"allows?(?:the)?")
_ALLOW_REACH = 80
"""How far behind the type of policy "allows" may stand."""
_POLICY_WORD = re.compile(r"(?:control)?-?(?:polic(?:y|ies)|boundary)?")
_BLOCK_PUBLIC_ACCESS = re.compile(
    r"because\S{0,160}?block(?:publicaccess|public\S{0,60}?(?:setting|access))\S{0,40}?"
)
_BLOCK_PUBLIC_ACCESS_END = re.compile(r"\S{0,60}?(?:ins3blockpublicaccess|blockpublicaccesssetting)")
_ACTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}:[A-Za-z*?][A-Za-z0-9*?]{0,127}")
_NEXT_WORD = re.compile(r"\n[ \t]{0,20}([A-Za-z0-9*?]{1,127})")
_BEFORE_ARN = re.compile(
    r"""[:=(\["'`*,]*(?:with)?(?:(?:the)?policy)?(?:arn[:=]?(?=["'`(]*arn:))?[:=(\["'`*]*"""
)
_ARN_CUT = re.compile(r"""["'`(|]|</|\.[\[(]|\.$|,""")

BLOCK_PUBLIC_ACCESS = "s3 block public access"
BLOCKED_ENCRYPTION = "s3 blocked encryption type"
LAKE_FORMATION = "lake formation permissions"
MODEL_ACCESS = "bedrock model access"
KMS_KEY = "kms key"
NOT_IN_REGION = "resource or its policy"
# Causes that AWS tells in always the same words.
_FIXED_CAUSES = (
    (phrase("because this bucket has blocked upload requests that specify"), BLOCKED_ENCRYPTION),
    (
        phrase(
            "because the resource does not exist in this Region, no resource-based policies allow access, "
            "or a resource-based policy explicitly denies access"
        ),
        NOT_IN_REGION,
    ),
)


class Reason(NamedTuple):
    """Why, and the position in `Page.flat` where the reason ends."""

    end: int
    effect: Effect | None = None
    policy_type: PolicyType | None = None
    policy_arn: str | None = None
    action: str | None = None
    cause: str | None = None


def read_reason(page: Page, flat: int, limit: int) -> Reason | None:
    """The reason that begins at `flat`, or None."""
    if page.flat.startswith("becauseno", flat):
        return read_implicit(page, flat, limit)
    if not page.flat.startswith(FIRST_WORDS, flat):
        return None
    explicit = _EXPLICIT.match(page.flat, flat, limit)
    if explicit:
        return _read_explicit(page, explicit.end(), limit)
    return read_implicit(page, flat, limit) or _read_cause(page, flat, limit)


def policy_type_at(flat: str, position: int, limit: int) -> tuple[PolicyType | None, int]:
    """The type of policy named at `position` of the flat text, and where its name ends."""
    match = _POLICY_TYPE.match(flat, position, min(limit, position + 60))
    if match is None or match.lastindex is None:
        return None, position
    rest = _POLICY_WORD.match(flat, match.end(), limit)
    return POLICY_TYPES[match.lastindex - 1][1], rest.end() if rest else match.end()


def _read_explicit(page: Page, flat: int, limit: int) -> Reason:
    lead = _IN.match(page.flat, flat, limit)
    policy_type, end = policy_type_at(page.flat, lead.end() if lead else flat, limit)
    if policy_type is None:
        return Reason(end=flat, effect=Effect.EXPLICIT)
    arn, end = _read_policy_arn(page, end, limit)
    return Reason(end=end, effect=Effect.EXPLICIT, policy_type=_by_arn(arn) or policy_type, policy_arn=arn)


def _by_arn(arn: str | None) -> PolicyType | None:
    """An organization's policies say their type in the ARN."""
    if arn and "/service_control_policy/" in arn:
        return PolicyType.SERVICE_CONTROL
    if arn and "/resource_control_policy/" in arn:
        return PolicyType.RESOURCE_CONTROL
    return None


def _read_policy_arn(page: Page, flat: int, limit: int) -> tuple[str | None, int]:
    lead = _BEFORE_ARN.match(page.flat, flat, limit)
    start = lead.end() if lead else flat
    if start >= limit or not is_arn(page.flat[start : start + 12]):
        return None, flat
    raw = read_token(page, page.at(start), page.at(limit), _ARN_CUT)
    return tidy(raw), start + len(raw)


def read_implicit(page: Page, flat: int, limit: int) -> Reason | None:
    """The reason "because no … policy allows …" that begins at `flat`, its first word there or not."""
    lead = _IMPLICIT.match(page.flat, flat, limit)
    if lead is None:
        return None
    policy_type, end = policy_type_at(page.flat, lead.end(), limit)
    if policy_type is None and not page.flat.startswith(("policy", "policies"), end):
        other = _OTHER_TYPE.match(page.flat, end, limit)
        if other is None:
            return None
        end = other.end()
    allow = page.flat.find(_ALLOW, end, min(limit, end + _ALLOW_REACH))
    allows = _ALLOWS.match(page.flat, allow, limit) if allow >= 0 else None
    if allows is None:
        return Reason(end=end, effect=Effect.IMPLICIT, policy_type=policy_type)
    action = _read_action(page, page.at(allows.end()), page.at(limit))
    if action is None:
        return Reason(end=allows.end(), effect=Effect.IMPLICIT, policy_type=policy_type)
    end = allows.end() + len(action)
    end += len("action") if page.flat.startswith("action", end) else 0
    return Reason(end=end, effect=Effect.IMPLICIT, policy_type=policy_type, action=action)


def _read_action(page: Page, position: int, stop: int) -> str | None:
    """The action at `position`, whole where its line was cut at a column."""
    piece = _ACTION.match(page.text, position, stop)
    if piece is None:
        return None
    end = piece.end()
    more = _NEXT_WORD.match(page.text, end, stop)
    if more is None or more[1] == "action" or not page.is_broken_at(end):
        return piece[0]
    return piece[0] + more[1]


def _read_cause(page: Page, flat: int, limit: int) -> Reason | None:
    for words, cause in _FIXED_CAUSES:
        if page.flat.startswith(words, flat):
            return Reason(end=flat + len(words), cause=cause)
    if page.flat.find("block", flat, flat + 180) < 0:
        return None
    block = _BLOCK_PUBLIC_ACCESS.match(page.flat, flat, min(limit, flat + 260))
    if block is None:
        return None
    whole = _BLOCK_PUBLIC_ACCESS_END.match(page.flat, block.end(), limit)
    return Reason(end=whole.end() if whole else block.end(), cause=BLOCK_PUBLIC_ACCESS)


_ON_RESOURCE = (phrase("on resource:"), phrase("on this resource"), phrase("on the resource"))
_ON_REACH = 350
_LAST_WORD = 200
"""How far before the reason "on resource:" may begin, and before that the action, in characters."""


def read_fragment(page: Page, flat: int) -> tuple[str | None, str | None]:
    """The action and the resource right before the reason at `flat`, where no sentence leads to them."""
    places = [page.flat.rfind(words, max(0, flat - _ON_REACH), flat) for words in _ON_RESOURCE]
    on = max(places)
    if on < 0:
        return None, None
    begin = page.at(on)
    before = page.text[max(0, begin - _LAST_WORD) : begin].split()
    action = _ACTION.fullmatch(before[-1].lstrip("\"'`(*")) if before else None
    if action is None:
        return None, None
    value = on + len(_ON_RESOURCE[places.index(on)])
    resource = page.text[page.at(value) : page.end_before(flat)].split() if value < flat else []
    return (action[0], tidy(resource[0]) if resource else None) if len(resource) <= 1 else (None, None)


EXPLICIT = phrase("with an explicit deny")
LEADS = (phrase("because no"), EXPLICIT, phrase("because the resource does not exist in this Region"))
"""What a reason that lost its sentence begins with."""

QUOTED_LEADS = tuple(
    phrase(f"no {kind} allows the")
    for kind in (
        "identity-based policy", "resource-based policy", "permissions boundary", "session policy",
        "VPC endpoint policy", "service control policy", "resource control policy", "role trust policy",
    )
)  # fmt: skip
"""What a reason begins with that lost its "because", too."""
