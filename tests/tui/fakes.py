"""What the screen's tests run on: real services, a clock that stands, a gateway without a network."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stsui.aws import Identity
from stsui.clock import Clock
from stsui.errors import AccessRefused, CodeRefused, StsuiError
from stsui.model import Credentials, Endpoint, Operation, Profile, Secret, Step
from stsui.services import Services

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
CODE = "123456"
DEVICE = "arn:aws:iam::111122223333:mfa/oncall"

CONFIG = f"""\
[profile oncall]
region = eu-west-1
mfa_serial = {DEVICE}

[profile payments-admin]
role_arn = arn:aws:iam::444455556666:role/AdministratorAccess
source_profile = oncall
mfa_serial = {DEVICE}
region = eu-west-1

[profile long-shift]
role_arn = arn:aws:iam::888899990000:role/Batch
source_profile = oncall
mfa_serial = {DEVICE}
duration_seconds = 14400
region = us-east-1

[profile lost]
role_arn = arn:aws:iam::888899990000:role/Lost
source_profile = nobody
"""

CREDENTIALS = """\
[oncall]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""

SETTINGS = f"""\
accounts:
  "111122223333": {{name: identity}}
  "444455556666": {{name: payments-prod, env: prod}}
  "777788889999": {{name: payments-dev, env: dev}}
  "222233334444": {{name: ledger-staging, env: staging}}
  "888899990000": {{name: batch}}
fleets:
  - source_profile: oncall
    mfa_serial: {DEVICE}
    region: eu-west-1
    roles: [OnCall, ReadOnly, Deploy]
    accounts: {{payments-prod: "444455556666", payments-dev: "777788889999", ledger-staging: "222233334444"}}
profiles:
  payments-prod/OnCall: {{favourite: true}}
"""


class StandingClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = NOON) -> None:
        super().__init__(self._seconds, self._seconds, self.advance)
        self._now = now

    def _seconds(self) -> float:
        return self._now.timestamp()

    def advance(self, seconds: float) -> None:
        """Move on."""
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Issued:
    """What the gateway gives for a step."""

    credentials: Credentials
    issued_at: datetime
    arn: str | None
    account_id: str | None
    user_id: str | None
    packed_policy_size: int | None
    endpoint_host: str | None
    source_identity: str | None = None
    session_token_size: int | None = None
    session_token_utilization: int | None = None


@dataclass
class ScriptedGateway:
    """Gives what is asked for, for as long as is asked for; takes one code; refuses what a test says."""

    clock: Clock
    refusals: dict[str, StsuiError] = field(default_factory=dict)
    """By role name."""
    calls: list[tuple[Operation, str | None]] = field(default_factory=list)
    """Operation and token code."""

    def base_credentials(self, profile: Profile, waiting: Callable[[str], None]) -> Credentials:
        """The profile's own keys, or what its program prints."""
        if profile.credentials:
            return profile.credentials
        from stsui.aws.process import from_process

        return from_process(profile, os.environ, waiting)

    def issue(
        self, step: Step, credentials: Credentials, endpoint: Endpoint, token_code: str | None
    ) -> Issued:
        """A session as long as the step asks for."""
        self.calls.append((step.operation, token_code))
        if token_code not in (None, CODE):
            raise CodeRefused("AWS refused the code.")
        role = (step.parameters.role_arn or "").rpartition("/")[2]
        if refusal := self.refusals.get(role):
            raise refusal
        account = (step.parameters.role_arn or DEVICE).split(":")[4]
        now = self.clock.now()
        seconds = step.parameters.duration_seconds or 3600
        number = len(self.calls)
        return Issued(
            Credentials(
                f"ASIAIOSFODNN{number:02}EXAMPLE"[:20],
                Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                Secret("AQoDYXdzEJr1K5oEXAMPLETOKEN"),
                now + timedelta(seconds=seconds),
            ),
            now,
            f"arn:aws:sts::{account}:assumed-role/{role}/kim"
            if role
            else "arn:aws:iam::111122223333:user/oncall",
            account,
            "AROAEXAMPLEID:kim",
            31 if role else None,
            "sts.eu-west-1.amazonaws.com",
        )

    def caller_identity(self, credentials: Credentials, endpoint: Endpoint) -> Identity:
        """Always the same one."""
        return Identity(
            account_id="444455556666",
            arn="arn:aws:sts::444455556666:assumed-role/OnCall/kim",
            user_id="AROAEXAMPLEID:kim",
        )


def no_trust(role: str) -> AccessRefused:
    """What AWS says of a role whose trust policy leaves one out."""
    return AccessRefused(
        f"No role trust policy of {role} allows this.",
        "Ask whoever owns the role, or paste the denial under d.",
    )


def make_services(
    directory: Path,
    *,
    config: str = CONFIG,
    credentials: str = CREDENTIALS,
    settings: str = SETTINGS,
    environ: Mapping[str, str] | None = None,
) -> Services:
    """Services on files written into `directory`, with a memory store, a standing clock and no network."""
    for name, text in (("config", config), ("credentials", credentials), ("config.yaml", settings)):
        (directory / name).write_text(text, encoding="utf-8")
        (directory / name).chmod(0o600)
    clock = StandingClock()
    services = Services.open(
        {
            "AWS_CONFIG_FILE": str(directory / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(directory / "credentials"),
            "STSUI_CONFIG": str(directory / "config.yaml"),
            "STSUI_STATE_DIR": str(directory / "state"),
            "STSUI_STORE": "memory",
            "USER": "kim",
            **(environ or {}),
        },
        clock,
    )
    services.gateway = ScriptedGateway(clock)  # type: ignore[assignment]  # the same methods, without boto3
    return services
