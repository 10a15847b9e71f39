"""GetFederationToken, GetWebIdentityToken, GetDelegatedAccessToken, AssumeRoot, and the lookups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .conftest import refusal

JWT = {"Audience": ["https://example.com"], "SigningAlgorithm": "RS256"}
TASK = {"arn": "arn:aws:iam::aws:policy/root-task/SQSUnlockQueuePolicy"}


def test_a_federated_user(client_of, on_call):
    answer = on_call.get_federation_token(Name="kim")
    assert answer["FederatedUser"] == {
        "FederatedUserId": "111122223333:kim",
        "Arn": "arn:aws:sts::111122223333:federated-user/kim",
    }
    assert client_of(answer["Credentials"]).get_caller_identity()["Arn"] == answer["FederatedUser"]["Arn"]


def test_without_a_session_policy_a_federated_user_may_nothing(client_of, on_call):
    plain = client_of(on_call.get_federation_token(Name="kim")["Credentials"], service="ec2")
    assert "because no session policy allows" in refusal(plain.describe_instances)[2]
    policy = '{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}'
    allowed = client_of(on_call.get_federation_token(Name="kim", Policy=policy)["Credentials"], service="ec2")
    assert allowed.describe_instances()
    assert (
        "because no identity-based policy allows" in refusal(allowed.stop_instances, InstanceIds=["i-1"])[2]
    )


def test_a_federated_users_name(on_call):
    assert refusal(on_call.get_federation_token, Name="k" * 33)[1] == "ValidationError"


def test_federating_without_permission(client_of):
    assert refusal(client_of("deploy").get_federation_token, Name="kim")[1] == "AccessDenied"


@pytest.fixture
def management(aws, on_call, mfa, client_of):
    admin = {"RoleArn": aws.company.role("management", "Admin").arn, "RoleSessionName": "kim"}
    return client_of(on_call.assume_role(**admin, **mfa(), SourceIdentity="kim")["Credentials"])


@pytest.mark.parametrize("target", ["777788889999", "arn:aws:iam::777788889999:root"])
def test_a_root_task(management, client_of, target):
    answer = management.assume_root(TargetPrincipal=target, TaskPolicyArn=TASK)
    assert answer["SourceIdentity"] == "kim"
    client = client_of(answer["Credentials"])
    assert client.get_caller_identity()["Arn"] == "arn:aws:iam::777788889999:root"
    assert (
        refusal(client_of(answer["Credentials"], service="ec2").describe_instances)[1]
        == "UnauthorizedOperation"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"TargetPrincipal": "100000000001", "TaskPolicyArn": TASK},
        {"TargetPrincipal": "999999999999", "TaskPolicyArn": TASK},
        {
            "TargetPrincipal": "777788889999",
            "TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
        },
        {"TargetPrincipal": "777788889999", "TaskPolicyArn": {"arn": TASK["arn"] + "s"}},
        {"TargetPrincipal": "777788889999"},
    ],
)
def test_root_tasks_that_are_none(management, given):
    assert refusal(management.assume_root, **given)[1] == "ValidationError"


def test_a_root_task_from_a_member_account(on_call):
    assert (
        refusal(on_call.assume_root, TargetPrincipal="777788889999", TaskPolicyArn=TASK)[1] == "AccessDenied"
    )


def test_a_token_for_another_service(aws, on_call):
    answer = on_call.get_web_identity_token(**JWT, Tags=[{"Key": "team", "Value": "payments"}])
    claims = aws.own_tokens.read_jwt(answer["WebIdentityToken"])
    assert (claims["aud"], claims["sub"]) == ("https://example.com", aws.company.users["oncall"].arn)
    assert claims["https://sts.amazonaws.com/"]["request_tags"] == {"team": "payments"}
    assert claims["exp"] == int(answer["Expiration"].timestamp())


def test_a_token_does_not_outlive_the_callers_session(aws, on_call, client_of, mfa, hands):
    admin = {"RoleArn": aws.company.role("payments-dev", "Admin").arn, "RoleSessionName": "kim"}
    client = client_of(on_call.assume_role(**admin, **mfa(), DurationSeconds=900)["Credentials"])
    assert client.get_web_identity_token(**JWT, DurationSeconds=900)
    status, code, _ = refusal(client.get_web_identity_token, **JWT, DurationSeconds=901 + 60)
    assert (status, code) == (403, "SessionDurationEscalationException")


def test_an_account_that_has_not_enabled_outbound_federation(aws, on_call, client_of, mfa):
    admin = {"RoleArn": aws.company.role("payments-prod", "Admin").arn, "RoleSessionName": "kim"}
    client = client_of(on_call.assume_role(**admin, **mfa())["Credentials"])
    answer = refusal(client.get_web_identity_token, **JWT)
    assert answer[:2] == (403, "OutboundWebIdentityFederationDisabledException")


def test_an_algorithm_that_is_not_offered(on_call):
    given = JWT | {"SigningAlgorithm": "HS256"}
    assert "enum value set: [RS256, ES384]" in refusal(on_call.get_web_identity_token, **given)[2]


def test_delegated_access(aws, on_call):
    role = aws.company.role("data-dev", "ReadOnly")
    answer = on_call.get_delegated_access_token(TradeInToken=aws.trade_in_token(role, seconds=1800))
    assert answer["AssumedPrincipal"] == "arn:aws:sts::333344445555:assumed-role/ReadOnly/delegated"
    assert answer["Credentials"]["Expiration"] - aws.now().replace(microsecond=0) == timedelta(minutes=30)


def test_a_trade_in_token_that_came_late(aws, on_call, hands):
    token = aws.trade_in_token(aws.company.role("data-dev", "ReadOnly"))
    hands.forward(minutes=5)
    answer = refusal(on_call.get_delegated_access_token, TradeInToken=token)
    assert answer[:2] == (400, "ExpiredTradeInTokenException")


def test_what_is_no_trade_in_token(aws, on_call):
    jwt = on_call.get_web_identity_token(**JWT)["WebIdentityToken"]
    for token in (jwt, "a.b.c"):
        answer = refusal(on_call.get_delegated_access_token, TradeInToken=token)
        assert answer == (400, "ValidationError", "The trade-in token is not valid.")


@pytest.mark.parametrize("user", ["oncall", "deploy", "root"])
def test_whose_key_is_this(aws, on_call, user):
    key_id = aws.company.users[user].access_key_id
    assert on_call.get_access_key_info(AccessKeyId=key_id)["Account"] == "111122223333"


def test_a_temporary_keys_account_is_the_roles(aws, on_call):
    arn = aws.company.role("data-dev", "ReadOnly").arn
    keys = on_call.assume_role(RoleArn=arn, RoleSessionName="kim")["Credentials"]
    assert on_call.get_access_key_info(AccessKeyId=keys["AccessKeyId"])["Account"] == "333344445555"


def test_a_key_that_does_not_exist(on_call):
    assert refusal(on_call.get_access_key_info, AccessKeyId="AKIANOBODYSKEYEXAMPL")[1] == "ValidationError"


def test_identity_cannot_be_denied(client_of, on_call):
    nothing = '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'
    keys = on_call.get_federation_token(Name="kim", Policy=nothing)["Credentials"]
    assert client_of(keys).get_caller_identity()["Account"] == "111122223333"
