"""Two pastes with nothing but a line's end between them are read as each is read alone."""

from __future__ import annotations

import pytest

from stsui.denials import Effect, Kind, read_denials
from tests.denials.samples import BLOB, REQUEST, TABLE, USER, sentence

NOT_TOLD_WHY = "UnauthorizedOperation: You are not authorized to perform this operation."
ASSUME = "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"


@pytest.mark.parametrize(
    "end",
    [
        f"\n\tstatus code: 403, request id: {REQUEST}",
        f" (Service: AWSSecurityTokenService; Status Code: 403; Request ID: {REQUEST})",
        '"}',
        "",
    ],
)
@pytest.mark.parametrize(
    "other", [NOT_TOLD_WHY, f"{NOT_TOLD_WHY} Encoded authorization failure message: {BLOB}"]
)
def test_a_sentence_without_a_caller_announces_nothing(end: str, other: str) -> None:
    first, second = read_denials(f"{ASSUME}{end}\n{other}")
    assert (first.action, first.error_code) == ("sts:AssumeRoleWithWebIdentity", "AccessDenied")
    assert (second.action, second.error_code) == (None, "UnauthorizedOperation")


@pytest.mark.parametrize(
    "first_word", ["Insufficient Lake Formation permission(s): Required Drop", "Internal: 4"]
)
def test_an_explicit_deny_does_not_reach_into_the_next_line(first_word: str) -> None:
    denial, *others = read_denials(f"{sentence()} with an explicit deny\n{first_word} on parcels")
    assert (denial.effect, denial.policy_type, denial.reason) == (Effect.EXPLICIT, None, None)
    assert len(others) == first_word.startswith("Insufficient")


@pytest.mark.parametrize(
    "other",
    [
        "An error occurred (InvalidMFACode) when calling the AssumeRole operation: MultiFactorAuthentication "
        "failed with invalid MFA one time pass code.",
        "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
        "ExpiredTokenException: Token expired: current date/time 1 must be before 0",
    ],
)
@pytest.mark.parametrize("refusal", [NOT_TOLD_WHY, f"{NOT_TOLD_WHY}\n\tstatus code: 403, request id: 1-2"])
def test_another_error_does_not_take_a_refusal_away(refusal: str, other: str) -> None:
    for text in (f"{refusal}\n{other}", f"{other}\n{refusal}"):
        found = {denial.kind: denial for denial in read_denials(text)}
        assert found[Kind.OPAQUE].error_code == "UnauthorizedOperation"
        assert Kind.NOT_A_DENIAL in found


def test_a_code_without_a_message_is_not_taken_by_another_error_behind_it() -> None:
    empty = f"creating the belt: AccessDeniedException: \n\tstatus code: 403, request id: {REQUEST}\n"
    first, second = read_denials(f"{empty}docker push belt\nno basic auth credentials")
    assert (first.kind, first.error_code) == (Kind.OPAQUE, "AccessDeniedException")
    assert second.category == "missing_credentials"


def test_words_of_a_heading_are_no_second_refusal() -> None:
    text = f"AccessDenied: {sentence(action='sqs:Purge')}\n## Access denied on the second belt\n{sentence()}"
    assert [denial.action for denial in read_denials(text)] == ["sqs:Purge", "dynamodb:Query"]


def test_a_code_at_the_end_of_a_message_does_not_lead_to_the_next() -> None:
    text = f"{sentence(action='sqs:Purge')} (RequestToken: 1-2, HandlerErrorCode: AccessDenied)\n{sentence()}"
    first, second = read_denials(text)
    assert (first.error_code, second.error_code) == ("AccessDenied", None)


def test_a_code_on_its_own_line_leads_to_an_opening_phrase() -> None:
    opening = "You are not authorized to perform this operation."
    text = f'{sentence()}\n\tawserr.New("UnauthorizedOperation",\n\t\t`{opening}`)'
    first, second = read_denials(text)
    assert (first.error_code, second.error_code) == (None, "UnauthorizedOperation")


def test_the_operation_in_a_stack_is_not_the_next_messages() -> None:
    stack = "    at null.deserializeAws_restXmlPutObjectTaggingCommandError (/app/x.js:9:1)"
    first, second = read_denials(f"AccessDenied: Access Denied\n{stack}\n{sentence()}")
    assert (first.operation, second.operation) == ("PutObjectTagging", None)


def test_the_code_of_an_error_that_says_access_was_denied() -> None:
    error = "AccessDenied: Cannot call GetFederationToken with session credentials"
    denial, other = read_denials(f"{error}\n{sentence(on=TABLE)}")
    assert (denial.principal, denial.error_code) == (USER, None)
    assert (other.category, other.error_code) == ("wrong_credential_type", "AccessDenied")


def test_the_classes_of_ruby_end_where_their_word_does() -> None:
    text = "AWS::EC2::Errors::RequestLimitExceeded Request limit exceeded.\nprovider.belt: (x)"
    _, error = read_denials(f"{text}\n\n{sentence()}")
    assert error.error_code == "RequestLimitExceeded"


@pytest.mark.parametrize(
    ("code", "category"),
    [("AlreadyExistsException", "conflict"), ("ValidationError", "validation"), ("AccessDenied", None)],
)
def test_an_error_whose_code_stands_behind_its_message(code: str, category: str | None) -> None:
    error = (
        'BeltOne: CREATE_FAILED – "The belt with the name of the second hall, which somebody set up by '
        f"hand, stands in the way (Service: AmazonDepot; Status Code: 409; Error Code: {code}; "
        f'Request ID: {REQUEST})"'
    )
    for text in (f"{sentence()}\n{error}", f"{error}\n{sentence()}"):
        found = read_denials(text)
        denial = next(each for each in found if each.action)
        other = next(each for each in found if not each.action)
        assert (denial.error_code, denial.request_id) == (None, None)
        assert (other.category, other.error_code, other.request_id) == (category, code, REQUEST)


def test_a_quote_of_the_next_line_is_no_part_of_a_refusal() -> None:
    error = "AuthFailure: AWS was not able to validate the provided access credentials"
    denial, other = read_denials(f'"{sentence(on=None)}"\n`{error}`')
    assert (denial.error_code, other.error_code) == (None, "AuthFailure")
