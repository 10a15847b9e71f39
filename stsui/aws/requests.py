"""What each operation's request carries on the wire. Pure: nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from stsui.model import Operation, Parameters, Step

FIELDS: Mapping[str, Callable[[Parameters], object]] = MappingProxyType(
    {
        "RoleArn": lambda p: p.role_arn,
        "RoleSessionName": lambda p: p.role_session_name,
        "DurationSeconds": lambda p: p.duration_seconds,
        "SerialNumber": lambda p: p.mfa_serial,
        "ExternalId": lambda p: p.external_id,
        "Policy": lambda p: p.policy,
        "PolicyArns": lambda p: [{"arn": arn} for arn in p.policy_arns],
        "Tags": lambda p: [{"Key": key, "Value": value} for key, value in p.tags],
        "TransitiveTagKeys": lambda p: list(p.transitive_tag_keys),
        "SourceIdentity": lambda p: p.source_identity,
        "ProvidedContexts": lambda p: [
            {"ProviderArn": provider, "ContextAssertion": assertion}
            for provider, assertion in p.provided_contexts
        ],
    }
)
"""How each field of a request is taken from a step's parameters."""

_SESSION_POLICY = ("Policy", "PolicyArns")

TAKEN: Mapping[Operation, tuple[str, ...]] = MappingProxyType(
    {
        Operation.ASSUME_ROLE: tuple(FIELDS),
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: (
            "RoleArn",
            "RoleSessionName",
            "DurationSeconds",
            *_SESSION_POLICY,
        ),
        Operation.GET_SESSION_TOKEN: ("DurationSeconds", "SerialNumber"),
    }
)
"""The fields that each operation knows; another one's are left out."""


def request_for(step: Step, **given: str | None) -> dict[str, object]:
    """The fields of `step`'s request; `given` adds those that no plan holds (TokenCode, WebIdentityToken).

    A field without a value is not sent. KeyError for an operation that issues nothing.
    """
    fields = {name: FIELDS[name](step.parameters) for name in TAKEN[step.operation]} | given
    return {name: value for name, value in fields.items() if value not in (None, [], "")}
