"""SAML responses: found in whatever a person brings, read safely, and judged before they are sent."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stsui.federation import SamlRole, read_saml
from stsui.federation.reading import ProofUnreadable
from stsui.practice.tokens import TokenMint

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROLE = "arn:aws:iam::777788889999:role/team/Federated"
ADMIN = "arn:aws:iam::777788889999:role/Admin"
PROVIDER = "arn:aws:iam::777788889999:saml-provider/ExampleIdP"
NAMESPACE = 'xmlns="urn:oasis:names:tc:SAML:2.0:assertion"'


def attribute(name: str, *values: str) -> str:
    inner = "".join(f"<AttributeValue>{value}</AttributeValue>" for value in values)
    return f'<Attribute Name="https://aws.amazon.com/SAML/Attributes/{name}">{inner}</Attribute>'


def response(
    *attributes: str,
    audience: str = "urn:amazon:webservices",
    conditions: str = 'NotBefore="2026-11-22T11:55:00Z" NotOnOrAfter="2026-11-22T12:05:00.250Z"',
    session: str = 'SessionNotOnOrAfter="2026-11-22T20:00:00Z"',
    before: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> str:
    return (
        f'{before}<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"><Assertion {NAMESPACE}>'
        "<Issuer>https://idp.example.com</Issuer><Subject><NameID>kim@example.com</NameID>"
        '<SubjectConfirmation><SubjectConfirmationData NotOnOrAfter="2026-11-22T12:06:00Z" '
        'Recipient="https://signin.aws.amazon.com/saml"/></SubjectConfirmation></Subject>'
        f"<Conditions {conditions}><AudienceRestriction><Audience>{audience}</Audience>"
        f"</AudienceRestriction></Conditions><AuthnStatement {session}/>"
        f"<AttributeStatement>{''.join(attributes)}</AttributeStatement></Assertion></p:Response>"
    )


def packed(document: str) -> str:
    return base64.b64encode(document.encode()).decode()


TWO_ROLES = response(
    attribute(
        "Role", f"{ROLE},{PROVIDER}", f" {PROVIDER} , {ADMIN} ", "half a pair", f"{PROVIDER},{PROVIDER}"
    ),
    attribute("RoleSessionName", "kim"),
    attribute("SessionDuration", "7200"),
)
FORM = (
    '<!DOCTYPE html><html><body><form action="https://signin.aws.amazon.com/saml" method="post">'
    '<INPUT type="hidden" name="RelayState" value=""><input name="SAMLResponse" type="hidden" value="{}">'
    "</form></body></html>"
)


def lines(text: str) -> str:
    return "\r\n".join(text[start : start + 76] for start in range(0, len(text), 76))


BROUGHT = {
    "base64": packed(TWO_ROLES),
    "base64 in lines": f"  {lines(packed(TWO_ROLES))}\n",
    "base64 without padding": packed(TWO_ROLES).rstrip("="),
    "XML": f"\ufeff\n{TWO_ROLES}\n",
    "a saved page": FORM.format(escape(packed(TWO_ROLES))),
    "a page with entities": FORM.format(packed(TWO_ROLES).replace("=", "&#x3d;").replace("+", "&#43;")),
    "a page in XHTML": '<?xml version="1.0" encoding="UTF-8"?>\n<!-- posts itself -->'
    + FORM.format(packed(TWO_ROLES)),
    "a page that speaks of it first": "<!-- saved --><html>SAMLResponse <script>SAMLResponse</script>"
    + FORM.format(packed(TWO_ROLES)),
    "a field whose name comes last": f"<form><input value='{packed(TWO_ROLES)}' name=SAMLResponse></form>",
    "XML after a comment": TWO_ROLES.replace(
        '<?xml version="1.0" encoding="UTF-8"?>', "<!-- from the debugger -->"
    ),
    "a form as it is sent": f"RelayState=&SAMLResponse={quote(packed(TWO_ROLES), safe='')}&x=1",
}


@pytest.mark.parametrize("text", BROUGHT.values(), ids=BROUGHT)
def test_what_a_person_brings_is_read(text: str) -> None:
    read = read_saml(text)
    assert read.issuer == "https://idp.example.com"
    assert read.subject == "kim@example.com"
    assert read.audience == "urn:amazon:webservices"
    assert read.recipient == "https://signin.aws.amazon.com/saml"
    assert read.session_name == "kim"
    assert read.session_seconds == 7200
    assert read.roles == (SamlRole(ROLE, PROVIDER), SamlRole(ADMIN, PROVIDER))
    assert [role.label for role in read.roles] == ["777788889999/Federated", "777788889999/Admin"]
    assert read.not_on_or_after == NOON + timedelta(minutes=5, milliseconds=250)
    assert read.session_ends == NOON + timedelta(hours=8)
    assert read.remaining(NOON + timedelta(minutes=1)) == timedelta(minutes=4, milliseconds=250)
    assert read.remaining(NOON + timedelta(hours=1)) == timedelta(0)
    xml = base64.b64decode(read.assertion.reveal() + "==").decode()
    assert xml.startswith(("<?xml", "<p:Response", "<!-- from the debugger"))


def test_a_response_of_the_practice_provider() -> None:
    mint = TokenMint("https://idp.example.com", bytes, lambda: NOON)
    read = read_saml(mint.saml_response({"Role": f"{ROLE},{PROVIDER}", "RoleSessionName": "kim"}))
    assert read.roles == (SamlRole(ROLE, PROVIDER),)
    assert list(read.problems(ROLE, PROVIDER, NOON)) == []
    assert read.assertion.reveal() not in repr(read)


@pytest.mark.parametrize(
    ("document", "now", "rules"),
    [
        (TWO_ROLES, NOON, []),
        (TWO_ROLES, NOON + timedelta(minutes=5, milliseconds=249), []),
        (TWO_ROLES, NOON + timedelta(minutes=5, milliseconds=250), ["saml-expired"]),
        (TWO_ROLES, NOON - timedelta(minutes=6), ["saml-early"]),
        (response(session='SessionNotOnOrAfter="2026-11-22T11:00:00Z"'), NOON, ["saml-expired", "saml-role"]),
        (response(audience="https://other.example.com"), NOON, ["saml-audience", "saml-role"]),
        (response(conditions='NotOnOrAfter="no time"', session=""), NOON, ["saml-role"]),
    ],
)
def test_what_aws_would_refuse_is_seen_before(document: str, now: datetime, rules: list[str]) -> None:
    assert [problem.rule for problem in read_saml(document).problems(ROLE, PROVIDER, now)] == rules


def test_roles_of_another_provider_are_told_apart() -> None:
    other = PROVIDER.replace("ExampleIdP", "Other")
    assert [problem.rule for problem in read_saml(TWO_ROLES).problems(ROLE, other, NOON)] == ["saml-role"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
NO_RESPONSES = {
    "": "empty",
    " \n": "empty",
    "hello, world!": "no SAML response",
    packed("plain text"): "not complete XML",
    packed(TWO_ROLES[: len(TWO_ROLES) // 2]): "cut off",
    TWO_ROLES[:300]: "cut off",
    base64.b64encode(b"\x78\x9c\xff\x00" * 9).decode(): "not text",
    "<html><body>Sign in</body></html>": "no SAMLResponse",
    FORM.format(""): "no SAMLResponse",
    FORM.format(packed(TWO_ROLES)).partition(' value="PD')[0]: "no SAMLResponse",
    "<note>hi</note>": "no SAML response",
    response(before=BOMB): "document type",
    packed(response(before=BOMB)): "document type",
    response(before="<?xml version='1.0'?><!doctype x>"): "document type",
    TWO_ROLES.replace("Assertion ", f"EncryptedAssertion {NAMESPACE}/><Assertion "): "encrypted",
    f"<Response {NAMESPACE}><Status/></Response>": "no assertion",
    packed(response(attribute("Role", "x" * 80_000))): "AWS takes 100,000",
    "A" * (5 * 2**20): "too large",
    packed("<a>" * 20_000 + "</a>" * 20_000): "AWS takes 100,000",
    packed("<a>" * 9_000 + "</a>" * 9_000): "no SAML response",
}


@pytest.mark.parametrize(
    ("text", "words"), NO_RESPONSES.items(), ids=[str(n) for n in range(len(NO_RESPONSES))]
)
def test_what_is_no_response_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ProofUnreadable, match=words) as caught:
        read_saml(text)
    assert caught.value.exit_code == 2
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    "text",
    ["<html>" + "<p>hello</p>" * 300_000, "<html>" + "<p>SAMLResponse" * 200_000, "<!---->" * 500_000],
    ids=["no field", "named in every tag", "comments"],
)
def test_a_large_page_is_looked_through_at_once(text: str) -> None:
    with pytest.raises(ProofUnreadable):
        read_saml(text)  # parsed whole, or again and again, it would take minutes


@given(
    st.text()
    | st.binary().map(lambda raw: base64.b64encode(raw).decode())
    | st.text(alphabet="<>/aS&#;\"'=!?- ")
)
def test_no_text_makes_the_reader_fall(text: str) -> None:
    with suppress(ProofUnreadable):
        read_saml(text)


@given(st.data())
def test_no_damage_makes_the_reader_fall(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(TWO_ROLES)))
    damaged = TWO_ROLES[:at] + data.draw(st.text(max_size=5)) + TWO_ROLES[at + data.draw(st.integers(0, 9)) :]
    with suppress(ProofUnreadable):
        list(read_saml(damaged).problems(ROLE, PROVIDER, NOON))
