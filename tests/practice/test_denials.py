"""Denials: met on real HTTP, made to order, and opened only by the account that was denied."""

from __future__ import annotations

import json
import re

import pytest

from stsui.rules import ENCODED_MESSAGE_MAXIMUM

from .conftest import refusal

MARK = "Encoded authorization failure message: "
INSTANCE = "i-1234567890abcdef0"


@pytest.fixture
def session(aws, on_call, mfa):
    """Credentials of a role by the names people use."""

    def start(account, role):
        arn = aws.company.role(account, role).arn
        return on_call.assume_role(RoleArn=arn, RoleSessionName="oncall", **mfa())["Credentials"]

    return start


@pytest.fixture
def decode(client_of):
    def call(keys, message):
        return json.loads(
            client_of(keys).decode_authorization_message(EncodedMessage=message)["DecodedMessage"]
        )

    return call


def test_a_real_403_decodes(session, client_of, decode):
    keys = session("payments-prod", "OnCall")
    ec2 = client_of(keys, service="ec2")
    status, code, message = refusal(ec2.terminate_instances, InstanceIds=[INSTANCE])
    assert (status, code) == (403, "UnauthorizedOperation")
    assert "with an explicit deny in a service control policy: arn:aws:organizations::" in message
    told = decode(keys, message.partition(MARK)[2])
    assert (told["allowed"], told["explicitDeny"]) == (False, True)
    assert told["matchedStatements"]["items"][0]["statementId"] == "KeepProductionRunning"
    context = told["context"]
    assert context["principal"]["arn"] == "arn:aws:sts::444455556666:assumed-role/OnCall/oncall"
    assert context["action"] == "ec2:TerminateInstances"
    assert context["resource"] == f"arn:aws:ec2:eu-west-1:444455556666:instance/{INSTANCE}"
    keys_told = {item["key"]: item["values"]["items"][0]["value"] for item in context["conditions"]["items"]}
    assert keys_told["aws:RequestedRegion"] == "eu-west-1"
    assert keys_told["aws:PrincipalTag/env"] == "prod"


def test_an_implicit_denial_matches_no_statement(session, client_of, decode):
    keys = session("payments-dev", "OnCall")
    message = refusal(client_of(keys, service="ec2").run_instances, ImageId="ami-1", MinCount=1, MaxCount=1)[
        2
    ]
    assert "because no identity-based policy allows the ec2:RunInstances action" in message
    told = decode(keys, message.partition(MARK)[2])
    assert told["explicitDeny"] is False
    assert told["matchedStatements"] == {"items": []}


def test_what_is_allowed_is_done(session, client_of):
    ec2 = client_of(session("payments-dev", "OnCall"), service="ec2")
    assert ec2.terminate_instances(InstanceIds=[INSTANCE])["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_ec2_checks_signatures_too(client_of):
    keys = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "wrong", "SessionToken": None}
    assert refusal(client_of(keys, service="ec2").describe_instances)[1] == "SignatureDoesNotMatch"


def test_what_ec2_does_not_do_here(client_of):
    assert refusal(client_of("oncall", service="ec2").describe_vpcs)[1] == "InvalidAction"


@pytest.fixture
def minted(aws):
    def mint(**more):
        return aws.mint_denial(
            **{
                "principal": "arn:aws:sts::444455556666:assumed-role/ReadOnly/oncall",
                "action": "s3:PutObject",
                "resource": "arn:aws:s3:::ledger/x",
                **more,
            }
        )

    return mint


def test_blobs_look_like_awss(minted):
    assert re.fullmatch(r"[A-Za-z0-9_-]{200,}", minted())
    assert minted() != minted()


def test_only_the_denied_account_opens_a_blob(minted, session, client_of, decode):
    assert decode(session("payments-prod", "OnCall"), minted())["context"]["action"] == "s3:PutObject"
    answer = refusal(client_of("oncall").decode_authorization_message, EncodedMessage=minted())
    assert answer[:2] == (400, "InvalidAuthorizationMessageException")


@pytest.mark.parametrize(
    "damage",
    [
        lambda blob: blob[:-1],
        lambda blob: blob[: len(blob) // 2],
        lambda blob: blob[:100] + ("A" if blob[100] != "A" else "B") + blob[101:],
        lambda blob: f" {blob}",
        lambda blob: f"{blob[:80]}\n{blob[80:]}",
        lambda blob: "é",
        lambda blob: "AAAA",
    ],
)
def test_a_blob_that_was_changed_or_cut_does_not_open(minted, session, client_of, damage):
    client = client_of(session("payments-prod", "OnCall"))
    answer = refusal(client.decode_authorization_message, EncodedMessage=damage(minted()))
    assert answer[:2] == (400, "InvalidAuthorizationMessageException")


def test_decoding_is_a_permission(minted, client_of, session):
    intern = refusal(client_of("intern").decode_authorization_message, EncodedMessage=minted())
    assert intern[1] == "AccessDenied"
    assert intern[2].endswith(
        "sts:DecodeAuthorizationMessage with an explicit deny in an identity-based policy"
    )
    reader = client_of(session("payments-prod", "ReadOnly"))
    assert (
        "because no identity-based policy"
        in refusal(reader.decode_authorization_message, EncodedMessage=minted())[2]
    )


@pytest.mark.parametrize("size", [0, ENCODED_MESSAGE_MAXIMUM + 1])
def test_the_size_of_a_message(on_call, size):
    answer = refusal(on_call.decode_authorization_message, EncodedMessage="A" * size)
    assert answer[:2] == (400, "ValidationError")


def test_a_users_denial_names_the_user(aws, minted, on_call):
    blob = minted(principal=aws.company.users["oncall"].arn, explicit=True, policy_type="session policy")
    told = json.loads(on_call.decode_authorization_message(EncodedMessage=blob)["DecodedMessage"])
    assert told["context"]["principal"]["name"] == "oncall"
    assert told["matchedStatements"]["items"][0]["statementId"] == "DenyBySessionPolicy"


def test_denials_of_nobody_and_of_too_much(minted):
    with pytest.raises(LookupError, match="nobody at the practice company"):
        minted(principal="arn:aws:iam::111122223333:user/nobody")
    with pytest.raises(ValueError, match="10,240"):
        minted(conditions={f"aws:RequestTag/{n}": (str(n**900),) for n in range(2, 60)})


def test_the_samples_are_what_the_demo_decodes(aws, session, decode):
    encoded, *plain = aws.sample_denials()
    told = decode(session("payments-prod", "OnCall"), encoded.partition(MARK)[2])
    assert told["explicitDeny"] is True
    assert len(plain) >= 3
    assert all("is not authorized to perform: " in text and MARK not in text for text in plain)
