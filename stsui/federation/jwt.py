"""JSON Web Tokens: what they say, unverified. The signature is for whoever takes the token to check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from stsui.federation.reading import ProofUnreadable, ago, decoded, whose
from stsui.json_text import parse_json
from stsui.model import Problem, Secret
from stsui.records import record

LARGEST = 100_000
"""Characters; AWS takes 20,000 at most."""
LONGEST_NAME, LONGEST_CLAIM = 40, 200
"""Characters of a claim that are shown."""
_REGISTERED = frozenset({"iss", "sub", "aud", "iat", "nbf", "exp"})


@record(kw_only=True)
class Jwt:
    """A token's header and claims, as written by whoever made it: untrusted text."""

    token: Secret
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    issuer: str
    subject: str
    audience: tuple[str, ...]
    issued_at: datetime | None
    not_before: datetime | None
    expires_at: datetime | None

    @property
    def whose(self) -> str:
        """A digest of issuer and subject."""
        return whose(self.issuer, self.subject)

    def remaining(self, now: datetime) -> timedelta | None:
        """Time left at `now`, never negative; None where the token does not say."""
        return None if self.expires_at is None else max(self.expires_at - now, timedelta(0))

    @property
    def more_claims(self) -> Iterator[tuple[str, str]]:
        """The other claims, to be shown: a name and what it says, cut where it is long."""
        for name, value in self.claims.items():
            if name not in _REGISTERED:
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                yield _cut(name, LONGEST_NAME), _cut(text, LONGEST_CLAIM)

    def problems(self, now: datetime) -> Iterator[Problem]:
        """Why AWS would not take it at `now` (AWS's time), as far as that can be seen."""
        if self.expires_at and self.expires_at <= now:
            past = ago((now - self.expires_at).total_seconds())
            yield Problem(
                "token-expired", f"The web identity token ran out {past} ago. Get a new one from its issuer."
            )
        if self.not_before and self.not_before > now:
            ahead = ago((self.not_before - now).total_seconds())
            yield Problem(
                "token-early", f"The web identity token is not good for another {ahead}: is a clock wrong?"
            )


def read_jwt(text: str) -> Jwt:
    """What a token says.

    Raises:
        ProofUnreadable: it is no JWT; one sentence says why.
    """
    token = text.strip()
    if not token:
        raise ProofUnreadable("The token is empty.")
    if len(token) > LARGEST:
        raise ProofUnreadable("This is too large to be a token.")
    parts = token.split(".")
    if len(parts) == 5:
        raise ProofUnreadable("The token is an encrypted one, which only its receiver can read.")
    if len(parts) != 3:
        raise ProofUnreadable(
            f"A JWT has three parts with dots between; this has {len(parts)}: is it cut off?"
        )
    header, claims = (_object(part, name) for part, name in zip(parts, ("header", "claims"), strict=False))
    return Jwt(
        token=Secret(token),
        header=header,
        claims=claims,
        issuer=_text(claims.get("iss")),
        subject=_text(claims.get("sub")),
        audience=_audience(claims.get("aud")),
        issued_at=_time(claims.get("iat")),
        not_before=_time(claims.get("nbf")),
        expires_at=_time(claims.get("exp")),
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _object(part: str, name: str) -> dict[str, Any]:
    raw = decoded(part, url_safe=True)
    try:
        found = parse_json(raw) if raw is not None else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProofUnreadable(f"The token's {name} cannot be read: it is no JWT, or it was changed.")
    return found


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _audience(value: object) -> tuple[str, ...]:
    each = value if isinstance(value, list) else [value]
    return tuple(one for one in each if isinstance(one, str))


def _time(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
