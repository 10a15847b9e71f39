"""Who signed, when, for what: everything that AWS checks before it reads a request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSRequest

from stsui.practice.messages import Request
from stsui.practice.refusal import Refusal
from stsui.practice.signature import read_signature

from .conftest import keys_of, refusal


def test_long_term_keys_are_known(aws, client_of):
    user = aws.company.users["deploy"]
    answer = client_of("deploy").get_caller_identity()
    assert (answer["Arn"], answer["Account"], answer["UserId"]) == (user.arn, user.account_id, user.user_id)


def test_the_answer_carries_request_id_and_the_servers_date(aws, on_call):
    aws.clock_skew = timedelta(minutes=10)
    headers = on_call.get_caller_identity()["ResponseMetadata"]["HTTPHeaders"]
    assert headers["date"] == f"{aws.now():%a, %d %b %Y %H:%M:%S} GMT"
    assert len(headers["x-amzn-requestid"]) == 36


def test_a_wrong_secret(aws, client_of):
    keys = {
        "AccessKeyId": aws.company.users["oncall"].access_key_id,
        "SecretAccessKey": "wrong",
        "SessionToken": None,
    }
    status, code, message = refusal(client_of(keys).get_caller_identity)
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert message.startswith("The request signature we calculated does not match")


def test_an_unknown_key(client_of):
    keys = {"AccessKeyId": "AKIANOBODYSKEYEXAMPL", "SecretAccessKey": "any", "SessionToken": None}
    answer = refusal(client_of(keys).get_caller_identity)
    assert answer == (403, "InvalidClientTokenId", "The security token included in the request is invalid.")


@pytest.mark.parametrize(
    ("skew", "words"),
    [(timedelta(minutes=16), "Signature expired: "), (timedelta(minutes=-16), "Signature not yet current: ")],
)
def test_a_clock_that_is_off_by_more_than_15_minutes(aws, on_call, skew, words):
    aws.clock_skew = skew
    status, code, message = refusal(on_call.get_caller_identity)
    assert (status, code) == (403, "SignatureDoesNotMatch")
    assert message.startswith(words)
    assert message.endswith("15 min.)")


@pytest.mark.parametrize("minutes", [14, -14])
def test_a_clock_that_is_off_by_less_passes(aws, on_call, minutes):
    aws.clock_skew = timedelta(minutes=minutes)
    assert on_call.get_caller_identity()["Account"]


def test_a_signature_for_another_region_is_none_for_no_region(client_of):
    status, code, message = refusal(client_of("oncall", region="mars-west-1").get_caller_identity)
    assert (status, code, message) == (
        403,
        "SignatureDoesNotMatch",
        "Credential should be scoped to a valid region.",
    )


def test_a_signature_for_another_service(aws, client_of):
    client = client_of("oncall")
    client.meta.events.register(
        "before-sign.sts.*", lambda request, **_: request.context.update(signing={"signing_name": "s3"})
    )
    _, code, message = refusal(client.get_caller_identity)
    assert code == "SignatureDoesNotMatch"
    assert "correct service: 'sts'" in message


def test_no_signature_at_all(client_of):
    status, code, _ = refusal(client_of(None, signature_version=UNSIGNED).get_caller_identity)
    assert (status, code) == (403, "MissingAuthenticationToken")


def test_a_body_that_was_changed_on_the_way(aws, client_of):
    client = client_of("oncall")

    def change(request: AWSRequest, **_: object) -> None:
        request.body = request.body.replace("2011-06-15", "2011-06-16")

    client.meta.events.register("before-send.sts.*", change)
    assert refusal(client.get_caller_identity)[1] == "SignatureDoesNotMatch"


@pytest.mark.parametrize("token", [None, "somebody else's"])
def test_a_temporary_key_needs_its_own_session_token(aws, on_call, client_of, token):
    keys = on_call.get_session_token()["Credentials"] | {"SessionToken": token}
    status, code, _ = refusal(client_of(keys).get_caller_identity)
    assert (status, code) == (403, "InvalidClientTokenId")


def test_a_long_term_key_has_no_session_token(aws, client_of):
    user = aws.company.users["oncall"]
    keys = {"AccessKeyId": user.access_key_id, "SecretAccessKey": user.secret_access_key, "SessionToken": "x"}
    assert refusal(client_of(keys).get_caller_identity)[1] == "InvalidClientTokenId"


def test_credentials_stop_working_at_their_expiry(aws, on_call, client_of, hands):
    keys = on_call.get_session_token(DurationSeconds=900)["Credentials"]
    client = client_of(keys)
    hands.forward(minutes=14, seconds=58)
    assert client.get_caller_identity()["Arn"].endswith("user/oncall")
    hands.forward(seconds=2)
    assert refusal(client.get_caller_identity) == (
        403,
        "ExpiredToken",
        "The security token included in the request is expired",
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Basic bm9ib2R5"},
        {"authorization": "AWS4-HMAC-SHA256 Credential=only/half"},
        {
            "authorization": "AWS4-HMAC-SHA256 Credential=A/20260314/r/sts/aws4_request, SignedHeaders=host, "
            "Signature=" + "0" * 64,
            "x-amz-date": "yesterday",
        },
    ],
)
def test_a_header_that_makes_no_sense(headers):
    with pytest.raises(Refusal) as caught:
        read_signature(Request("POST", "/", headers))
    assert caught.value.code == "IncompleteSignature"


def test_secrets_stay_out_of_reprs(aws, on_call):
    on_call.get_session_token()
    shown = repr(aws.calls) + repr(aws.company.users) + repr(aws.company.users["oncall"])
    assert keys_of(aws, "oncall")["aws_secret_access_key"] not in shown
    assert aws.company.users["oncall"].mfa.secret not in shown
