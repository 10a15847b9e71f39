"""Every row of the table of STS's rules, enforced: who may call what with which credentials, for how long."""

from __future__ import annotations

import http.client
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from botocore import UNSIGNED

from stsui.model import Operation
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER
from stsui.rules import OPERATIONS

from .conftest import boto, refusal

SESSIONS = [
    Operation.ASSUME_ROLE,
    Operation.ASSUME_ROLE_WITH_SAML,
    Operation.ASSUME_ROLE_WITH_WEB_IDENTITY,
    Operation.GET_FEDERATION_TOKEN,
    Operation.GET_SESSION_TOKEN,
    Operation.ASSUME_ROOT,
    Operation.GET_DELEGATED_ACCESS_TOKEN,
]
SIGNED = [operation for operation, row in OPERATIONS.items() if row.signed]
EMPTY_POLICY = '{"Statement": {"Effect": "Allow", "Action": "*"}}'
ROOT_TASK = {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"}


def method(client, operation):
    """boto3's method for an operation."""
    names = {api: python for python, api in client.meta.method_to_api_mapping.items()}
    return getattr(client, names[operation])


@pytest.fixture
def start(aws, client_of, mfa):
    """Start a session by any operation: the whole answer."""

    def management():
        admin = {"RoleArn": aws.company.role("management", "Admin").arn, "RoleSessionName": "kim"}
        return client_of(client_of("oncall").assume_role(**admin, **mfa())["Credentials"])

    def saml(**more):
        arn = aws.company.role("payments-dev", "Federated").arn
        attributes = {"Role": f"{arn},{SAML_PROVIDER}", "RoleSessionName": "kim"}
        return client_of(None, signature_version=UNSIGNED).assume_role_with_saml(
            RoleArn=arn,
            PrincipalArn=SAML_PROVIDER,
            SAMLAssertion=aws.provider.saml_response(attributes),
            **more,
        )

    def web_identity(**more):
        return client_of(None, signature_version=UNSIGNED).assume_role_with_web_identity(
            RoleArn=aws.company.role("payments-dev", "Pipeline").arn,
            RoleSessionName="kim",
            WebIdentityToken=aws.provider.jwt({"sub": "repo:payments", "aud": OIDC_AUDIENCE}),
            **more,
        )

    def role(**more):
        arn = aws.company.role("payments-dev", "ReadOnly").arn
        return client_of("oncall").assume_role(RoleArn=arn, RoleSessionName="kim", **more)

    def delegated():
        token = aws.trade_in_token(aws.company.role("payments-dev", "ReadOnly"))
        return client_of("oncall").get_delegated_access_token(TradeInToken=token)

    ways = {
        Operation.ASSUME_ROLE: role,
        Operation.ASSUME_ROLE_WITH_SAML: saml,
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: web_identity,
        Operation.GET_FEDERATION_TOKEN: lambda **more: client_of("oncall").get_federation_token(
            Name="kim", **more
        ),
        Operation.GET_SESSION_TOKEN: lambda **more: client_of("oncall").get_session_token(**more),
        Operation.ASSUME_ROOT: lambda **more: management().assume_root(
            TargetPrincipal="777788889999", TaskPolicyArn=ROOT_TASK, **more
        ),
        Operation.GET_DELEGATED_ACCESS_TOKEN: delegated,
        Operation.GET_WEB_IDENTITY_TOKEN: lambda **more: client_of("oncall").get_web_identity_token(
            Audience=["https://example.com"], SigningAlgorithm="RS256", **more
        ),
    }
    return lambda operation, **more: ways[operation](**more)


def test_the_table_knows_every_operation_of_sts():
    assert set(OPERATIONS) == set(boto().get_service_model("sts").operation_names)


@pytest.mark.parametrize("issuer", SESSIONS)
def test_what_each_sessions_credentials_may_call(start, client_of, issuer):
    client = client_of(start(issuer)["Credentials"])
    row = OPERATIONS[issuer]
    for operation in SIGNED:
        words = f"Cannot call {operation} with session credentials"
        refused = (
            OPERATIONS[operation].long_term_only
            or operation in row.may_not_call
            or (row.may_call is not None and operation not in row.may_call)
        )
        if operation is Operation.GET_CALLER_IDENTITY:
            assert client.get_caller_identity()["Arn"]
        elif refused:
            assert refusal(method(client, operation)) == (403, "AccessDenied", words)
        else:
            assert refusal(method(client, operation))[2] != words


@pytest.mark.parametrize(
    ("issuer", "called"),
    [
        (Operation.GET_SESSION_TOKEN, Operation.GET_SESSION_TOKEN),
        (Operation.GET_SESSION_TOKEN, Operation.GET_FEDERATION_TOKEN),
        (Operation.GET_SESSION_TOKEN, Operation.DECODE_AUTHORIZATION_MESSAGE),
        (Operation.ASSUME_ROLE, Operation.GET_SESSION_TOKEN),
        (Operation.GET_FEDERATION_TOKEN, Operation.ASSUME_ROLE),
    ],
)
def test_the_best_known_refusals(start, client_of, issuer, called):
    client = client_of(start(issuer)["Credentials"])
    assert refusal(method(client, called))[2] == f"Cannot call {called} with session credentials"


@pytest.mark.parametrize("operation", SIGNED)
def test_signed_operations_need_a_signature(client_of, operation):
    client = client_of(None, signature_version=UNSIGNED)
    assert refusal(method(client, operation))[1] == "MissingAuthenticationToken"


WITH_DURATION = [op for op, row in OPERATIONS.items() if row.durations]


@pytest.mark.parametrize("operation", WITH_DURATION)
def test_the_default_lifetime(aws, start, operation):
    answer = start(operation)
    ends = answer["Credentials"]["Expiration"] if "Credentials" in answer else answer["Expiration"]
    assert ends - aws.now().replace(microsecond=0) == timedelta(
        seconds=OPERATIONS[operation].durations.default
    )


@pytest.mark.parametrize("operation", WITH_DURATION)
def test_lifetimes_outside_the_limits(start, operation):
    limits = OPERATIONS[operation].durations
    for seconds, word, limit in (
        (limits.minimum - 1, "greater", limits.minimum),
        (limits.maximum + 1, "less", limits.maximum),
    ):
        message = refusal(start, operation=operation, DurationSeconds=seconds)[2]
        assert message.endswith(f"Member must have value {word} than or equal to {limit}")


@pytest.mark.parametrize("operation", [op for op, row in OPERATIONS.items() if row.root_durations])
def test_root_gets_the_root_users_maximum_at_most(aws, client_of, operation):
    limits = OPERATIONS[operation].root_durations
    given = {"Name": "kim"} if operation is Operation.GET_FEDERATION_TOKEN else {}
    call = method(client_of("root"), operation)
    for asked, got in (
        ({}, limits.default),
        ({"DurationSeconds": 7200}, limits.maximum),
        ({"DurationSeconds": 900}, 900),
    ):
        ends = call(**given, **asked)["Credentials"]["Expiration"]
        assert ends - aws.now().replace(microsecond=0) == timedelta(seconds=got)


@pytest.mark.parametrize("operation", [op for op, row in OPERATIONS.items() if not row.root_allowed])
def test_what_root_may_not_call(aws, client_of, operation):
    arn = aws.company.role("payments-dev", "ReadOnly").arn
    given = {
        Operation.ASSUME_ROLE: {"RoleArn": arn, "RoleSessionName": "kim"},
        Operation.ASSUME_ROOT: {"TargetPrincipal": "777788889999", "TaskPolicyArn": ROOT_TASK},
    }
    call = method(client_of("root"), operation)
    assert refusal(call, **given[operation])[1] == "AccessDenied"


@pytest.mark.parametrize("operation", [op for op, row in OPERATIONS.items() if row.mfa])
def test_where_mfa_is_offered_it_is_checked(aws, start, operation):
    device = aws.company.users["oncall"].mfa
    stale = device.code(aws.now() - timedelta(hours=1))
    message = refusal(start, operation=operation, SerialNumber=device.serial, TokenCode=stale)[2]
    assert message.startswith("MultiFactorAuthentication failed")


@pytest.mark.parametrize("operation", [op for op, row in OPERATIONS.items() if row.session_policy])
def test_where_a_session_policy_is_offered_it_is_read(aws, start, operation):
    assert refusal(start, operation=operation, Policy="no policy")[1] == "MalformedPolicyDocument"
    answer = start(operation, Policy=EMPTY_POLICY)
    assert answer["PackedPolicySize"] > 0
    assert aws.caller(answer["Credentials"]["AccessKeyId"]).session_policy


@pytest.mark.parametrize("issuer", SESSIONS)
def test_whose_credentials_sign_in_to_the_console(aws, start, issuer):
    keys = start(issuer)["Credentials"]
    names = {"sessionId": "AccessKeyId", "sessionKey": "SecretAccessKey", "sessionToken": "SessionToken"}
    session = json.dumps({name: keys[key] for name, key in names.items()})
    form = urlencode({"Action": "getSigninToken", "Session": session})
    connection = http.client.HTTPConnection(aws.url.removeprefix("http://"), timeout=10)
    connection.request("POST", "/federation", form)
    response = connection.getresponse()
    assert response.status == (200 if OPERATIONS[issuer].console else 400)
    assert (b"SigninToken" in response.read()) == OPERATIONS[issuer].console
    connection.close()


def test_the_issuers_of_sessions_are_those_that_answer_with_credentials():
    model = boto().get_service_model("sts")
    answers = {name: model.operation_model(name).output_shape for name in model.operation_names}
    issuers = {name for name, shape in answers.items() if "Credentials" in shape.members}
    assert issuers == set(SESSIONS)
