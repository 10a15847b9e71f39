"""The JSON that the SDKs' `credential_process` setting expects of a program."""

from __future__ import annotations

import json

from stsui.model import Session


def document(session: Session) -> str:
    """The credentials as one line of JSON, Version 1. Without Expiration an SDK would never ask again."""
    credentials, info = session.credentials, session.info
    expires_at = credentials.expires_at or info.expires_at
    fields = {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.reveal(),
        "SessionToken": credentials.session_token.reveal() if credentials.session_token else None,
        "Expiration": f"{expires_at:%Y-%m-%dT%H:%M:%SZ}",
        "AccountId": info.account_id,
    }
    return json.dumps({name: value for name, value in fields.items() if value}) + "\n"
