"""What every operation works on: the company, the keys, the time and the blobs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from stsui.clock import Clock
from stsui.practice.blobs import Blobs
from stsui.practice.callers import SESSION_TOKEN_MAXIMUM, AccessKey, KeyRing
from stsui.practice.company import Company
from stsui.practice.tokens import TokenMint
from stsui.records import record


class ServerTime:
    """The practice AWS's own clock: a machine's time and an offset of its own, which tests set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.skew = timedelta(0)

    def now(self) -> datetime:
        """UTC. What a client has learnt about its own clock changes nothing here."""
        return self._clock.local() + self.skew


@record
class Realm:
    """The practice AWS without its doors."""

    company: Company
    keys: KeyRing
    time: ServerTime
    blobs: Blobs
    provider: TokenMint
    """The company's identity provider."""
    own_tokens: TokenMint
    """STS's own, for the tokens that it makes."""

    def expiry(self, seconds: int) -> datetime:
        """So many seconds from now; AWS states whole seconds."""
        return self.time.now().replace(microsecond=0) + timedelta(seconds=seconds)


def credentials_answer(key: AccessKey) -> dict[str, Any]:
    """The Credentials element of an answer."""
    return {
        "AccessKeyId": key.id,
        "SecretAccessKey": key.secret,
        "SessionToken": key.session_token,
        "Expiration": key.caller.expires_at,
    }


def token_size_answer(key: AccessKey) -> dict[str, int]:
    """The elements about the session token's size."""
    size = len(key.session_token or "")
    return {"SessionTokenSize": size, "SessionTokenUtilization": size * 100 // SESSION_TOKEN_MAXIMUM}
