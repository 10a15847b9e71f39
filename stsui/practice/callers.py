"""Access keys and whom they speak for: users' own keys, and the temporary ones that STS issues."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import zlib
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from stsui.model import Operation
from stsui.practice.company import Company, Entropy, Role, User, example_key, example_secret
from stsui.practice.policies import Statement
from stsui.practice.refusal import invalid_token
from stsui.records import record

SESSION_TOKEN_MAXIMUM = 4096
"""Characters; what MinimumSessionTokenSize may ask for, and what utilisation is a percentage of."""


@record(kw_only=True)
class Caller:
    """Whom an access key speaks for. Long-term keys have neither `issued_by` nor `expires_at`."""

    arn: str
    user_id: str
    account_id: str
    policy: tuple[Statement, ...]
    """The identity's own permissions."""
    user: User | None = None
    role: Role | None = None
    session_policy: tuple[Statement, ...] | None = None
    """What the permissions are cut down to; None where no session policy was given."""
    issued_by: Operation | None = None
    from_long_term: bool = False
    """Whether long-term keys, or a proof of identity from outside, were exchanged for this session."""
    mfa: bool = False
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tag_keys: tuple[str, ...] = ()
    source_identity: str | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def root(self) -> bool:
        """Whether this is a root user, with long-term keys or a session of theirs."""
        return self.arn.endswith(":root")

    @property
    def temporary(self) -> bool:
        """Whether the key came from STS."""
        return self.issued_by is not None

    @property
    def principals(self) -> frozenset[str]:
        """The names under which a trust policy can mean this caller."""
        names = {"*", self.account_id, f"arn:aws:iam::{self.account_id}:root", self.arn}
        return frozenset(names | ({self.role.arn} if self.role else set()))

    @property
    def context(self) -> Mapping[str, str]:
        """The condition keys that say who is calling."""
        keys = {
            "aws:PrincipalArn": self.role.arn if self.role else self.arn,
            "aws:PrincipalAccount": self.account_id,
            "aws:userid": self.user_id,
        }
        # IAM leaves this key out for long-term credentials.
        if self.temporary:
            keys["aws:MultiFactorAuthPresent"] = str(self.mfa).lower()
        if self.source_identity:
            keys["aws:SourceIdentity"] = self.source_identity
        return keys | {f"aws:PrincipalTag/{key}": value for key, value in self.tags}


@record
class AccessKey:
    """A key, its secrets, and whom it speaks for."""

    id: str
    secret: str = field(repr=False)
    session_token: str | None = field(repr=False)
    caller: Caller


def _caller_for(user: User) -> Caller:
    return Caller(
        arn=user.arn,
        user_id=user.user_id,
        account_id=user.account_id,
        policy=user.policy,
        user=user,
        tags=user.tags,
    )


class KeyRing:
    """Every key that works, or worked once: AWS tells an expired key from one that never was."""

    def __init__(self, company: Company, entropy: Entropy) -> None:
        self._company = company
        self._entropy = entropy
        self._issued: dict[str, AccessKey] = {}
        self._lock = threading.Lock()

    def find(self, access_key_id: str, session_token: str | None) -> AccessKey:
        """The key, when it exists and its session token is the right one; refuses otherwise."""
        key = self.look_up(access_key_id)
        if key is None or not hmac.compare_digest(key.session_token or "", session_token or ""):
            raise invalid_token()
        return key

    def look_up(self, access_key_id: str) -> AccessKey | None:
        """The key by its id alone."""
        if user := self._company.user_of_key(access_key_id):
            return AccessKey(user.access_key_id, user.secret_access_key, None, _caller_for(user))
        return self._issued.get(access_key_id)

    def issue(self, caller: Caller, *, minimum_token_size: int = 0) -> AccessKey:
        """A new temporary key; its session token grows with the session's tags, up to the size asked for."""
        key = AccessKey(
            example_key("ASIA", self._entropy),
            example_secret(self._entropy),
            self._token(caller, minimum_token_size),
            caller,
        )
        with self._lock:
            self._issued[key.id] = key
        return key

    def _token(self, caller: Caller, minimum: int) -> str:
        packed = zlib.compress(json.dumps([caller.arn, caller.tags]).encode())
        noise = max(240, minimum * 3 // 4 - len(packed))
        return "IQoJEXAMPLE" + base64.b64encode(self._entropy(noise) + packed).decode()
