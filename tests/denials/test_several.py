"""Several refusals in one text are told apart, each with its own facts; the same one told twice is one."""

from __future__ import annotations

import json

import pytest

from stsui.denials import Denial, Kind, read_denials
from tests.denials.samples import BLOB, ENCODED, REQUEST, ROLE, because, sentence

OTHER_REQUEST = "00000000-93b2-4f6c-8d11-2e5f0a9b6c47"


def test_facts_behind_and_facts_in_front() -> None:
    text = (
        f"AccessDenied: {sentence(action='sqs:SendMessage')}\n\tstatus code: 403, request id: {REQUEST}\n"
        f"operation error KMS: Decrypt, https response error StatusCode: 400, RequestID: "
        f"{OTHER_REQUEST}, api error "
        f"AccessDeniedException: {sentence(action='kms:Decrypt')}\n"
    )
    first, second = read_denials(text)
    assert (first.error_code, first.operation, first.request_id) == ("AccessDenied", None, REQUEST)
    assert (second.error_code, second.operation) == ("AccessDeniedException", "Decrypt")
    assert second.request_id == OTHER_REQUEST


def test_a_sentence_and_then_an_encoded_message_of_another() -> None:
    first, second = read_denials(f"AccessDenied: {sentence()}\nUnauthorizedOperation: {ENCODED}\n")
    assert (first.kind, first.encoded_message) == (Kind.PLAIN, None)
    assert (second.kind, second.encoded_message, second.action) == (Kind.ENCODED, BLOB, None)


def test_records_of_cloudtrail() -> None:
    records = [
        {
            "eventName": name,
            "errorCode": "AccessDenied",
            "errorMessage": sentence(action=f"sqs:{name}"),
            "requestID": f"{number}{REQUEST[1:]}",
        }
        for number, name in enumerate(["CreateQueue", "DeleteQueue", "PurgeQueue"])
    ]
    denials = read_denials(json.dumps({"Records": records}, indent=2))
    assert [denial.operation for denial in denials] == ["CreateQueue", "DeleteQueue", "PurgeQueue"]
    assert [denial.request_id[0] for denial in denials if denial.request_id] == ["0", "1", "2"]


def test_told_twice_in_one_body() -> None:
    body = {
        "errorType": "AccessDeniedException",
        "errorMessage": sentence(),
        "code": "AccessDeniedException",
        "message": sentence(),
        "requestId": REQUEST,
    }
    (denial,) = read_denials(json.dumps(body, indent=2))
    assert denial.request_id == REQUEST


def test_told_twice_in_body_and_log() -> None:
    text = (
        f"<Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this "
        f"operation.</Message></Error>"
        f"<RequestID>{REQUEST}</RequestID>\nerror UnauthorizedOperation: You are not authorized to "
        f"perform this operation.\n"
        f"\tstatus code: 403, request id: {REQUEST}"
    )
    (denial,) = read_denials(text)
    assert (denial.error_code, denial.request_id) == ("UnauthorizedOperation", REQUEST)


def test_the_same_refusal_of_two_callers() -> None:
    text = f"{sentence()}\n{sentence(who=ROLE)}\n{sentence(who=ROLE, why=because('session policy'))}"
    assert [denial.principal for denial in read_denials(text)] == [
        read_denials(sentence())[0].principal,
        ROLE,
        ROLE,
    ]


EXPIRED = (
    "An error occurred (ExpiredToken) when calling the GetUser operation: The provided token has expired."
)
SLOWED = (
    f"operation error EC2: DescribeVpcs, exceeded maximum number of attempts, 3, https response error "
    f"StatusCode: 503, RequestID: {OTHER_REQUEST}, api error RequestLimitExceeded: Request limit exceeded."
)
MISTYPED = (
    "An error occurred (AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication "
    "failed with invalid MFA one time pass code."
)
LOST = "An error occurred (NoSuchBucket) when calling the GetObject operation: The bucket does not exist"
ERRORS = {
    EXPIRED: ("expired_credentials", "ExpiredToken", "GetUser", None),
    SLOWED: ("throttling", "RequestLimitExceeded", "DescribeVpcs", OTHER_REQUEST),
    MISTYPED: ("mfa_failed", "AccessDenied", "AssumeRole", None),
    LOST: ("not_found", "NoSuchBucket", "GetObject", None),
}


