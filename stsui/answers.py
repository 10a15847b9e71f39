"""What AWS and this machine know of callers and of access keys: rows for commands and screens alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from stsui.errors import StsuiError
from stsui.records import record

IDENTITY_HEADINGS = ("PROFILE", "ACCOUNT", "NAME", "KIND", "ARN", "USER ID", "KEY")
KEY_HEADINGS = ("KEY", "KIND", "ACCOUNT", "NAME", "SAID BY", "OURS")
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "root": "root user",
        "user": "IAM user",
        "assumed-role": "role session",
        "federated-user": "federated user",
    }
)


@record(kw_only=True)
class IdentityAnswer:
    """What AWS says of one profile's credentials, or why it could not be asked."""

    profile: str | None
    """None where nobody was named, and the environment's credentials were asked about."""
    account_id: str | None = None
    account_name: str | None = None
    arn: str | None = None
    user_id: str | None = None
    access_key_id: str | None = None
    expires_at: datetime | None = None
    error: StsuiError | None = None

    @property
    def kind(self) -> str | None:
        """What sort of principal it is, in words."""
        return principal_kind(self.arn) if self.arn else None

    @property
    def cells(self) -> tuple[str, ...]:
        """A row under IDENTITY_HEADINGS; what is not known is empty."""
        facts = (self.profile, self.account_id, self.account_name, self.kind, self.arn, self.user_id)
        return (*(fact or "" for fact in facts), self.access_key_id or "")


def principal_kind(arn: str) -> str:
    """What sort of principal an ARN names: "IAM user", "role session", …"""
    resource = arn.split(":", 5)[-1].partition("/")[0]
    return _KINDS.get(resource, resource)


@record(kw_only=True)
class KeyAnswer:
    """What is known of one access key."""

    key_id: str
    kind: str
    """What its first letters say: "long-term", "temporary", …"""
    computed: str | None
    """The account that the id itself holds."""
    said: str | None = None
    """The account that AWS says."""
    account_name: str | None = None
    ours: tuple[str, ...] = ()
    """Where on this machine the key is in use, in words."""
    error: StsuiError | None = None

    @property
    def account_id(self) -> str | None:
        """The account, by AWS or else by the id itself."""
        return self.said or self.computed

    @property
    def source(self) -> str:
        """Who says the account."""
        return "AWS" if self.said else "the id itself" if self.computed else ""

    @property
    def cells(self) -> tuple[str, ...]:
        """A row under KEY_HEADINGS."""
        account = (self.account_id or "not known", self.account_name or "")
        return (self.key_id, self.kind, *account, self.source, ", ".join(self.ours) or "no")
