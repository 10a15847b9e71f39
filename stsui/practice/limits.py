"""Requests checked against the table of STS's rules, refused in AWS's words."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stsui import limits as sizes
from stsui import rules
from stsui.model import Operation
from stsui.practice.callers import SESSION_TOKEN_MAXIMUM
from stsui.practice.policies import PolicyError, Statement, read_policy
from stsui.practice.refusal import Refusal, constraint_text, constraints, invalid

PACKED_LIMIT = 1024
"""Bytes that policies and tags may take when packed; AWS does not say how it packs, here it is by zlib."""

Tags = tuple[tuple[str, str], ...]

_TEXTS = {
    "RoleSessionName": rules.ROLE_SESSION_NAME,
    "SourceIdentity": rules.SOURCE_IDENTITY,
    "Name": rules.FEDERATED_NAME,
    "ExternalId": rules.EXTERNAL_ID,
    "SerialNumber": rules.MFA_SERIAL,
    "TokenCode": rules.TOKEN_CODE,
    "ProviderId": sizes.PROVIDER_ID,
    "AccessKeyId": sizes.ACCESS_KEY_ID,
    "TargetPrincipal": sizes.TARGET_PRINCIPAL,
}
_ARNS = {"RoleArn": sizes.ROLE_ARN, "PrincipalArn": sizes.SAML_PROVIDER_ARN}
_SIZED = _ARNS | {"SAMLAssertion": sizes.SAML_ASSERTION, "WebIdentityToken": sizes.WEB_IDENTITY_TOKEN}
"""Texts whose form is looked at later, and refused in other words."""

MANAGED_POLICIES: Mapping[str, tuple[str, ...]] = {
    "arn:aws:iam::aws:policy/AdministratorAccess": ("*",),
    "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess": ("ec2:Describe*", "ec2:Get*"),
    "arn:aws:iam::aws:policy/AmazonEC2FullAccess": ("ec2:*",),
    "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess": ("s3:Describe*", "s3:Get*", "s3:List*"),
    "arn:aws:iam::aws:policy/ReadOnlyAccess": ("*:Describe*", "*:Get*", "*:List*"),
}
"""The managed policies that exist, and the actions that each allows here."""


def _length(field: str, value: object, size: int, minimum: int, maximum: int) -> Iterator[str]:
    if size < minimum:
        yield constraint_text(value, field, f"Member must have length greater than or equal to {minimum}")
    if size > maximum:
        yield constraint_text(value, field, f"Member must have length less than or equal to {maximum}")


def _broken_texts(parameters: Mapping[str, Any]) -> Iterator[str]:
    for field, rule in _TEXTS.items():
        value = parameters.get(field)
        if value is None:
            continue
        yield from _length(field, value, len(value), rule.minimum, rule.maximum)
        if not rule.pattern.fullmatch(value):
            pattern = f"Member must satisfy regular expression pattern: {rule.pattern.pattern}"
            yield constraint_text(value, field, pattern)


def _broken_sizes(parameters: Mapping[str, Any]) -> Iterator[str]:
    for field, rule in _SIZED.items():
        if (value := parameters.get(field)) is not None:
            yield from _length(field, "…", len(value), rule.minimum, rule.maximum)
    named = {f"policyArns.{number}.member.arn": each for number, each in enumerate(_policies(parameters), 1)}
    if "TaskPolicyArn" in parameters:
        named["taskPolicyArn.arn"] = parameters["TaskPolicyArn"]
    for field, descriptor in named.items():
        if (arn := descriptor.get("arn")) is None:
            yield constraint_text(None, field, "Member must not be null")
        else:
            yield from _length(field, arn, len(arn), sizes.POLICY_ARN.minimum, sizes.POLICY_ARN.maximum)


def _policies(parameters: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    policies: Sequence[Mapping[str, str]] = parameters.get("PolicyArns", ())
    return policies


def _broken_duration(operation: Operation, parameters: Mapping[str, Any]) -> Iterator[str]:
    limits = rules.duration_limits(operation)
    seconds = parameters.get("DurationSeconds")
    if seconds is None or limits is None:
        return
    for broken, word, limit in (
        (seconds < limits.minimum, "greater", limits.minimum),
        (seconds > limits.maximum, "less", limits.maximum),
    ):
        if broken:
            yield constraint_text(
                seconds, "DurationSeconds", f"Member must have value {word} than or equal to {limit}"
            )


def _broken_token_size(parameters: Mapping[str, Any]) -> Iterator[str]:
    size = parameters.get("MinimumSessionTokenSize", 0)
    if not 0 <= size <= SESSION_TOKEN_MAXIMUM:
        yield constraint_text(
            size,
            "MinimumSessionTokenSize",
            f"Member must have value between 0 and {SESSION_TOKEN_MAXIMUM}, inclusive",
        )


def _broken_tags(parameters: Mapping[str, Any]) -> Iterator[str]:
    tags = parameters.get("Tags", [])
    yield from _length("Tags", f"[{len(tags)} tags]", len(tags), 0, rules.TAGS_MAXIMUM)
    for number, tag in enumerate(tags, 1):
        field = f"tags.{number}.member"
        for part, rule, text in (
            ("key", sizes.TAG_KEY, tag.get("Key")),
            ("value", sizes.TAG_VALUE, tag.get("Value")),
        ):
            if text is None:
                yield constraint_text(None, f"{field}.{part}", "Member must not be null")
                continue
            yield from _length(f"{field}.{part}", text, len(text), rule.minimum, rule.maximum)
            if not rule.pattern.fullmatch(text):
                yield constraint_text(
                    text, f"{field}.{part}", "Member must satisfy regular expression pattern"
                )
    keys = parameters.get("TransitiveTagKeys", [])
    yield from _length("TransitiveTagKeys", f"[{len(keys)} keys]", len(keys), 0, rules.TAGS_MAXIMUM)


def _broken_audience(parameters: Mapping[str, Any]) -> Iterator[str]:
    audience = parameters.get("Audience", [""])
    yield from _length("Audience", f"[{len(audience)}]", len(audience), 1, sizes.AUDIENCES_MAXIMUM)
    for number, each in enumerate(parameters.get("Audience", []), 1):
        rule = sizes.AUDIENCE
        yield from _length(f"audience.{number}.member", each, len(each), rule.minimum, rule.maximum)


def _broken_contexts(parameters: Mapping[str, Any]) -> Iterator[str]:
    for number, each in enumerate(parameters.get("ProvidedContexts", []), 1):
        for name, rule in (
            ("ProviderArn", sizes.CONTEXT_PROVIDER_ARN),
            ("ContextAssertion", sizes.CONTEXT_ASSERTION),
        ):
            field, text = f"providedContexts.{number}.member.{name}", each.get(name, "")
            yield from _length(field, text, len(text), rule.minimum, rule.maximum)


def _broken_policy(parameters: Mapping[str, Any]) -> Iterator[str]:
    policy = parameters.get("Policy")
    if policy is not None:
        yield from _length("Policy", policy, len(policy), 1, rules.POLICY_MAXIMUM)
        if not re.fullmatch(sizes.POLICY_TEXT, policy):
            yield constraint_text(policy, "Policy", "Member must satisfy regular expression pattern")


def check(operation: Operation, parameters: Mapping[str, Any]) -> None:
    """Refuse a request that breaks a limit which can be seen in its parameters alone."""
    broken = [
        *_broken_texts(parameters),
        *_broken_sizes(parameters),
        *_broken_duration(operation, parameters),
        *_broken_tags(parameters),
        *_broken_token_size(parameters),
        *_broken_policy(parameters),
        *_broken_audience(parameters),
        *_broken_contexts(parameters),
    ]
    if broken:
        raise constraints(broken)
    contexts = parameters.get("ProvidedContexts", [])
    if len(contexts) > rules.PROVIDED_CONTEXTS_MAXIMUM:
        raise invalid(f"At most {rules.PROVIDED_CONTEXTS_MAXIMUM} provided contexts can be specified")


def read_tags(parameters: Mapping[str, Any]) -> tuple[Tags, tuple[str, ...]]:
    """The session tags and the keys of those that persist; keys are compared without regard to case."""
    tags = tuple((tag["Key"], tag.get("Value", "")) for tag in parameters.get("Tags", []))
    keys = {key.lower() for key, _ in tags}
    if any(text.lower().startswith(sizes.RESERVED_PREFIX) for tag in tags for text in tag):
        raise Refusal(
            "InvalidParameterValue",
            f"Tag keys and values that begin with {sizes.RESERVED_PREFIX} are reserved for internal use.",
        )
    if len(keys) < len(tags):
        raise Refusal(
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        )
    transitive = tuple(parameters.get("TransitiveTagKeys", []))
    if any(key.lower() not in keys for key in transitive):
        raise Refusal(
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.",
        )
    return tags, transitive


def read_session_policy(parameters: Mapping[str, Any]) -> tuple[Statement, ...] | None:
    """The statements that cut a session's permissions down; None when no policy was given."""
    policy, arns = (
        parameters.get("Policy"),
        [each["arn"] for each in _policies(parameters)],
    )
    if policy is None and not arns:
        return None
    if len(arns) > rules.POLICY_ARNS_MAXIMUM:
        raise Refusal("LimitExceeded", f"Number of policy ARNs exceeds {rules.POLICY_ARNS_MAXIMUM}")
    if len(policy or "") + sum(map(len, arns)) > rules.POLICY_MAXIMUM:
        raise invalid(f"The plaintext of policy and policy ARNs exceeds {rules.POLICY_MAXIMUM} characters")
    try:
        statements = read_policy(policy) if policy is not None else ()
    except PolicyError as error:
        raise Refusal("MalformedPolicyDocument", str(error)) from None
    return statements + tuple(_managed(arn) for arn in arns)


def _managed(arn: str) -> Statement:
    if arn not in MANAGED_POLICIES:
        raise Refusal("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.", 404)
    return Statement(effect="Allow", actions=MANAGED_POLICIES[arn])


def packed_percent(parameters: Mapping[str, Any], tags: Tags) -> int | None:
    """How much of the packed limit policies and tags use, in percent; refuses more than all of it."""
    policies = [parameters.get("Policy", ""), *(each["arn"] for each in _policies(parameters))]
    if not any(policies) and not tags:
        return None
    size = len(zlib.compress(json.dumps([policies, tags]).encode(), 9))
    percent = max(1, size * 100 // PACKED_LIMIT)
    if percent > 100:
        raise Refusal(
            "PackedPolicyTooLarge",
            f"Packed policy consumes {percent}% of allotted space, please use smaller policy.",
        )
    return percent