def _error(denial: Denial) -> tuple[str | None, ...]:
    assert denial.kind is Kind.NOT_A_DENIAL
    return denial.category, denial.error_code, denial.operation, denial.request_id


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_that_no_policy_caused_is_told_behind_the_refusals(error: str, between: str) -> None:
    for parts in ([error, sentence()], [sentence(), error], [error, sentence(), error]):
        denial, other = read_denials(between.join(parts))
        assert (denial.kind, denial.error_code, denial.operation) == (Kind.PLAIN, None, None)
        assert _error(other) == ERRORS[error]


def test_the_rest_of_a_refusals_message_is_no_error_beside_it() -> None:
    text = f"1 validation error detected: Value '{ENCODED}' at 'reason' failed to satisfy constraint"
    (denial,) = read_denials(text)
    assert denial.encoded_message == BLOB
    denial, other = read_denials(f"AccessDenied: {sentence()} ThrottlingException: Rate exceeded")
    assert (denial.kind, other.category) == (Kind.PLAIN, "throttling")


def test_several_errors_that_no_policy_caused() -> None:
    assert [_error(each) for each in read_denials("\n".join(ERRORS))] == list(ERRORS.values())


def test_errors_between_the_records_of_cloudtrail() -> None:
    events = [("Purge", "AccessDenied", sentence()), ("Tag", "ThrottlingException", "Rate exceeded")]
    records = [{"eventName": name, "errorCode": code, "errorMessage": words} for name, code, words in events]
    denial, other = read_denials(json.dumps({"Records": records}))
    assert (denial.operation, denial.error_code) == ("Purge", "AccessDenied")
    assert _error(other) == ("throttling", "ThrottlingException", "Tag", None)


@pytest.mark.parametrize("code", ["ValidationError", "InvalidParameterValueException", "ServiceFailure"])
def test_the_code_of_a_refusal_is_no_error_beside_it(code: str) -> None:
    (denial,) = read_denials(
        f"An error occurred ({code}) when calling the CreateStack operation: {sentence()}"
    )
    assert (denial.kind, denial.error_code) == (Kind.PLAIN, code)


def test_a_decoded_message_stands_before_the_errors_beside_it() -> None:
    document = '{"allowed": false, "explicitDeny": true, "context": {"action": "ec2:RunInstances"}}'
    decoded, other = read_denials(f"{EXPIRED}\n{document}")
    assert decoded.action == "ec2:RunInstances"
    assert _error(other) == ERRORS[EXPIRED]


def test_sentences_at_the_same_place_of_like_lines_are_not_taken_for_one_another() -> None:
    names = ("Send", "Drop", "Copy", "Move")
    text = "\n".join(f"x\n{sentence(action=f'sqs:{name}', on=None)}" for name in names)
    assert [denial.action for denial in read_denials(text)] == [f"sqs:{name}" for name in names]


def test_request_ids_of_like_lines_are_not_taken_for_one_another() -> None:
    ids = [f"{number}{REQUEST[1:]}" for number in range(1, 5)]
    text = "\n".join(f"AccessDenied: {sentence(action=f'sqs:A{each[0]}')} request id: {each}" for each in ids)
    assert [denial.request_id for denial in read_denials(text)] == ids


BARE = "An error occurred (AccessDeniedException) when calling the InvokeModel operation: Not this model."


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_refusal_told_by_its_code_alone_beside_others(between: str) -> None:
    other = f"AccessDenied: {sentence()}"
    for text in (f"{BARE}{between}{other}", f"{other}{between}{BARE}"):
        found = {denial.operation: denial for denial in read_denials(text)}
        assert found.keys() == {"InvokeModel", None}
        assert (found["InvokeModel"].kind, found["InvokeModel"].error_code) == (
            Kind.OPAQUE,
            "AccessDeniedException",
        )
        assert (found[None].kind, found[None].error_code) == (Kind.PLAIN, "AccessDenied")


def test_two_refusals_told_by_their_codes_alone() -> None:
    text = f"{BARE}\n{BARE.replace('InvokeModel', 'Converse')}"
    assert [(each.kind, each.operation) for each in read_denials(text)] == [
        (Kind.OPAQUE, "InvokeModel"),
        (Kind.OPAQUE, "Converse"),
    ]


