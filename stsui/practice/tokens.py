"""Tokens of the company's identity provider and of STS itself: JWTs and SAML responses, made and checked.

They are signed by HMAC with a key made anew for each practice AWS: RSA, which real providers use, is not in
the standard library, and nobody but the practice AWS has to check them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from stsui.practice.company import Entropy
from stsui.practice.refusal import Refusal
from stsui.records import record

SAML_AUDIENCE = "https://signin.aws.amazon.com/saml"
_ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
_NAMESPACES = {"s": "urn:oasis:names:tc:SAML:2.0:assertion"}
_SIGNATURE = re.compile(r"(?<=<SignatureValue>)[^<]*(?=</SignatureValue>)")
_RESPONSE = """\
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0" IssueInstant="{issued}">
<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0" IssueInstant="{issued}">
<Issuer>{issuer}</Issuer><SignatureValue></SignatureValue>
<Subject><NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{subject}</NameID></Subject>
<Conditions NotOnOrAfter="{expires}"><AudienceRestriction>
<Audience>{audience}</Audience></AudienceRestriction></Conditions>
<AuthnStatement SessionNotOnOrAfter="{session_ends}"/>
<AttributeStatement>{attributes}</AttributeStatement>
</Assertion></samlp:Response>"""


def _invalid_token(message: str) -> Refusal:
    return Refusal("InvalidIdentityToken", message)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


@record
class Assertion:
    """What a SAML response says, its signature checked."""

    issuer: str
    audience: str
    subject: str
    expires_at: datetime
    session_ends: datetime
    attributes: Mapping[str, str]

    def attribute(self, name: str) -> str | None:
        """One of AWS's attributes: Role, RoleSessionName, SourceIdentity, …"""
        return self.attributes.get(_ATTRIBUTES + name)

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """The session tags: AWS's attributes PrincipalTag:KEY."""
        prefix = f"{_ATTRIBUTES}PrincipalTag:"
        return tuple(
            (name.removeprefix(prefix), value)
            for name, value in self.attributes.items()
            if name.startswith(prefix)
        )


class TokenMint:
    """Makes and checks the tokens of one issuer."""

    def __init__(self, issuer: str, entropy: Entropy, now: Callable[[], datetime]) -> None:
        self.issuer = issuer
        self._key = entropy(32)
        self._now = now

    def jwt(self, claims: Mapping[str, Any], lifetime: timedelta = timedelta(minutes=5)) -> str:
        """A signed JWT with these claims beside the issuer and the times."""
        issued = int(self._now().timestamp())
        times = {"iss": self.issuer, "iat": issued, "exp": issued + int(lifetime.total_seconds())}
        parts = ({"typ": "JWT", "alg": "HS256", "kid": "practice"}, times | dict(claims))
        signed = ".".join(_encode(json.dumps(part).encode()) for part in parts)
        return f"{signed}.{_encode(self._sign(signed))}"

    def read_jwt(self, token: str) -> dict[str, Any]:
        """The claims of a token, its form and signature checked; not its times and audience."""
        signed, _, signature = token.rpartition(".")
        try:
            claims = json.loads(_decode(signed.partition(".")[2]))
            given = _decode(signature)
        except (ValueError, binascii.Error):
            raise _invalid_token("The ID Token provided is not a valid JWT.") from None
        if not isinstance(claims, dict) or not hmac.compare_digest(given, self._sign(signed)):
            raise _invalid_token("Couldn't retrieve verification key from your identity provider")
        return claims

    def saml_response(
        self,
        attributes: Mapping[str, str],
        *,
        subject: str = "kim@example.com",
        audience: str = SAML_AUDIENCE,
        lifetime: timedelta = timedelta(minutes=5),
        session: timedelta = timedelta(hours=12),
    ) -> str:
        """A signed SAML response in base64; `attributes` are AWS's ones by their short names."""
        now = self._now()
        document = _RESPONSE.format(
            issued=_stamp(now),
            issuer=escape(self.issuer),
            subject=escape(subject),
            audience=escape(audience),
            expires=_stamp(now + lifetime),
            session_ends=_stamp(now + session),
            attributes="".join(
                f'<Attribute Name="{_ATTRIBUTES}{name}">'
                f"<AttributeValue>{escape(value)}</AttributeValue></Attribute>"
                for name, value in attributes.items()
            ),
        )
        signature = base64.b64encode(self._sign(document)).decode()
        return base64.b64encode(_SIGNATURE.sub(signature, document).encode()).decode()

    def read_saml(self, response: str) -> Assertion:
        """What a response says, its form and signature checked; not its times and audience."""
        try:
            document = base64.b64decode(response, validate=True).decode()
            found = _SIGNATURE.search(document)
            given = base64.b64decode(found[0]) if found else b""
        except (ValueError, binascii.Error):
            raise _invalid_token("Invalid base64 SAMLResponse") from None
        if not hmac.compare_digest(given, self._sign(_SIGNATURE.sub("", document))):
            raise _invalid_token("Response signature invalid")
        return _assertion(document)

    def _sign(self, text: str) -> bytes:
        return hmac.new(self._key, text.encode(), hashlib.sha256).digest()


def _assertion(document: str) -> Assertion:
    # The signature says that this document was made above, so it holds no entities to expand.
    root = ElementTree.fromstring(document)  # noqa: S314

    def one(path: str) -> ElementTree.Element:
        element = root.find(f".//s:{path}", _NAMESPACES)
        assert element is not None, path
        return element

    return Assertion(
        issuer=one("Issuer").text or "",
        audience=one("Audience").text or "",
        subject=one("NameID").text or "",
        expires_at=_moment(one("Conditions").attrib["NotOnOrAfter"]),
        session_ends=_moment(one("AuthnStatement").attrib["SessionNotOnOrAfter"]),
        attributes={
            attribute.attrib["Name"]: attribute.findtext("s:AttributeValue", "", _NAMESPACES)
            for attribute in root.iterfind(".//s:Attribute", _NAMESPACES)
        },
    )
