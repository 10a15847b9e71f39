"""A session as versioned JSON text, and back; whatever is off in a text makes it no session at all.

Times are whole microseconds since 1970 UTC, so that they come back exactly and need no calendar to compare.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from stsui.clock import LARGEST_SKEW
from stsui.json_text import parse_json
from stsui.model import Credentials, Operation, Parameters, Secret, Session, SessionInfo
from stsui.records import record

VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LARGEST_SKEW = LARGEST_SKEW.total_seconds()


def encode(session: Session) -> str:
    """The whole session, secrets included."""
    return _text(info=_write(_INFO, session.info), credentials=_write(_CREDENTIALS, session.credentials))


def encode_info(info: SessionInfo) -> str:
    """All of a session but its secrets."""
    return _text(info=_write(_INFO, info))


def decode(text: str) -> Session | None:
    """The session that `encode` wrote; None for any other text."""
    try:
        document = _document(text)
        if set(document) != {"version", "info", "credentials"}:
            return None
        info = SessionInfo(**_read(_INFO, document["info"]))
        credentials = Credentials(**_read(_CREDENTIALS, document["credentials"]))
    except _MalformedError:
        return None
    agree = credentials.access_key_id == info.access_key_id and credentials.expires_at == info.expires_at
    return Session(info, credentials) if agree else None


def decode_info(text: str) -> SessionInfo | None:
    """What `encode_info` or `encode` wrote, without a look at the secrets; None for any other text."""
    try:
        document = _document(text)
        if not {"version", "info"} <= set(document) <= {"version", "info", "credentials"}:
            return None
        return SessionInfo(**_read(_INFO, document["info"]))
    except _MalformedError:
        return None


class _MalformedError(ValueError):
    """A text that no `encode` wrote."""


@record
class _Form:
    """How one field is written as plain JSON and read back; `read` raises `_MalformedError`."""

    write: Callable[[Any], object]
    read: Callable[[Any], object]


def _text(**parts: object) -> str:
    return json.dumps({"version": VERSION, **parts}, separators=(",", ":"))


def _document(text: str) -> dict[str, Any]:
    try:
        document = parse_json(text)
    except ValueError as error:
        raise _MalformedError from error
    if (
        not isinstance(document, dict)
        or document.get("version") is True
        or document.get("version") != VERSION
    ):
        raise _MalformedError
    return document


def _write(forms: Mapping[str, _Form], value: object) -> dict[str, object]:
    return {name: form.write(getattr(value, name)) for name, form in forms.items()}


def _read(forms: Mapping[str, _Form], plain: object) -> dict[str, Any]:
    if not isinstance(plain, dict) or plain.keys() != forms.keys():
        raise _MalformedError
    return {name: form.read(plain[name]) for name, form in forms.items()}


def _same(value: Any) -> object:
    return value


def _exactly(kind: type) -> _Form:
    def read(plain: object) -> object:
        # `type` and not `isinstance`: in JSON, true is not the number 1.
        if type(plain) is not kind:
            raise _MalformedError
        return plain

    return _Form(_same, read)


def _optional(form: _Form) -> _Form:
    return _Form(
        lambda value: None if value is None else form.write(value),
        lambda plain: None if plain is None else form.read(plain),
    )


def _read_time(plain: object) -> datetime:
    if type(plain) is not int:
        raise _MalformedError
    try:
        return _EPOCH + plain * _MICROSECOND
    except OverflowError as error:
        raise _MalformedError from error


def _read_operation(plain: Any) -> Operation:
    try:
        return Operation(plain)
    except ValueError as error:
        raise _MalformedError from error


def _read_seconds(plain: object) -> float:
    # NaN and the infinities, which Python's JSON lets through, are neither above nor below the bound.
    if type(plain) not in (int, float) or not abs(plain) <= _LARGEST_SKEW:  # type: ignore[arg-type]
        raise _MalformedError
    return float(plain)  # type: ignore[arg-type]


def _read_texts(plain: object) -> tuple[str, ...]:
    if not isinstance(plain, list) or not all(type(item) is str for item in plain):
        raise _MalformedError
    return tuple(plain)


def _read_pairs(plain: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(plain, list):
        raise _MalformedError
    pairs = [_read_texts(item) for item in plain]
    if any(len(pair) != 2 for pair in pairs):
        raise _MalformedError
    return tuple((pair[0], pair[1]) for pair in pairs)


def _read_secret(plain: object) -> Secret:
    if type(plain) is not str:
        raise _MalformedError
    return Secret(plain)


_STRING = _exactly(str)
_OPTIONAL_STRING = _optional(_STRING)
_FLAG = _exactly(bool)
_OPTIONAL_NUMBER = _optional(_exactly(int))
_TIME = _Form(lambda value: (value - _EPOCH) // _MICROSECOND, _read_time)
_SECRET = _Form(lambda value: value.reveal(), _read_secret)
_TEXTS = _Form(list, _read_texts)
_PAIRS = _Form(lambda value: [list(pair) for pair in value], _read_pairs)

_PARAMETERS: Mapping[str, _Form] = {
    "role_arn": _OPTIONAL_STRING,
    "role_session_name": _OPTIONAL_STRING,
    "duration_seconds": _OPTIONAL_NUMBER,
    "mfa_serial": _OPTIONAL_STRING,
    "external_id": _OPTIONAL_STRING,
    "policy": _OPTIONAL_STRING,
    "policy_arns": _TEXTS,
    "tags": _PAIRS,
    "transitive_tag_keys": _TEXTS,
    "source_identity": _OPTIONAL_STRING,
    "provided_contexts": _PAIRS,
    "name": _OPTIONAL_STRING,
    "principal_arn": _OPTIONAL_STRING,
    "provider_id": _OPTIONAL_STRING,
    "web_identity_token_file": _OPTIONAL_STRING,
    "target_principal": _OPTIONAL_STRING,
    "task_policy_arn": _OPTIONAL_STRING,
    "audience": _TEXTS,
    "signing_algorithm": _OPTIONAL_STRING,
    "minimum_session_token_size": _OPTIONAL_NUMBER,
    "proof": _OPTIONAL_STRING,
}

_INFO: Mapping[str, _Form] = {
    "key": _STRING,
    "profile": _STRING,
    "operation": _Form(str, _read_operation),
    "issued_at": _TIME,
    "expires_at": _TIME,
    "access_key_id": _STRING,
    "arn": _OPTIONAL_STRING,
    "account_id": _OPTIONAL_STRING,
    "user_id": _OPTIONAL_STRING,
    "mfa": _FLAG,
    "from_long_term": _FLAG,
    "region": _OPTIONAL_STRING,
    "endpoint": _OPTIONAL_STRING,
    "packed_policy_size": _OPTIONAL_NUMBER,
    "session_token_size": _OPTIONAL_NUMBER,
    "session_token_utilization": _OPTIONAL_NUMBER,
    "source_identity": _OPTIONAL_STRING,
    "changes": _Form(
        lambda value: _write(_PARAMETERS, value), lambda plain: Parameters(**_read(_PARAMETERS, plain))
    ),
    "skew_seconds": _Form(_same, _read_seconds),
}

_CREDENTIALS: Mapping[str, _Form] = {
    "access_key_id": _STRING,
    "secret_access_key": _SECRET,
    "session_token": _optional(_SECRET),
    "expires_at": _optional(_TIME),
}