ALONE = "AccessDeniedException: The caller may not ride this belt"


@pytest.mark.parametrize("head", ["", "Error: ", "putting the parcel: ", "[belt] ", "com.example.belt."])
def test_a_refusal_told_by_a_code_before_its_message(head: str) -> None:
    other = f"AccessDenied: {sentence()}"
    for text in (f"{head}{ALONE}\n{other}", f"{other}\n{head}{ALONE}"):
        found = {denial.error_code: denial for denial in read_denials(text)}
        assert found.keys() == {"AccessDenied", "AccessDeniedException"}
        assert found["AccessDenied"].action == "dynamodb:Query"
        assert found["AccessDeniedException"].kind == Kind.OPAQUE


def test_a_code_before_its_message_is_not_the_next_refusals() -> None:
    bare = "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied"
    first, second = read_denials(f"{bare}\n{ALONE}")
    assert (first.error_code, first.operation) == ("AccessDenied", "PutObject")
    assert (second.error_code, second.operation) == ("AccessDeniedException", None)


@pytest.mark.parametrize(
    "line",
    [
        "I have seen AccessDenied: what now",
        "java.nio.file.AccessDeniedException: depot",
        "org.example.security.access.AccessDeniedException: Access is barred",
        "Forbidden: The belt is closed",
        "403: The belt is closed",
        f"Error: AccessDeniedException: Belt: AccessDenied: {sentence()}",
    ],
)
def test_a_code_that_begins_no_message_of_its_own(line: str) -> None:
    assert len(read_denials(f"{line}\n{sentence()}")) == 1
    assert len(read_denials(f"{sentence()}\n{line}")) == 1


def test_a_code_before_a_message_that_begins_with_its_own_code() -> None:
    head = "belts.AccessDeniedException: An error occurred\n(AccessDenied) when calling the Query operation:"
    assert [denial.operation for denial in read_denials(f"{head} {sentence()}")] == ["Query"]


def test_a_code_with_an_empty_message_beside_a_refusal() -> None:
    empty = f"creating the belt: AccessDeniedException: \n\tstatus code: 403, request id: {REQUEST}"
    first, second = read_denials(f"{empty}\n{sentence()}")
    assert (first.kind, first.error_code, first.request_id) == (
        Kind.OPAQUE,
        "AccessDeniedException",
        REQUEST,
    )
    assert (second.kind, second.request_id) == (Kind.PLAIN, None)


@pytest.mark.parametrize(
    "head",
    [
        "AccessDenied\n",
        '"AccessDenied"\n"',
        'code: Some("AccessDenied"),\n  message: Some("',
        '"errorCode": "AccessDenied",\n    "errorMessage": "',
    ],
)
def test_a_code_on_the_line_before_its_message_is_not_the_refusals_before(head: str) -> None:
    first, second = read_denials(f"{sentence(action='sqs:Purge')}\n{head}{sentence()}")
    assert (first.error_code, second.error_code) == (None, "AccessDenied")


def test_a_message_without_details_and_a_sentence_of_another_program() -> None:
    first, second = read_denials(
        f"UnauthorizedOperation: You are not authorized to perform this operation.\nbelt 2: {sentence()}"
    )
    assert (first.kind, first.error_code, first.principal) == (Kind.OPAQUE, "UnauthorizedOperation", None)
    assert (second.kind, second.error_code) == (Kind.PLAIN, None)


def test_records_of_cloudtrail_with_the_same_message_that_names_nothing() -> None:
    records = [
        {
            "eventName": name,
            "userAgent": "depot/1.0 (belts; shelves) " * 8,
            "errorCode": "AccessDenied",
            "errorMessage": "IAM user access not activated",
            "requestParameters": {"parcels": ["of the first belt", "of the second belt"] * 8},
            "requestID": f"{name}-1",
        }
        for name in ("GetCosts", "GetForecast", "GetTags")
    ]
    for text in (json.dumps({"Records": records}), json.dumps({"Records": records}, indent=2)):
        found = [(denial.operation, denial.request_id) for denial in read_denials(text)]
        assert found == [
            ("GetCosts", "GetCosts-1"),
            ("GetForecast", "GetForecast-1"),
            ("GetTags", "GetTags-1"),
        ]
