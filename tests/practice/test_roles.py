"""AssumeRole: who may, for how long, with what; and the sentences for a no."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest

from stsui.practice.cast import EXTERNAL_ID

from .conftest import refusal

ROLE = "arn:aws:iam::444455556666:role/ReadOnly"
NAME = {"RoleSessionName": "kim"}
READ_S3 = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


@pytest.fixture
def read_only():
    return {"RoleArn": ROLE, **NAME}


@pytest.fixture
def jump(aws, on_call, mfa, client_of):
    """A client with the credentials of the role to chain through."""
    answer = on_call.assume_role(RoleArn=aws.company.role("identity", "Jump").arn, **NAME, **mfa())
    return client_of(answer["Credentials"])


def lifetime(answer, aws):
    return answer["Credentials"]["Expiration"] - aws.now().replace(microsecond=0)


@pytest.mark.parametrize(
    ("asked", "got"), [({}, 3600), ({"DurationSeconds": 900}, 900), ({"DurationSeconds": 43200}, 43200)]
)
def test_it_lasts_as_long_as_asked(aws, on_call, read_only, asked, got):
    assert lifetime(on_call.assume_role(**read_only, **asked), aws) == timedelta(seconds=got)


@pytest.mark.parametrize(("seconds", "word", "limit"), [(899, "greater", 900), (43201, "less", 43200)])
def test_durations_that_no_role_has(on_call, read_only, seconds, word, limit):
    assert refusal(on_call.assume_role, **read_only, DurationSeconds=seconds) == (
        400,
        "ValidationError",
        f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
        f"Member must have value {word} than or equal to {limit}",
    )


def test_longer_than_the_roles_own_maximum(aws, on_call, mfa):
    admin = {"RoleArn": aws.company.role("payments-prod", "Admin").arn, **NAME, **mfa()}
    answer = refusal(on_call.assume_role, **admin, DurationSeconds=3601)
    assert answer == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )


def test_chaining_is_capped_at_one_hour(aws, jump):
    auditor = {"RoleArn": aws.company.role("security", "Auditor").arn, **NAME}
    assert lifetime(jump.assume_role(**auditor), aws) == timedelta(hours=1)
    answer = refusal(jump.assume_role, **auditor, DurationSeconds=3601)
    assert answer == (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    )


def test_get_session_token_credentials_are_capped_as_well(on_call, read_only, client_of):
    client = client_of(on_call.get_session_token()["Credentials"])
    assert "role chaining" in refusal(client.assume_role, **read_only, DurationSeconds=7200)[2]


def test_root_may_not(client_of, read_only):
    answer = refusal(client_of("root").assume_role, **read_only)
    assert answer == (403, "AccessDenied", "Roles may not be assumed by root accounts.")


def test_a_roles_session_of_root_may_not_either(client_of, read_only):
    session = client_of("root").get_session_token()["Credentials"]
    assert refusal(client_of(session).assume_role, **read_only)[2].startswith("Roles may not")


def said(aws, user, role_arn):
    arn = aws.company.users[user].arn
    return f"User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"


def test_a_role_that_does_not_exist_gets_no_reason(aws, on_call):
    for arn in ("arn:aws:iam::444455556666:role/Nothing", "arn:aws:iam::100000000001:role/OnCall"):
        answer = refusal(on_call.assume_role, RoleArn=arn, **NAME)
        assert answer == (403, "AccessDenied", said(aws, "oncall", arn))


def test_a_trust_policy_that_denies(aws, on_call):
    arn = aws.company.role("payments-prod", "Deploy").arn
    answer = refusal(on_call.assume_role, RoleArn=arn, **NAME)
    assert answer[2] == said(aws, "oncall", arn) + " with an explicit deny in the role trust policy"


def test_a_trust_policy_that_names_somebody_else(aws, client_of):
    arn = aws.company.role("identity", "Jump").arn
    answer = refusal(client_of("deploy").assume_role, RoleArn=arn, **NAME)
    assert answer[2].endswith(" because no role trust policy allows the sts:AssumeRole action")


def test_an_identity_without_the_permission(aws, client_of):
    answer = refusal(client_of("intern").assume_role, RoleArn=ROLE, **NAME)
    assert answer[2] == (
        said(aws, "intern", ROLE) + " because no identity-based policy allows the sts:AssumeRole action"
    )


def test_a_session_policy_without_the_permission(aws, on_call, mfa, client_of):
    jump = {"RoleArn": aws.company.role("identity", "Jump").arn, **NAME, **mfa(), "Policy": READ_S3}
    client = client_of(on_call.assume_role(**jump)["Credentials"])
    answer = refusal(client.assume_role, RoleArn=aws.company.role("security", "Auditor").arn, **NAME)
    assert answer[2].endswith(" because no session policy allows the sts:AssumeRole action")


def test_deploy_may_what_on_call_may_not(aws, client_of):
    arn = aws.company.role("payments-prod", "Deploy").arn
    assert client_of("deploy").assume_role(RoleArn=arn, **NAME)["Credentials"]


@pytest.mark.parametrize("given", [{}, {"ExternalId": "wrong"}])
def test_an_external_id_that_is_missing_or_wrong(aws, on_call, given):
    arn = aws.company.role("data-prod", "Vendor").arn
    assert refusal(on_call.assume_role, RoleArn=arn, **NAME, **given)[1] == "AccessDenied"


def test_the_right_external_id(aws, on_call):
    arn = aws.company.role("data-prod", "Vendor").arn
    assert on_call.assume_role(RoleArn=arn, **NAME, ExternalId=EXTERNAL_ID)["Credentials"]


@pytest.mark.parametrize(
    "arn", ["arn:aws:iam::444455556666:user/OnCall", "arn:aws:iam::4444:role/OnCall", "OnCall" * 5]
)
def test_what_is_no_roles_arn(on_call, arn):
    assert refusal(on_call.assume_role, RoleArn=arn, **NAME) == (400, "ValidationError", f"{arn} is invalid")


def test_a_source_identity_sticks(aws, on_call, mfa, client_of):
    arn = aws.company.role("identity", "Jump").arn
    first = on_call.assume_role(RoleArn=arn, **NAME, **mfa(), SourceIdentity="kim")
    assert first["SourceIdentity"] == "kim"
    client, auditor = client_of(first["Credentials"]), aws.company.role("security", "Auditor").arn
    assert client.assume_role(RoleArn=auditor, **NAME)["SourceIdentity"] == "kim"
    assert client.assume_role(RoleArn=auditor, **NAME, SourceIdentity="kim")["SourceIdentity"] == "kim"
    answer = refusal(client.assume_role, RoleArn=auditor, **NAME, SourceIdentity="alex")
    assert "sts:SetSourceIdentity" in answer[2]


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def session_tags(aws, answer):
    return dict(aws.caller(answer["Credentials"]["AccessKeyId"]).tags)


def test_session_tags_override_the_roles_own(aws, on_call, read_only):
    answer = on_call.assume_role(**read_only, Tags=tags(ENV="test", Project="Pegasus"))
    assert session_tags(aws, answer) == {"ENV": "test", "Project": "Pegasus"}
    assert answer["PackedPolicySize"] > 0


def test_transitive_tags_persist_and_others_do_not(aws, on_call, mfa, client_of):
    first = on_call.assume_role(
        RoleArn=aws.company.role("identity", "Jump").arn,
        **NAME,
        **mfa(),
        Tags=tags(Project="Pegasus", Team="payments"),
        TransitiveTagKeys=["project"],
    )
    client = client_of(first["Credentials"])
    auditor = {"RoleArn": aws.company.role("security", "Auditor").arn, **NAME}
    second = client.assume_role(**auditor)
    assert session_tags(aws, second) == {"Project": "Pegasus"}
    assert refusal(client.assume_role, **auditor, Tags=tags(PROJECT="x"))[1] == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"Tags": tags(a="1", A="2")}, "InvalidParameterValue"),
        ({"Tags": tags(a="1"), "TransitiveTagKeys": ["b"]}, "InvalidParameterValue"),
        ({"Tags": tags(**{f"k{n}": "" for n in range(51)})}, "ValidationError"),
        ({"Tags": [{"Key": "k" * 129, "Value": ""}]}, "ValidationError"),
        ({"Tags": [{"Key": "", "Value": ""}]}, "ValidationError"),
        ({"Tags": [{"Value": "no key"}]}, "ValidationError"),
        ({"Tags": tags(a="v" * 257)}, "ValidationError"),
        ({"Policy": "{"}, "MalformedPolicyDocument"),
        ({"Policy": "[]"}, "MalformedPolicyDocument"),
        ({"Policy": '{"Statement": {"Effect": "Maybe"}}'}, "MalformedPolicyDocument"),
        ({"Policy": '{"Statement": {"Effect": "Allow", "Action": "everything"}}'}, "MalformedPolicyDocument"),
        ({"Policy": READ_S3 + " " * 2048}, "ValidationError"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}] * 11}, "LimitExceeded"),
        ({"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/NoSuchPolicy"}]}, "NoSuchEntity"),
        (
            {
                "Policy": READ_S3 + " " * 1990,
                "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
            },
            "ValidationError",
        ),
        ({"MinimumSessionTokenSize": 5000}, "ValidationError"),
        (
            {"ProvidedContexts": [{"ProviderArn": "arn:aws:iam::aws:contextProvider/x"}] * 6},
            "ValidationError",
        ),
        ({"RoleSessionName": "k"}, "ValidationError"),
        ({"RoleSessionName": "k" * 65}, "ValidationError"),
        ({"RoleSessionName": "kim lee"}, "ValidationError"),
        ({"SourceIdentity": "kim/lee"}, "ValidationError"),
        ({"ExternalId": "x"}, "ValidationError"),
        ({"ExternalId": "what?"}, "ValidationError"),
        ({"SerialNumber": "short", "TokenCode": "123456"}, "ValidationError"),
    ],
)
def test_limits_of_parameters(on_call, read_only, given, code):
    assert refusal(on_call.assume_role, **read_only | given)[1] == code


def test_tags_that_do_not_pack(on_call, read_only):
    noise = random.Random(7)
    many = {f"{noise.getrandbits(500):x}": f"{noise.getrandbits(1000):x}" for _ in range(30)}
    status, code, message = refusal(on_call.assume_role, **read_only, Tags=tags(**many))
    assert (status, code) == (400, "PackedPolicyTooLarge")
    assert "% of allotted space" in message


def test_every_broken_limit_is_named_at_once(on_call, read_only):
    broken = read_only | {"RoleSessionName": "k", "DurationSeconds": 1}
    message = refusal(on_call.assume_role, **broken)[2]
    assert message.startswith("2 validation errors detected: Value 'k' at 'roleSessionName'")


def test_what_is_required(on_call):
    status, code, message = refusal(on_call.assume_role)
    assert (status, code) == (400, "ValidationError")
    assert message.startswith("2 validation errors detected: Value null at 'roleArn'")


def test_the_session_token_grows_as_asked(on_call, read_only):
    answer = on_call.assume_role(**read_only, MinimumSessionTokenSize=3000)
    assert answer["SessionTokenSize"] == len(answer["Credentials"]["SessionToken"]) >= 3000
    assert answer["SessionTokenUtilization"] == answer["SessionTokenSize"] * 100 // 4096
