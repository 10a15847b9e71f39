"""Ways in with a proof of identity from outside, unsigned: AssumeRoleWithSAML and …WithWebIdentity."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from stsui.model import Operation
from stsui.practice.cast import OIDC_AUDIENCE, OIDC_PROVIDER, SAML_PROVIDER
from stsui.practice.company import Role
from stsui.practice.policies import Question, decide
from stsui.practice.realm import Realm
from stsui.practice.refusal import Refusal, access_denied, expired_assertion
from stsui.practice.roles import enter_role, role_arn_of, session_seconds
from stsui.practice.tokens import SAML_AUDIENCE, Assertion
from stsui.rules import ROLE_SESSION_NAME


def _trusted_role(realm: Realm, parameters: dict[str, Any], provider: str, operation: Operation) -> Role:
    """The role asked for, when it trusts the provider; AWS gives no reason when it does not."""
    arn, action = role_arn_of(parameters), f"sts:{operation}"
    role = realm.company.roles.get(arn)
    question = Question(action=action, resource=arn, principals=frozenset({provider}))
    if role is None or decide(role.trust, question).effect != "Allow":
        raise access_denied(f"Not authorized to perform {action}")
    return role


def _check_assertion(realm: Realm, assertion: Assertion, parameters: dict[str, Any]) -> None:
    if assertion.expires_at <= realm.time.now():
        raise expired_assertion("Token must be redeemed within 5 minutes of issuance")
    if parameters["PrincipalArn"] != SAML_PROVIDER or assertion.issuer != realm.provider.issuer:
        raise Refusal("InvalidIdentityToken", "Issuer not present in specified provider")
    if assertion.audience != SAML_AUDIENCE:
        raise Refusal("InvalidIdentityToken", "Audience of the assertion is not AWS")
    if f"{parameters['RoleArn']},{parameters['PrincipalArn']}" != assertion.attribute("Role"):
        raise access_denied("Not authorized to perform sts:AssumeRoleWithSAML")


def _session_name(assertion: Assertion) -> str:
    name = assertion.attribute("RoleSessionName")
    if name is None:
        raise Refusal("InvalidIdentityToken", "RoleSessionName is required in AuthnResponse")
    if problem := ROLE_SESSION_NAME.problem(name):
        raise Refusal("InvalidIdentityToken", f"RoleSessionName in AuthnResponse is not valid: {problem}")
    return name


def assume_role_with_saml(realm: Realm, parameters: dict[str, Any]) -> dict[str, Any]:
    """AssumeRoleWithSAML; the session ends with the provider's own at the latest."""
    role_arn_of(parameters)
    assertion = realm.provider.read_saml(parameters["SAMLAssertion"])
    _check_assertion(realm, assertion, parameters)
    role = _trusted_role(realm, parameters, SAML_PROVIDER, Operation.ASSUME_ROLE_WITH_SAML)
    seconds = session_seconds(role, parameters)
    provider_seconds = int((assertion.session_ends - realm.time.now()).total_seconds())
    answer = enter_role(
        realm,
        role,
        parameters,
        operation=Operation.ASSUME_ROLE_WITH_SAML,
        session_name=_session_name(assertion),
        seconds=min(seconds, provider_seconds),
        tags=assertion.tags,
        source_identity=assertion.attribute("SourceIdentity"),
    )
    return answer | {
        "Subject": assertion.subject,
        "SubjectType": "persistent",
        "Issuer": assertion.issuer,
        "Audience": assertion.audience,
        "NameQualifier": "practice",
    }


def _check_claims(realm: Realm, claims: dict[str, Any], now: datetime) -> None:
    if claims.get("iss") != realm.provider.issuer:
        raise Refusal(
            "InvalidIdentityToken",
            f"No OpenIDConnect provider found in your account for {claims.get('iss')}",
        )
    if claims.get("aud") != OIDC_AUDIENCE:
        raise Refusal("InvalidIdentityToken", "Incorrect token audience")
    if claims["exp"] <= now.timestamp():
        raise expired_assertion(
            f"Token expired: current date/time {int(now.timestamp())} must be before the expiration "
            f"date/time {claims['exp']}"
        )


def assume_role_with_web_identity(realm: Realm, parameters: dict[str, Any]) -> dict[str, Any]:
    """AssumeRoleWithWebIdentity: the token must be the known provider's, meant for STS and still good."""
    claims = realm.provider.read_jwt(parameters["WebIdentityToken"])
    _check_claims(realm, claims, realm.time.now())
    role = _trusted_role(realm, parameters, OIDC_PROVIDER, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY)
    session_tags = claims.get("https://aws.amazon.com/tags", {})
    answer = enter_role(
        realm,
        role,
        parameters,
        operation=Operation.ASSUME_ROLE_WITH_WEB_IDENTITY,
        session_name=parameters["RoleSessionName"],
        seconds=session_seconds(role, parameters),
        tags=tuple((key, values[0]) for key, values in session_tags.get("principal_tags", {}).items()),
        transitive=tuple(session_tags.get("transitive_tag_keys", ())),
        source_identity=claims.get("https://aws.amazon.com/source_identity"),
    )
    return answer | {
        "SubjectFromWebIdentityToken": claims.get("sub"),
        "Provider": OIDC_PROVIDER,
        "Audience": claims["aud"],
    }
