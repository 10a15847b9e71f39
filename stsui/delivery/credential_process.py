"""The JSON that the SDKs' `credential_process` setting expects of a program."""

from __future__ import annotations

import json
from datetime import datetime

from stsui.model import Session


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC; None stays None."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def document(session: Session) -> str:
    """The credentials as one line of JSON, Version 1; without Expiration where their source does not say."""
    credentials, info = session.credentials, session.info
    fields = {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.reveal(),
        "SessionToken": credentials.session_token.reveal() if credentials.session_token else None,
        "Expiration": iso(credentials.expires_at),
        "AccountId": info.account_id,
    }
    return json.dumps({name: value for name, value in fields.items() if value}) + "\n"
