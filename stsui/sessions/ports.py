"""What the session manager needs from the layers below it, by shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from stsui.files import FileStamp
from stsui.model import Credentials, Endpoint, IssuedToken, Parameters, Plan, Profile, Secret, Step


class Issued(Protocol):
    """What AWS gave for a step."""

    @property
    def credentials(self) -> Credentials:
        """Temporary ones, with their expiry."""
        ...

    @property
    def issued_at(self) -> datetime:
        """AWS's time, UTC."""
        ...

    @property
    def arn(self) -> str | None:
        """Whom the credentials are."""
        ...

    @property
    def account_id(self) -> str | None:
        """Which account they act in."""
        ...

    @property
    def user_id(self) -> str | None:
        """The unique id with the session's name."""
        ...

    @property
    def packed_policy_size(self) -> int | None:
        """Percent of the packed limit used."""
        ...

    @property
    def source_identity(self) -> str | None:
        """Who is behind it all, as told by whoever called first."""
        ...

    @property
    def session_token_size(self) -> int | None:
        """Bytes."""
        ...

    @property
    def session_token_utilization(self) -> int | None:
        """Percent of the session token's limit."""
        ...

    @property
    def endpoint_host(self) -> str | None:
        """The host that answered."""
        ...


class Gateway(Protocol):
    """The calls that a plan is made of. Failures are `stsui.errors`; of a bad code, `CodeRefused`."""

    def base_credentials(self, profile: Profile, waiting: Callable[[str], None]) -> Credentials:
        """What a plan starts from: long-term keys, or what another source gives.

        `waiting` is told, again and again, what of this machine is waited for; it may raise to break off.
        """
        ...

    def issue(
        self,
        step: Step,
        credentials: Credentials | None,
        endpoint: Endpoint,
        token_code: str | None,
        proof: Secret | None = None,
    ) -> Issued:
        """One call of STS; unsigned ones have no credentials, and may have a proof of identity."""
        ...

    def web_identity_token(self, step: Step, credentials: Credentials, endpoint: Endpoint) -> IssuedToken:
        """A JWT about the caller."""
        ...


class Grounds(NamedTuple):
    """What plans are made from: while all of it is the same, so are they."""

    files: tuple[FileStamp, ...]
    """As they were before they were read."""
    environment: Mapping[str, str | None]
    """Every variable that counts; None for one that is not set."""


class Plans(Protocol):
    """The catalog, as the session manager sees it."""

    def plan(self, profile: str, changes: Parameters) -> Plan:
        """A profile's plan; `ConfigurationError` when there is no such profile."""
        ...

    def key(self, plan: Plan, upto: int) -> str:
        """The hash of every parameter of the first `upto` steps."""
        ...

    def base(self, step: Step) -> Profile:
        """The profile of a BaseCredentials step, as its credentials are to be taken from it."""
        ...

    def grounds(self) -> Grounds:
        """Everything that the plans are made from."""
        ...

    def snapshot(self) -> object:
        """What is another object after the configuration has changed."""
        ...
