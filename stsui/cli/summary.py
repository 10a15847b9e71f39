"""What is said of a session or a moment: all but the secrets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from stsui.delivery.credential_process import iso
from stsui.model import Session, hours_minutes_seconds
from stsui.rules import OPERATIONS
from stsui.services import Services


def until(services: Services, end: datetime) -> str:
    """A moment, and how long it is until then: "2026-01-02 03:04:05 UTC, 0:59:59 left"."""
    left = end - services.clock.now()
    return f"{end:%Y-%m-%d %H:%M:%S} UTC, " + (f"{hours_minutes_seconds(left)} left" if left else "past")


def session_json(services: Services, session: Session) -> dict[str, object]:
    """Everything about a session but its secrets."""
    info = session.info
    end = session.credentials.expires_at
    return {
        "operation": info.operation.value,
        "profile": info.profile,
        "arn": info.arn,
        "account_id": info.account_id,
        "account_name": services.account_name(info.account_id),
        "user_id": info.user_id,
        "access_key_id": info.access_key_id,
        "mfa": info.mfa,
        "source_identity": info.source_identity,
        "issued_at": iso(info.issued_at),
        "expires_at": iso(end) if end else None,
        "packed_policy_size": info.packed_policy_size,
        "session_token_size": info.session_token_size,
        "session_token_utilization": info.session_token_utilization,
        "endpoint": info.endpoint,
        "restrictions": OPERATIONS[info.operation].restrictions or None,
    }


def session_rows(services: Services, session: Session) -> list[tuple[str, str]]:
    """The same in words; what is not known is left out."""
    facts: Mapping[str, object] = session_json(services, session)
    info, end = session.info, session.credentials.expires_at
    account = " ".join(str(facts[name]) for name in ("account_id", "account_name") if facts[name])
    size, used = info.session_token_size, info.session_token_utilization
    token = f"{size:,} bytes" if size else ""
    rows = (
        ("Who", info.arn),
        ("Account", account),
        ("Until", until(services, end) if end else "nobody says"),
        ("Key", info.access_key_id),
        ("Source identity", info.source_identity),
        ("Packed policies and tags", _percent(info.packed_policy_size)),
        ("Session token", ", ".join(filter(None, (token, _percent(used))))),
        ("Answered by", info.endpoint),
        ("Restrictions", facts["restrictions"]),
    )
    return [(name, str(value)) for name, value in rows if value]


def _percent(share: int | None) -> str:
    return "" if share is None else f"{share} % of the limit"
