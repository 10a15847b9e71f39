"""What a proof of identity says, and what an operation gave, as lines of facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from stsui.errors import StsuiError
from stsui.federation import Jwt, SamlResponse, read_jwt, read_saml
from stsui.model import IssuedToken, Operation, Secret, Session, hours_minutes_seconds
from stsui.rules import OPERATIONS
from stsui.tui.text import spaced_account
from stsui.tui.wording import names_in_short

Fact = tuple[str, str]
"""A label and its value, both of which may be others' text."""
BAR = 10
"""Cells of the bars."""
SHOWN = 8
"""Claims, and roles, that are shown of many."""


Reading = SamlResponse | Jwt
"""What a proof says."""


def read_proof(operation: Operation, proof: Secret | None) -> Reading | None:
    """What the proof says of itself; None where it cannot be read, or is no text to read."""
    if proof is None or operation is Operation.GET_DELEGATED_ACCESS_TOKEN:
        return None
    read = read_saml if operation is Operation.ASSUME_ROLE_WITH_SAML else read_jwt
    try:
        return read(proof.reveal())
    except StsuiError:  # the plan's problems say why
        return None


def proof_facts(said: Reading, now: datetime) -> list[Fact]:
    """What the proof says, and the time that it has left."""
    return list(_saml_facts(said, now) if isinstance(said, SamlResponse) else _jwt_facts(said, now))


def _saml_facts(said: SamlResponse, now: datetime) -> Iterator[Fact]:
    yield "issuer", said.issuer
    yield "subject", said.subject
    yield "audience", said.audience
    yield "session", said.session_name
    yield "roles", names_in_short([role.label for role in said.roles], SHOWN)
    yield "hand it in", _till(said.not_on_or_after, said.remaining(now))
    if said.session_ends:
        yield "ends", f"{said.session_ends:%H:%M:%S} UTC at the latest, says the provider"


def _jwt_facts(said: Jwt, now: datetime) -> Iterator[Fact]:
    yield "issuer", said.issuer
    yield "subject", said.subject
    yield "audience", ", ".join(said.audience)
    if said.issued_at:
        yield "issued", f"{said.issued_at:%Y-%m-%d %H:%M:%S} UTC"
    yield "good", _till(said.expires_at, said.remaining(now))
    more = list(said.more_claims)
    for number, (name, value) in enumerate(more[:SHOWN]):
        yield "" if number else "claims", f"{name}: {value}"
    if len(more) > SHOWN:
        yield "", f"and {len(more) - SHOWN:,} more"


def _till(end: datetime | None, left: timedelta | None) -> str:
    return f"till {end:%H:%M:%S} UTC, {_left(left)}" if end else _left(left)


def _bar(percent: int) -> str:
    """How much of a limit is used: drawn, and in figures."""
    full = min(round(percent / 100 * BAR), BAR)
    return f"{'█' * full}{'░' * (BAR - full)} {percent} %"


def _left(left: timedelta | None) -> str:
    return "for as long as it likes" if left is None else f"{hours_minutes_seconds(left)} left"


def result_facts(result: Session | IssuedToken, operation: Operation, now: datetime) -> Iterator[Fact]:
    """Everything about a result that is not secret."""
    if isinstance(result, IssuedToken):
        yield "expires", f"{result.expires_at:%H:%M:%S} UTC, {_left(result.expires_at - now)}"
        yield "endpoint", result.endpoint
        return
    info = result.info
    yield "identity", info.arn or ""
    yield "account", spaced_account(info.account_id or "")
    yield "expires", f"{info.expires_at:%H:%M:%S} UTC, {_left(info.remaining(now))}"
    yield "key id", info.access_key_id
    yield "MFA", "given" if info.mfa else "not given"
    if info.packed_policy_size is not None:
        yield "packed", f"{_bar(info.packed_policy_size)} of the limit of policies and tags"
    size = f"{info.session_token_size:,} bytes" if info.session_token_size is not None else ""
    if info.session_token_utilization is not None:
        size = ", ".join(filter(None, (f"{_bar(info.session_token_utilization)} of its limit", size)))
    yield "token size", size
    yield "endpoint", info.endpoint or ""
    yield "but", OPERATIONS[operation].restrictions
