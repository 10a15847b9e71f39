"""The JSON that the SDKs' `credential_process` setting expects of a program."""

from __future__ import annotations

from datetime import datetime

from stsui.model import Session
from stsui.store import ready


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC; None stays None."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def document(session: Session) -> str:
    """The credentials as one line of JSON, Version 1; without Expiration where their source does not say."""
    keys = session.credentials
    token = keys.session_token.reveal() if keys.session_token else None
    return ready.document(
        keys.access_key_id,
        keys.secret_access_key.reveal(),
        token,
        iso(keys.expires_at),
        session.info.account_id,
    )
