"""Sessions made up for tests, with AWS's documented example keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from stsui.model import Credentials, Operation, Secret, Session, SessionInfo

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVzLWVhc3QtMSJHMEUCIQ"


def example(key: str = "k1", *, access_key_id: str = "ASIAIOSFODNN7EXAMPLE", **changed: Any) -> Session:
    """A role's session of one hour, from noon on."""
    info = SessionInfo(
        key=key,
        profile="payments-prod/OnCall",
        operation=Operation.ASSUME_ROLE,
        issued_at=NOON,
        expires_at=NOON + timedelta(hours=1),
        access_key_id=access_key_id,
        arn="arn:aws:sts::444455556666:assumed-role/OnCall/kim",
        account_id="444455556666",
    )
    info = replace(info, **changed)
    return Session(info, Credentials(access_key_id, Secret(SECRET), Secret(TOKEN), info.expires_at))
