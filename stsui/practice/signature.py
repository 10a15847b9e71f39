"""Signature Version 4, checked as AWS checks it."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from stsui.practice.messages import Request
from stsui.practice.refusal import Refusal, compact_time
from stsui.records import record

TOLERANCE = timedelta(minutes=15)
"""How far a signature's time may be from AWS's."""

_HEADER = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/, ]+)/(?P<day>\d{8})/(?P<region>[^/, ]+)/(?P<service>[^/, ]+)"
    r"/aws4_request, ?SignedHeaders=(?P<headers>[^, ]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


@record
class Signature:
    """What a request's Authorization header claims."""

    access_key_id: str
    signed_at: datetime
    day: str
    region: str
    service: str
    headers: tuple[str, ...]
    value: str
    session_token: str | None

    @property
    def scope(self) -> str:
        """The credential scope."""
        return f"{self.day}/{self.region}/{self.service}/aws4_request"


def _mismatch(message: str) -> Refusal:
    return Refusal("SignatureDoesNotMatch", message, 403)


def read_signature(request: Request) -> Signature:
    """The signature of a request, not yet checked; refuses requests without one."""
    header = request.headers.get("authorization")
    if not header:
        raise Refusal("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    found = _HEADER.fullmatch(header)
    if not found:
        raise Refusal(
            "IncompleteSignature", "Authorization header is not of the form that AWS4-HMAC-SHA256 has."
        )
    try:
        signed_at = datetime.strptime(request.headers.get("x-amz-date", ""), "%Y%m%dT%H%M%SZ").replace(
            tzinfo=UTC
        )
    except ValueError:
        raise Refusal("IncompleteSignature", "Date must be in ISO-8601 'basic format'.") from None
    return Signature(
        access_key_id=found["key"],
        signed_at=signed_at,
        day=found["day"],
        region=found["region"],
        service=found["service"],
        headers=tuple(found["headers"].split(";")),
        value=found["signature"],
        session_token=request.headers.get("x-amz-security-token"),
    )


def check_time(signature: Signature, now: datetime) -> None:
    """Refuse a signature made too long ago, or in the future."""
    at, here = compact_time(signature.signed_at), compact_time(now)
    if signature.signed_at < now - TOLERANCE:
        edge = compact_time(now - TOLERANCE)
        raise _mismatch(f"Signature expired: {at} is now earlier than {edge} ({here} - 15 min.)")
    if signature.signed_at > now + TOLERANCE:
        edge = compact_time(now + TOLERANCE)
        raise _mismatch(f"Signature not yet current: {at} is still later than {edge} ({here} + 15 min.)")


def check_scope(signature: Signature, service: str, regions: frozenset[str]) -> None:
    """Refuse a signature made for another service, another day or a Region that does not exist."""
    if signature.service != service:
        raise _mismatch(f"Credential should be scoped to correct service: '{service}'.")
    if signature.region not in regions:
        raise _mismatch("Credential should be scoped to a valid region.")
    if signature.day != f"{signature.signed_at:%Y%m%d}":
        raise _mismatch(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."
        )


def _canonical(request: Request, names: tuple[str, ...]) -> str:
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(request.query)
    )
    headers = "".join(f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in names)
    digest = hashlib.sha256(request.body).hexdigest()
    return "\n".join((request.method, request.path, query, headers, ";".join(names), digest))


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def expected_value(request: Request, signature: Signature, secret_access_key: str) -> str:
    """The signature that the holder of the secret would have made."""
    canonical = hashlib.sha256(_canonical(request, signature.headers).encode()).hexdigest()
    signed = "\n".join(("AWS4-HMAC-SHA256", compact_time(signature.signed_at), signature.scope, canonical))
    key = f"AWS4{secret_access_key}".encode()
    for part in signature.scope.split("/"):
        key = _hmac(key, part)
    return _hmac(key, signed).hex()


def check_value(request: Request, signature: Signature, secret_access_key: str) -> None:
    """Refuse a signature that the key's holder cannot have made, or that leaves out what it must cover."""
    must = {"host", "x-amz-date"} | ({"x-amz-security-token"} & set(request.headers))
    if not must <= set(signature.headers):
        raise _mismatch(
            "'Host', 'X-Amz-Date' and 'X-Amz-Security-Token' must be 'SignedHeaders' where present."
        )
    if not hmac.compare_digest(expected_value(request, signature, secret_access_key), signature.value):
        raise _mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS "
            "Secret Access Key and signing method. Consult the service documentation for details."
        )
