"""The practice company's people and things: accounts, users, MFA devices, roles."""

from __future__ import annotations

import base64
import hmac
import threading
from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import datetime

import pyotp

from stsui.practice.policies import Statement
from stsui.records import record
from stsui.rules import HOUR, TOKEN_CODE_PERIOD

Entropy = Callable[[int], bytes]
"""Gives that many unpredictable bytes; tests that need the same keys each time pass a seeded one."""


class Device:
    """A virtual MFA device: shows a code every 30 s, each of which is accepted once."""

    def __init__(self, serial: str, secret: str, now: Callable[[], datetime]) -> None:
        self.serial = serial
        self.secret = secret
        """The TOTP secret in base32, as it would be typed into an authenticator."""
        self._totp = pyotp.TOTP(secret)
        self._now = now
        self._used: set[int] = set()
        self._lock = threading.Lock()

    def code(self, at: datetime | None = None) -> str:
        """The six digits shown at `at` (the practice AWS's own time by default)."""
        return self._totp.at(at or self._now())

    def accept(self, code: str) -> bool:
        """Take a code of this window or of a neighbouring one, unless it was taken before."""
        window = int(self._now().timestamp() // TOKEN_CODE_PERIOD.total_seconds())
        with self._lock:
            self._used = {used for used in self._used if used >= window - 1}
            for each in (window, window - 1, window + 1):
                if each not in self._used and hmac.compare_digest(self._totp.generate_otp(each), code):
                    self._used.add(each)
                    return True
        return False


@record
class Account:
    """An AWS account of the organisation."""

    id: str
    name: str
    env: str
    control_policy: tuple[Statement, ...] = ()
    """The service control policy's statements; everything they do not deny is allowed."""
    control_policy_arn: str = ""
    outbound_federation: bool = False
    """Whether its principals may have JWTs made for other services."""


@record(kw_only=True)
class User:
    """An IAM user, or the root user of an account, with one long-term access key."""

    name: str
    account_id: str
    arn: str
    user_id: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    mfa_device: Device | None = None
    policy: tuple[Statement, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def root(self) -> bool:
        """Whether this is the account's root user."""
        return self.arn.endswith(":root")

    @property
    def mfa(self) -> Device:
        """The user's MFA device; LookupError where there is none."""
        if self.mfa_device is None:
            raise LookupError(f"{self.name} has no MFA device")
        return self.mfa_device


@record(kw_only=True)
class Role:
    """An IAM role: who may assume it (`trust`), for how long, and what it may do (`policy`)."""

    name: str
    account_id: str
    arn: str
    role_id: str
    trust: tuple[Statement, ...]
    policy: tuple[Statement, ...]
    max_session: int = HOUR
    """MaxSessionDuration in seconds."""
    tags: tuple[tuple[str, str], ...] = ()


class Company:
    """Everything that exists, and how to find it."""

    def __init__(self, accounts: Iterable[Account], users: Iterable[User], roles: Iterable[Role]) -> None:
        self.accounts = {account.name: account for account in accounts}
        """By account name."""
        self.users = {user.name: user for user in users}
        """By user name."""
        self.roles = {role.arn: role for role in roles}
        """By ARN."""
        self._names = {account.id: account.name for account in self.accounts.values()}
        self._keys = {user.access_key_id: user for user in self.users.values()}

    def account(self, account_id: str) -> Account | None:
        """The account with this id, if it is one of the company's."""
        return self.accounts.get(self._names.get(account_id, ""))

    def user_of_key(self, access_key_id: str) -> User | None:
        """The user whose long-term key this is."""
        return self._keys.get(access_key_id)

    def role(self, account_name: str, role_name: str) -> Role:
        """A role by the names people use; LookupError where there is none."""
        return self.roles[f"arn:aws:iam::{self.accounts[account_name].id}:role/{role_name}"]


def base32(entropy: Entropy, length: int) -> str:
    """`length` letters and digits as AWS's ids are made of."""
    return base64.b32encode(entropy(length)).decode()[:length]


def example_key(prefix: str, entropy: Entropy) -> str:
    """An access key id in the style of AWS's documentation: 20 characters that end in EXAMPLE."""
    return f"{prefix}{base32(entropy, 9)}EXAMPLE"


def example_secret(entropy: Entropy) -> str:
    """A secret access key in the same style: 40 characters that end in EXAMPLEKEY."""
    return base64.b64encode(entropy(30)).decode()[:30] + "EXAMPLEKEY"
