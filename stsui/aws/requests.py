"""What each operation's request carries on the wire. Pure: nothing is sent here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from stsui.model import Operation, Parameters, Step
from stsui.parameters import TAKEN

FIELDS: Mapping[str, tuple[str, Callable[[Parameters], object]]] = MappingProxyType(
    {
        "role_arn": ("RoleArn", lambda p: p.role_arn),
        "role_session_name": ("RoleSessionName", lambda p: p.role_session_name),
        "duration_seconds": ("DurationSeconds", lambda p: p.duration_seconds),
        "mfa_serial": ("SerialNumber", lambda p: p.mfa_serial),
        "external_id": ("ExternalId", lambda p: p.external_id),
        "policy": ("Policy", lambda p: p.policy),
        "policy_arns": ("PolicyArns", lambda p: [{"arn": arn} for arn in p.policy_arns]),
        "tags": ("Tags", lambda p: [{"Key": key, "Value": value} for key, value in p.tags]),
        "transitive_tag_keys": ("TransitiveTagKeys", lambda p: list(p.transitive_tag_keys)),
        "source_identity": ("SourceIdentity", lambda p: p.source_identity),
        "provided_contexts": (
            "ProvidedContexts",
            lambda p: [
                {"ProviderArn": provider, "ContextAssertion": assertion}
                for provider, assertion in p.provided_contexts
            ],
        ),
        "name": ("Name", lambda p: p.name),
        "principal_arn": ("PrincipalArn", lambda p: p.principal_arn),
        "provider_id": ("ProviderId", lambda p: p.provider_id),
        "target_principal": ("TargetPrincipal", lambda p: p.target_principal),
        "task_policy_arn": (
            "TaskPolicyArn",
            lambda p: {"arn": p.task_policy_arn} if p.task_policy_arn else None,
        ),
        "audience": ("Audience", lambda p: list(p.audience)),
        "signing_algorithm": ("SigningAlgorithm", lambda p: p.signing_algorithm),
        "minimum_session_token_size": ("MinimumSessionTokenSize", lambda p: p.minimum_session_token_size),
    }
)
"""How each field of a request is called, and how it is taken from a step's parameters."""

PROOF_FIELDS: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.ASSUME_ROLE_WITH_SAML: "SAMLAssertion",
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: "WebIdentityToken",
        Operation.GET_DELEGATED_ACCESS_TOKEN: "TradeInToken",
    }
)
"""The field of the secret that an operation takes beside its parameters."""


def request_for(step: Step, **given: str | None) -> dict[str, object]:
    """The fields of `step`'s request; `given` adds those that no plan holds (TokenCode, SAMLAssertion, …).

    A field without a value is not sent, nor one that the operation does not know. KeyError for an operation
    that issues nothing.
    """
    taken = [FIELDS[name] for name in TAKEN[step.operation] if name in FIELDS]
    fields = {wire: read(step.parameters) for wire, read in taken} | given
    return {name: value for name, value in fields.items() if value not in (None, [], "")}
