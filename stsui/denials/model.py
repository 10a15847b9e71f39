"""The nouns of the denial clinic: what could be read from an authorization failure. No I/O, no markup."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from stsui.records import record


class Kind(StrEnum):
    """What a text turned out to be."""

    PLAIN = "plain"
    """A denial that names its action in words."""
    ENCODED = "encoded"
    """A denial with an encoded message, or the decoded document itself."""
    OPAQUE = "opaque"
    """A denial that names no action."""
    NOT_A_DENIAL = "not_a_denial"
    """An error that no policy caused."""


class Effect(StrEnum):
    """Why the request was refused."""

    EXPLICIT = "explicit"
    """A statement denies it."""
    IMPLICIT = "implicit"
    """No statement allows it."""


class PolicyType(StrEnum):
    """The kinds of policy that AWS names in its refusals."""

    IDENTITY = "identity-based"
    RESOURCE = "resource-based"
    BOUNDARY = "permissions boundary"
    SESSION = "session"
    SERVICE_CONTROL = "service control"
    RESOURCE_CONTROL = "resource control"
    VPC_ENDPOINT = "vpc endpoint"
    ROLE_TRUST = "role trust"


class PrincipalKind(StrEnum):
    """What sort of caller was refused."""

    USER = "user"
    ASSUMED_ROLE = "assumed role"
    ROLE = "role"
    FEDERATED_USER = "federated user"
    ROOT = "root"
    SERVICE = "service"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


@record
class Principal:
    """A caller, taken apart; `name` is the user's, role's or service's, without its path."""

    kind: PrincipalKind
    name: str | None = None
    session: str | None = None
    """The role session's name."""
    account: str | None = None
    """Twelve digits, or None where it is masked or absent."""
    partition: str | None = None


@record
class Condition:
    """One condition key and its values, of the request or of a statement."""

    key: str
    values: tuple[str, ...] = ()


@record
class Statement:
    """One policy statement that decided the request."""

    sid: str | None = None
    effect: str | None = None
    """As written: "DENY" or "ALLOW"."""
    principals: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    source: str | None = None
    """The policy it comes from, where the document says so."""
    source_type: str | None = None


@record
class Document:
    """A decoded authorization message. Whatever the document leaves out is None or empty."""

    allowed: bool | None = None
    explicit_deny: bool | None = None
    principal: str | None = None
    """The ARN, or else the name or the id."""
    principal_id: str | None = None
    action: str | None = None
    resource: str | None = None
    conditions: tuple[Condition, ...] = ()
    statements: tuple[Statement, ...] = ()
    failures: tuple[str, ...] = ()
    complete: bool = True
    """False where the text of the document was cut or elided."""

    @property
    def effect(self) -> Effect | None:
        """Explicit or implicit, or None where the document does not say or the request was allowed."""
        if self.allowed or self.explicit_deny is None:
            return None
        return Effect.EXPLICIT if self.explicit_deny else Effect.IMPLICIT


@record
class OwnSession:
    """A session of the person's own that an error is about, as the session manager knows it."""

    profile: str
    seconds_left: float | None
    """How long it is good for yet; negative: how long ago it expired; None: there is none."""


class Denial(NamedTuple):
    """One authorization failure, or one error that is none, as found in a text. Absent facts are None.

    A tuple, since thousands of one paste are made and compared.
    """

    kind: Kind
    principal: str | None = None
    action: str | None = None
    resource: str | None = None
    effect: Effect | None = None
    policy_type: PolicyType | None = None
    policy_arn: str | None = None
    reason: str | None = None
    """A cause that is no policy ("s3 block public access")."""
    reason_action: str | None = None
    """The action named in the reason, where it differs from the action refused."""
    encoded_message: str | None = None
    truncated: bool | None = None
    """Whether the encoded message was cut; None where there is none."""
    category: str | None = None
    """For what is not a denial: which sort of error it is."""
    error_code: str | None = None
    operation: str | None = None
    request_id: str | None = None
    document: Document | None = None
    """The decoded message, once there is one."""
    obstacle: str | None = None
    """Why the encoded message could not be decoded, in a sentence."""
    session: OwnSession | None = None
    """For what is not a denial: the person's session that it is about, where that is known."""

    @property
    def decoded(self) -> bool | None:
        """Whether the encoded message was decoded; None where there is nothing to decode."""
        return self.document is not None if self.kind is Kind.ENCODED else None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The request's condition keys, from the decoded message."""
        return self.document.conditions if self.document else ()

    @property
    def matched_statements(self) -> tuple[Statement, ...]:
        """The statements that decided, from the decoded message."""
        return self.document.statements if self.document else ()

    @property
    def who(self) -> Principal | None:
        """The principal, taken apart."""
        from stsui.denials.arns import read_principal

        return read_principal(self.principal) if self.principal else None

    @property
    def account(self) -> str | None:
        """The account whose session can decode this: the caller's, else the resource's; twelve digits."""
        from stsui.denials.arns import account_of

        return account_of(self.principal) or account_of(self.resource)

    @property
    def full_action(self) -> str | None:
        """The action with its service: a decoded "RunInstances" on an EC2 resource is "ec2:RunInstances"."""
        from stsui.denials.arns import split_arn

        arn = split_arn(self.resource)
        if self.document is None or self.action is None or ":" in self.action or arn is None:
            return self.action
        return f"{arn.service}:{self.action}"

    @property
    def region(self) -> str | None:
        """The Region asked, from the resource or the conditions."""
        from stsui.denials.arns import split_arn

        arn = split_arn(self.resource)
        return (arn.region if arn else None) or self._condition("aws:RequestedRegion", "aws:Region")

    @property
    def partition(self) -> str | None:
        """The partition ("aws", "aws-cn", …), from the principal or the resource."""
        from stsui.denials.arns import split_arn

        arns = (split_arn(self.principal), split_arn(self.resource))
        return next((arn.partition for arn in arns if arn), None)

    def _condition(self, *keys: str) -> str | None:
        values = {condition.key: condition.values for condition in self.conditions}
        return next((values[key][0] for key in keys if values.get(key)), None)
