from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stsui.model import Credentials, Operation, Secret, Session, SessionInfo

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def make_session(
    profile: str = "payments-prod/OnCall",
    *,
    token: str = "FwoGZXIvYXdzEXAMPLE==",
    expires_at: datetime = NOON + timedelta(hours=1),
    **info: object,
) -> Session:
    """A role's session, issued at NOON."""
    facts = {"account_id": "444455556666", "region": "eu-west-1"} | info
    return Session(
        SessionInfo(
            key="0" * 64,
            profile=profile,
            operation=Operation.ASSUME_ROLE,
            issued_at=NOON,
            expires_at=expires_at,
            access_key_id="ASIAIOSFODNN7EXAMPLE",
            **facts,  # type: ignore[arg-type]
        ),
        Credentials(
            "ASIAIOSFODNN7EXAMPLE",
            Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            Secret(token),
            expires_at,
        ),
    )


@pytest.fixture
def session() -> Session:
    return make_session()
