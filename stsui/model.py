"""The nouns of stsui: secrets, credentials, profiles, plans, sessions. Standard library only, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, NoReturn, final

from stsui.records import record
from stsui.remaining import countdown, state_word


@final
class Secret:
    """Text that cannot be printed, formatted, logged or pickled by accident; `reveal` hands it out."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that has to send or write it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(•••)"

    def __str__(self) -> str:
        return "•••"

    def __format__(self, spec: str) -> str:
        return format("•••", spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        from hmac import compare_digest

        return compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled")


@record
class Credentials:
    """An AWS access key; temporary ones carry a session token."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret | None = None
    expires_at: datetime | None = None
    """When they stop working, UTC, AWS's clock; None for long-term keys or where the source is silent."""

    @property
    def temporary(self) -> bool:
        """Whether these came from STS: they may not call GetSessionToken, and cap a role at 1 h."""
        return self.session_token is not None


class Operation(StrEnum):
    """STS's operations by their API names, and the step before them all."""

    BASE_CREDENTIALS = "BaseCredentials"
    ASSUME_ROLE = "AssumeRole"
    ASSUME_ROLE_WITH_SAML = "AssumeRoleWithSAML"
    ASSUME_ROLE_WITH_WEB_IDENTITY = "AssumeRoleWithWebIdentity"
    ASSUME_ROOT = "AssumeRoot"
    DECODE_AUTHORIZATION_MESSAGE = "DecodeAuthorizationMessage"
    GET_ACCESS_KEY_INFO = "GetAccessKeyInfo"
    GET_CALLER_IDENTITY = "GetCallerIdentity"
    GET_DELEGATED_ACCESS_TOKEN = "GetDelegatedAccessToken"
    GET_FEDERATION_TOKEN = "GetFederationToken"
    GET_SESSION_TOKEN = "GetSessionToken"
    GET_WEB_IDENTITY_TOKEN = "GetWebIdentityToken"


class Kind(StrEnum):
    """How a profile gets its credentials."""

    ROLE = "role"
    """AssumeRole from a source profile or a credential source."""
    LONG_TERM = "long-term"
    """An IAM user's (or root's) access key in a file."""
    TEMPORARY = "temporary"
    """A key with a session token in a file; nobody can refresh it."""
    PROCESS = "process"
    SSO = "sso"
    WEB_IDENTITY = "web-identity"
    LOGIN = "login"
    """`aws login` (login_session)."""
    EMPTY = "empty"
    """Settings only (a region, say): no credentials to start from."""


USABLE = timedelta(seconds=60)
"""With less left than this, a session is given to nobody: their first request might come too late."""


@record
class Problem:
    """A broken rule: `rule` is a stable word for programs, `message` a sentence with what to do about it."""

    rule: str
    message: str


@record
class FileProblem:
    """Something unreadable in a file: where, what is wrong, what was expected. Never quotes a secret."""

    file: str
    line: int
    """1-based; 0 when the whole file is meant."""
    message: str


class Origin(NamedTuple):
    """The file and line that a profile was read from."""

    file: str
    line: int


@record(kw_only=True)
class Parameters:
    """What a request to STS carries, in botocore's names and units; None or empty means not sent."""

    role_arn: str | None = None
    role_session_name: str | None = None
    duration_seconds: int | None = None
    mfa_serial: str | None = None
    external_id: str | None = None
    policy: str | None = None
    """An inline session policy: the JSON text itself."""
    policy_arns: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tag_keys: tuple[str, ...] = ()
    source_identity: str | None = None
    provided_contexts: tuple[tuple[str, str], ...] = ()
    """(provider ARN, context assertion) pairs."""
    name: str | None = None
    """GetFederationToken's: the federated user's."""
    principal_arn: str | None = None
    """The SAML provider's."""
    provider_id: str | None = None
    """The host of an OAuth 2.0 provider; OIDC tokens name theirs themselves."""
    web_identity_token_file: str | None = None
    """Where the web identity token is, read anew at each call; None where the token itself is handed over."""
    target_principal: str | None = None
    """The member account that AssumeRoot goes to: its id, or its root's ARN."""
    task_policy_arn: str | None = None
    audience: tuple[str, ...] = ()
    """Whom GetWebIdentityToken's token is for."""
    signing_algorithm: str | None = None
    minimum_session_token_size: int | None = None
    proof: str | None = None
    """Whose assertion or token goes with the request, as a digest; itself it is a Secret, and apart."""


NO_PARAMETERS = Parameters()
PARAMETER_NAMES = tuple(each.name for each in fields(Parameters))

UNKNOWN_EXPIRY = datetime(9999, 1, 1, tzinfo=UTC)
"""A session's `expires_at` when its source is silent: its credentials have none, and it is never stored."""


@record
class Endpoint:
    """Where a plan's calls go; None leaves the choice to botocore's rules and the environment."""

    region: str | None = None
    url: str | None = None
    """An `endpoint_url` for STS from the environment or the config file, already resolved."""
    use_fips: bool | None = None
    use_dualstack: bool | None = None
    regional_endpoints: str | None = None
    """`sts_regional_endpoints`: "legacy" or "regional"."""
    ca_bundle: str | None = None


NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@record(kw_only=True)
class Profile:
    """A named way to get credentials, as configured. Listed even when `problems` forbid starting it."""

    name: str
    kind: Kind
    source: str
    """Which part of the catalog it is from: "config", "credentials" or "fleet"."""
    origin: Origin
    region: str | None = None
    account_id: str | None = None
    account_name: str | None = None
    role: str | None = None
    """The role's name without its path; None for what is no role."""
    environment: str | None = None
    """The account's label ("prod", "dev", …) from config.yaml."""
    favourite: bool = False
    source_profile: str | None = None
    credential_source: str | None = None
    """"Environment", "Ec2InstanceMetadata" or "EcsContainer"."""
    parameters: Parameters = NO_PARAMETERS
    credentials: Credentials | None = None
    settings: Mapping[str, str] = field(default_factory=lambda: NO_SETTINGS)
    """The profile's other AWS settings as written (credential_process, sso_*, endpoint_url, …)."""
    problems: tuple[Problem, ...] = ()


class Heading(NamedTuple):
    """What a list needs to place a profile: cheap enough to make thousands before the first frame."""

    name: str
    kind: Kind
    account_id: str | None
    account_name: str | None
    environment: str | None
    role: str | None
    region: str | None
    favourite: bool


@record
class Step:
    """One step of a plan."""

    operation: Operation
    profile: str
    """The profile whose settings the step uses."""
    parameters: Parameters = NO_PARAMETERS
    base: Kind | str | None = None
    """For BaseCredentials only: the kind of profile, or the credential source, they are taken from."""
    access_key_id: str | None = None
    """For BaseCredentials from a file: which key."""
    fingerprint: str | None = None
    """For BaseCredentials from elsewhere: a digest of the settings that say whose they are."""


@record
class Plan:
    """The ordered steps that turn a profile into credentials. Made without any network."""

    profile: str
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...] = ()
    """Broken rules: a plan with problems is never run."""
    notes: tuple[str, ...] = ()
    """What was traded, in sentences: "assumed with its own code, because …"."""
    endpoint: Endpoint = Endpoint()
    asked: Parameters = NO_PARAMETERS
    """What was asked for beside what is configured: the same plan can be made from it again."""

    @property
    def mfa_serial(self) -> str | None:
        """The device whose code the plan needs, if any step needs one."""
        return next((s.parameters.mfa_serial for s in self.steps if s.parameters.mfa_serial), None)


