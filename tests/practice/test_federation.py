"""SAML and OIDC: proofs of identity that are good, late, foreign or forged."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from botocore import UNSIGNED

from stsui.clock import Clock
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER

from .conftest import refusal


@pytest.fixture
def unsigned(client_of):
    return client_of(None, signature_version=UNSIGNED)


@pytest.fixture
def stranger():
    """Another company's identity provider, with keys of its own."""
    with PracticeAws(Clock()) as other:
        yield other.provider


@pytest.fixture
def role_arn(aws):
    return aws.company.role("payments-dev", "Federated").arn


@pytest.fixture
def saml(aws, unsigned, role_arn):
    def call(response=None, *, principal=SAML_PROVIDER, role=role_arn, given=None, **making):
        attributes = {"Role": f"{role_arn},{SAML_PROVIDER}", "RoleSessionName": "kim", **(given or {})}
        text = response if response is not None else aws.provider.saml_response(attributes, **making)
        return unsigned.assume_role_with_saml(RoleArn=role, PrincipalArn=principal, SAMLAssertion=text)

    return call


def test_a_good_assertion(aws, saml, client_of):
    answer = saml(given={"SourceIdentity": "kim"}, subject="kim & co")
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::777788889999:assumed-role/Federated/kim"
    assert (answer["Subject"], answer["Issuer"]) == ("kim & co", aws.provider.issuer)
    assert answer["SourceIdentity"] == "kim"
    assert client_of(answer["Credentials"]).get_caller_identity()["Account"] == "777788889999"


def test_tags_of_an_assertion(aws, saml):
    answer = saml(given={"PrincipalTag:Project": "Pegasus", "PrincipalTag:Team": "payments"})
    tags = aws.caller(answer["Credentials"]["AccessKeyId"]).tags
    assert tags == (("Project", "Pegasus"), ("Team", "payments"))


@pytest.mark.parametrize("name", ["k", "kim lee"])
def test_a_session_name_that_no_role_takes(saml, name):
    assert refusal(saml, given={"RoleSessionName": name})[1] == "InvalidIdentityToken"


def test_an_assertion_without_a_session_name(aws, saml, role_arn):
    response = aws.provider.saml_response({"Role": f"{role_arn},{SAML_PROVIDER}"})
    assert refusal(saml, response=response)[2] == "RoleSessionName is required in AuthnResponse"


def test_the_providers_session_ends_it_sooner(aws, saml):
    ends = saml(session=timedelta(minutes=20))["Credentials"]["Expiration"]
    assert timedelta(minutes=19, seconds=58) <= ends - aws.now() <= timedelta(minutes=20)


def test_an_assertion_that_came_late(aws, saml, hands, role_arn):
    response = aws.provider.saml_response({"Role": f"{role_arn},{SAML_PROVIDER}"})
    hands.forward(minutes=6)
    status, code, message = refusal(saml, response=response)
    assert (status, code) == (400, "ExpiredTokenException")
    assert message == "Token must be redeemed within 5 minutes of issuance"


def test_an_assertion_for_somebody_else(saml):
    assert refusal(saml, audience="https://example.com/saml")[1] == "InvalidIdentityToken"


def test_an_assertion_from_a_stranger(saml, stranger):
    assert refusal(saml, response=stranger.saml_response({}))[1] == "InvalidIdentityToken"


def test_an_assertion_that_was_changed(aws, saml):
    text = base64.b64decode(aws.provider.saml_response({"Role": "x"})).replace(b"kim@", b"root@")
    assert refusal(saml, response=base64.b64encode(text).decode())[2] == "Response signature invalid"


@pytest.mark.parametrize("junk", ["not base64!", "AAAA", base64.b64encode(b"<x/>").decode()])
def test_what_is_no_assertion(saml, junk):
    assert refusal(saml, response=junk)[1] == "InvalidIdentityToken"


def test_a_provider_that_does_not_exist(saml):
    provider = "arn:aws:iam::777788889999:saml-provider/Other"
    assert refusal(saml, principal=provider)[2] == "Issuer not present in specified provider"


def test_a_role_that_is_not_in_the_assertion(aws, saml):
    role = aws.company.role("payments-dev", "Admin").arn
    status, code, message = refusal(saml, role=role)
    assert (status, code, message) == (
        403,
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithSAML",
    )


@pytest.fixture
def web(aws, unsigned):
    def call(token=None, *, role="Pipeline", lifetime=timedelta(minutes=5), **claims):
        text = token or aws.provider.jwt({"sub": "repo:payments", "aud": OIDC_AUDIENCE, **claims}, lifetime)
        return unsigned.assume_role_with_web_identity(
            RoleArn=aws.company.role("payments-dev", role).arn, RoleSessionName="ci", WebIdentityToken=text
        )

    return call


def test_a_good_web_identity(web):
    answer = web()
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/Pipeline/ci")
    assert answer["SubjectFromWebIdentityToken"] == "repo:payments"
    assert answer["Audience"] == OIDC_AUDIENCE


def test_tags_of_a_web_identity(aws, web):
    tags = {"principal_tags": {"Project": ["Pegasus"]}, "transitive_tag_keys": ["Project"]}
    answer = web(**{"https://aws.amazon.com/tags": tags})
    caller = aws.caller(answer["Credentials"]["AccessKeyId"])
    assert (caller.tags, caller.transitive_tag_keys) == ((("Project", "Pegasus"),), ("Project",))


def test_a_web_identity_that_came_late(web):
    status, code, message = refusal(web, lifetime=timedelta(seconds=-1))
    assert (status, code) == (400, "ExpiredTokenException")
    assert message.startswith("Token expired: current date/time ")


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "elsewhere"}, "Incorrect token audience"),
        (
            {"iss": "https://other.example.com"},
            "No OpenIDConnect provider found in your account for https://other",
        ),
    ],
)
def test_a_web_identity_for_or_from_somebody_else(web, claims, words):
    status, code, message = refusal(web, **claims)
    assert (status, code) == (400, "InvalidIdentityToken")
    assert message.startswith(words)


@pytest.mark.parametrize("token", ["a.b.c", "no dots", "ééé.é"])
def test_what_is_no_web_identity(web, token):
    assert refusal(web, token=token)[1] == "InvalidIdentityToken"


def test_a_web_identity_from_a_stranger(web, stranger):
    token = stranger.jwt({"sub": "repo:payments", "aud": OIDC_AUDIENCE})
    assert "verification key" in refusal(web, token=token)[2]


def test_a_role_that_does_not_trust_the_provider(web):
    assert refusal(web, role="Admin")[1] == "AccessDenied"
