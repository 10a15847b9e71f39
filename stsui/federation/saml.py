"""SAML responses: found in what a person has (base64, XML, a saved sign-in page), and what they say.

The signature is AWS's to check. Document type definitions are refused, so no entity is ever expanded, and
nothing larger than a response can be is looked at.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs
from xml.etree import ElementTree

from stsui.federation.reading import ProofUnreadable, ago, decoded, moment, whose
from stsui.limits import SAML_ASSERTION, SAML_PROVIDER_ARN
from stsui.model import Problem, Secret
from stsui.records import record
from stsui.rules import account_of, role_name_of

LARGEST_TEXT = 4 * 2**20
"""Characters of a saved page; the response in it may have far fewer."""
AUDIENCES = ("urn:amazon:webservices", "signin.aws", "signin.amazonaws")
"""What AWS's own audiences hold."""

_ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_ROLE_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/Role"
_NAME_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/RoleSessionName"
_DURATION_ATTRIBUTE = "https://aws.amazon.com/SAML/Attributes/SessionDuration"
_PAGE = re.compile(
    r"\ufeff?(?>(?:\s|<\?[^>]*>|(?><!--.*?-->))*)<(?:!doctype\s+html|html|head|title|meta|body|form|input)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How a page begins; those that are XHTML declare themselves XML first."""
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@record
class SamlRole:
    """A role that a response offers, and the provider it trusts for that."""

    role_arn: str
    principal_arn: str

    @property
    def label(self) -> str:
        """The role as people name it: ACCOUNT/ROLE."""
        return f"{account_of(self.role_arn)}/{role_name_of(self.role_arn)}"


@record(kw_only=True)
class SamlResponse:
    """What a SAML response says; None or empty for what it leaves out."""

    assertion: Secret
    """The response in base64, as AssumeRoleWithSAML takes it."""
    issuer: str
    subject: str
    audience: str
    recipient: str
    session_name: str
    roles: tuple[SamlRole, ...]
    not_before: datetime | None
    not_on_or_after: datetime | None
    """When it can no longer be handed in: 5 minutes after it was made, at AWS."""
    session_ends: datetime | None
    """SessionNotOnOrAfter: when the role's session has to end."""
    session_seconds: int | None
    """The provider's SessionDuration attribute, for the console."""

    @property
    def whose(self) -> str:
        """A digest of issuer and subject."""
        return whose(self.issuer, self.subject)

    def remaining(self, now: datetime) -> timedelta | None:
        """Time left to hand it in at `now` (AWS's time), never negative; None where it does not say."""
        return None if self.not_on_or_after is None else max(self.not_on_or_after - now, timedelta(0))

    def problems(self, role_arn: str | None, principal_arn: str | None, now: datetime) -> Iterator[Problem]:
        """Why AWS would not take it for a role at `now` (AWS's time), as far as that can be seen."""
        if self.not_on_or_after and self.not_on_or_after <= now:
            past = ago((now - self.not_on_or_after).total_seconds())
            yield Problem(
                "saml-expired", f"The SAML response ran out {past} ago. Sign in again and bring the new one."
            )
        elif self.session_ends and self.session_ends <= now:
            yield Problem("saml-expired", "The identity provider's session has ended. Sign in again.")
        if self.not_before and self.not_before > now:
            ahead = ago((self.not_before - now).total_seconds())
            yield Problem(
                "saml-early", f"The SAML response is not good for another {ahead}: is a clock wrong?"
            )
        if self.audience and not any(known in self.audience for known in AUDIENCES):
            yield Problem("saml-audience", "The SAML response is for another service than AWS.")
        if role_arn and principal_arn and SamlRole(role_arn, principal_arn) not in self.roles:
            yield Problem("saml-role", f"The SAML response does not offer {role_arn} with {principal_arn}.")


def read_saml(text: str) -> SamlResponse:
    """What the response in `text` says: base64, XML, or a page that holds it in a form.

    Raises:
        ProofUnreadable: there is none, or it is broken; one sentence says which.
    """
    if len(text) > LARGEST_TEXT:
        raise ProofUnreadable("This is too large to be a SAML response.")
    if not text.strip():
        raise ProofUnreadable("The SAML response is empty.")
    if _is_xml(text):
        document = text.strip("\ufeff \t\r\n")
        assertion = _checked(base64.b64encode(document.encode(errors="replace")).decode())
    else:
        assertion = _checked(_packed(text))
        document = _unpacked(assertion)
    return _read(_tree(document), Secret(assertion))


def _is_xml(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("<") and not _PAGE.match(text)


def _checked(assertion: str) -> str:
    """A response in base64 that AWS would not refuse for its length; nothing larger is looked into."""
    if len(assertion) > SAML_ASSERTION.maximum:
        raise ProofUnreadable(
            f"The SAML response has {len(assertion):,} characters; AWS takes {SAML_ASSERTION.maximum:,}."
        )
    return assertion


def _packed(text: str) -> str:
    """The base64 text: in a form's field, in a form as it is sent, or as it is."""
    if "<" in text:
        found = _in_a_form(text)
        if not found:
            raise ProofUnreadable(
                "There is no SAMLResponse in this page.",
                "Save the page that posts to signin.aws.amazon.com/saml, or copy the SAMLResponse itself.",
            )
        text = found
    elif "SAMLResponse=" in text:
        text = parse_qs(text[text.index("SAMLResponse=") :].strip())["SAMLResponse"][0].replace(" ", "+")
    return "".join(text.split())


def _in_a_form(page: str) -> str | None:
    """What the page's field called SAMLResponse holds. Of a large page, only tags that name it are read."""
    end = 0
    for named in re.finditer("SAMLResponse", page):
        start = page.rfind("<", end, named.start())
        if start < 0:
            continue
        end = page.find(">", named.end()) + 1
        tag = _Field()
        tag.feed(page[start : end or None])
        if tag.value or not end:
            return tag.value
    return None


def _unpacked(assertion: str) -> str:
    raw = decoded(assertion)
    if raw is None:
        raise ProofUnreadable("This is no SAML response: neither base64, nor XML, nor a page with a form.")
    try:
        return raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ProofUnreadable(
            "The SAML response is not text once decoded: is it a compressed SAMLRequest, or cut off?"
        ) from None


def _tree(document: str) -> ElementTree.Element:
    if _DOCTYPE.search(document) or "\0" in document:
        raise ProofUnreadable("The SAML response defines a document type or entities; no provider's does.")
    # No entities are left to expand, and the size is bounded. An encoding in the declaration would be at odds
    # with text that is decoded already.
    body = re.sub(r"^<\?xml[^>]*\?>", "", document, count=1)
    try:
        return ElementTree.fromstring(body)  # noqa: S314
    except (ElementTree.ParseError, ValueError):
        raise ProofUnreadable("The SAML response is not complete XML: is it cut off?") from None


def _read(root: ElementTree.Element, assertion: Secret) -> SamlResponse:
    if root.tag.rpartition("}")[2] not in ("Response", "Assertion"):
        raise ProofUnreadable("This is XML, but no SAML response.")
    if root.find(f".//{_ASSERTION}EncryptedAssertion") is not None:
        raise ProofUnreadable("The assertion is encrypted: it cannot be read here; only AWS may open it.")
    found = root if root.tag == f"{_ASSERTION}Assertion" else root.find(f".//{_ASSERTION}Assertion")
    if found is None:
        raise ProofUnreadable("The SAML response holds no assertion: did the sign-in succeed?")
    conditions, statement = (_attributes(found, name) for name in ("Conditions", "AuthnStatement"))
    confirmation = _attributes(found, "SubjectConfirmationData")
    ends = [moment(each.get("NotOnOrAfter")) for each in (conditions, confirmation)]
    seconds = next(iter(_values(found, _DURATION_ATTRIBUTE)), "")
    return SamlResponse(
        assertion=assertion,
        issuer=_said(found, "Issuer"),
        subject=_said(found, "NameID"),
        audience=_said(found, "Audience"),
        recipient=confirmation.get("Recipient", ""),
        session_name=next(iter(_values(found, _NAME_ATTRIBUTE)), ""),
        roles=tuple(dict.fromkeys(_roles(found))),
        not_before=moment(conditions.get("NotBefore")),
        not_on_or_after=min((end for end in ends if end), default=None),
        session_ends=moment(statement.get("SessionNotOnOrAfter")),
        session_seconds=int(seconds)
        if seconds.isascii() and seconds.isdigit() and len(seconds) < 7
        else None,
    )


def _attributes(found: ElementTree.Element, name: str) -> dict[str, str]:
    element = found.find(f".//{_ASSERTION}{name}")
    return {} if element is None else dict(element.attrib)


def _said(found: ElementTree.Element, name: str) -> str:
    return (found.findtext(f".//{_ASSERTION}{name}") or "").strip()


def _values(found: ElementTree.Element, attribute: str) -> Iterator[str]:
    for element in found.iterfind(f".//{_ASSERTION}Attribute"):
        if element.get("Name") == attribute:
            for value in element.iterfind(f"{_ASSERTION}AttributeValue"):
                yield (value.text or "").strip()


def _roles(found: ElementTree.Element) -> Iterator[SamlRole]:
    """The pairs of role and provider; providers of identity write them in either order."""
    for value in _values(found, _ROLE_ATTRIBUTE):
        arns = [part.strip() for part in value.split(",")]
        if len(arns) != 2:
            continue
        role, provider = arns if role_name_of(arns[0]) else reversed(arns)
        if role_name_of(role) and SAML_PROVIDER_ARN.problem(provider) is None:
            yield SamlRole(role, provider)


class _Field(HTMLParser):
    """Reads one tag of a page: the field of a form that holds the response."""

    def __init__(self) -> None:
        super().__init__()
        self.value: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = dict(attrs)
        if tag == "input" and fields.get("name") == "SAMLResponse":
            self.value = fields.get("value")
