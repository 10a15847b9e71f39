"""What comes back from STS, in stsui's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from stsui.model import Credentials, Operation
from stsui.records import record

_NEW_KEY = (
    "Credentials.AccessKeyId",
    "Credentials.SecretAccessKey",
    "Credentials.SessionToken",
    "Credentials.Expiration",
)

GIVEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        Operation.ASSUME_ROLE: _NEW_KEY,
        Operation.ASSUME_ROLE_WITH_SAML: _NEW_KEY,
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: _NEW_KEY,
        Operation.ASSUME_ROOT: _NEW_KEY,
        Operation.GET_DELEGATED_ACCESS_TOKEN: _NEW_KEY,
        Operation.GET_FEDERATION_TOKEN: _NEW_KEY,
        Operation.GET_SESSION_TOKEN: _NEW_KEY,
        Operation.GET_WEB_IDENTITY_TOKEN: ("WebIdentityToken", "Expiration"),
        Operation.GET_CALLER_IDENTITY: ("Account", "Arn", "UserId"),
        Operation.DECODE_AUTHORIZATION_MESSAGE: ("DecodedMessage",),
        Operation.GET_ACCESS_KEY_INFO: ("Account",),
    }
)
"""What every true answer of an operation holds, by path."""


def lacking(operation: str, fields: Mapping[str, Any]) -> str:
    """The first thing that `fields` should hold and do not; empty when the answer is whole."""
    for path in GIVEN[operation]:
        value: Any = fields
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if not value:
            return path
    return ""


@record
class Reply:
    """An answer as botocore parsed it, without its metadata. The fields may hold secrets."""

    fields: Mapping[str, Any] = field(repr=False)
    host: str
    request_id: str


@record(kw_only=True)
class Issued:
    """New temporary credentials, and what STS said of them; None for what it did not say."""

    credentials: Credentials = field(repr=False)
    issued_at: datetime
    """AWS's time."""
    endpoint_host: str
    arn: str | None = None
    """The assumed role's or federated user's ARN; GetSessionToken's answer names nobody."""
    account_id: str | None = None
    user_id: str | None = None
    source_identity: str | None = None
    packed_policy_size: int | None = None
    """Percent of the packed limit used by policies and tags."""
    session_token_size: int | None = None
    """Bytes."""
    session_token_utilization: int | None = None
    """Percent of the session token's limit."""


@record
class Identity:
    """Who a key acts for."""

    account_id: str
    arn: str
    user_id: str