class State(StrEnum):
    """What a profile's session is, for people and for programs."""

    NONE = "none"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    ERROR = "error"


@record(kw_only=True)
class SessionInfo:
    """Everything about a session but its secrets: what lists, countdowns and files of metadata need."""

    key: str
    """Hash of every parameter of the plan's steps up to this session's; the store's key."""
    profile: str
    operation: Operation
    issued_at: datetime
    expires_at: datetime
    access_key_id: str
    arn: str | None = None
    account_id: str | None = None
    user_id: str | None = None
    mfa: bool = False
    """Whether a token code was given anywhere on the way."""
    from_long_term: bool = False
    """Whether the call that issued it was made with long-term keys (the console's duration hangs on it)."""
    region: str | None = None
    endpoint: str | None = None
    """The host that answered."""
    packed_policy_size: int | None = None
    """Percent of the packed limit used by policies and tags."""
    session_token_size: int | None = None
    session_token_utilization: int | None = None
    """Percent of the session token's limit; its size is in bytes."""
    source_identity: str | None = None
    changes: Parameters = NO_PARAMETERS
    """What the person changed in the start dialog, against the configured profile."""
    skew_seconds: float = 0.0
    """AWS's time minus this machine's, measured when it was issued."""

    @property
    def lifetime(self) -> timedelta:
        """How long the session was good for when it was issued."""
        return self.expires_at - self.issued_at

    def remaining(self, now: datetime) -> timedelta:
        """Time left at `now` (AWS's time), never negative."""
        return max(self.expires_at - now, timedelta(0))

    def state(self, now: datetime) -> State:
        """Active, expiring or expired at `now` (AWS's time)."""
        return State(state_word(self.remaining(now).total_seconds(), self.lifetime.total_seconds()))


@record
class Session:
    """Temporary credentials and what is known of them."""

    info: SessionInfo
    credentials: Credentials = field(repr=False)


@record(kw_only=True)
class IssuedToken:
    """A JWT that AWS made about the caller, for a service that is not AWS."""

    token: Secret
    expires_at: datetime
    issued_at: datetime
    """Both AWS's time, UTC."""
    endpoint: str
    """The host that answered."""


def hours_minutes_seconds(left: timedelta) -> str:
    """Time left as h:mm:ss, rounded up, so that 0:00:00 is shown only when nothing is left."""
    return countdown(left.total_seconds())
