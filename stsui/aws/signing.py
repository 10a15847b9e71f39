"""Signature Version 4 with AWS's time.

botocore signs with this machine's own time, and AWS refuses what is more than 15 minutes off: after a
laptop's sleep, or in a drifting virtual machine, nothing would work. The clock knows from the `Date`
headers by how much to correct it.
"""

from __future__ import annotations

from datetime import datetime

from botocore.auth import SIGV4_TIMESTAMP, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from stsui.model import Credentials


def sign(request: AWSRequest, credentials: Credentials, *, service: str, region: str, at: datetime) -> None:
    """Put the signature's headers on `request`, dated `at` (UTC, with or without its zone)."""
    token = credentials.session_token.reveal() if credentials.session_token else None
    key = ReadOnlyCredentials(credentials.access_key_id, credentials.secret_access_key.reveal(), token, None)
    signer = SigV4Auth(key, service, region)
    request.context["timestamp"] = at.strftime(SIGV4_TIMESTAMP)
    for name, value in (("X-Amz-Date", request.context["timestamp"]), ("X-Amz-Security-Token", token)):
        if value:
            request.headers[name] = value
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    signed_headers = signer.signed_headers(signer.headers_to_sign(request))
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, "
        f"SignedHeaders={signed_headers}, Signature={signature}"
    )
