"""Every way a call can fail, through real botocore: what the person reads, and of which kind it is."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions as boto

from stsui.aws import failures
from stsui.aws.call import Call
from stsui.clock import Clock
from stsui.errors import (
    AccessRefused,
    AwsError,
    ClockSkewed,
    CodeRefused,
    ConfigurationError,
    CredentialsExpired,
    RequestInvalid,
    ServiceFailed,
    StsuiError,
    Throttled,
    Unreachable,
)
from stsui.model import Credentials, Endpoint, Operation, Parameters, Secret, Step
from tests.aws.conftest import Desk, answering, role_arn

Attempt = Callable[[Desk], object]


def wrong_code(desk: Desk) -> object:
    wrong = "000000" if desk.code() != "000000" else "000001"
    return desk.assume("OnCall", code=wrong, mfa_serial=desk.serial())


def used_code(desk: Desk) -> object:
    code = desk.code()
    desk.assume("OnCall", code=code, mfa_serial=desk.serial())
    return desk.assume("Admin", code=code, mfa_serial=desk.serial())


def somebody_elses_device(desk: Desk) -> object:
    return desk.assume("OnCall", code=desk.code(), mfa_serial=desk.serial("root"))


def longer_than_the_role_allows(desk: Desk) -> object:
    return desk.assume("Admin", code=desk.code(), mfa_serial=desk.serial(), duration_seconds=7200)


def chained_for_two_hours(desk: Desk) -> object:
    session = desk.session_token()
    return desk.assume("OnCall", session.credentials, duration_seconds=7200)


def root_assumes_a_role(desk: Desk) -> object:
    return desk.assume("ReadOnly", desk.keys("root"))


def session_token_of_a_role(desk: Desk) -> object:
    role = desk.assume("ReadOnly")
    step = Step(Operation.GET_SESSION_TOKEN, "p")
    return desk.gateway.issue(step, role.credentials, desk.endpoint)


def run_out_session(desk: Desk) -> object:
    role = desk.assume("ReadOnly", duration_seconds=900)
    desk.aws.clock_skew = timedelta(hours=2)
    return desk.gateway.caller_identity(role.credentials, desk.endpoint)


def role_without_mfa(desk: Desk) -> object:
    return desk.assume("OnCall")


def role_that_is_denied(desk: Desk) -> object:
    return desk.assume("Deploy")


def role_that_is_not_there(desk: Desk) -> object:
    return desk.assume("Nobody")


def caller_without_permission(desk: Desk) -> object:
    return desk.assume("ReadOnly", desk.keys("intern"))


def unknown_key(desk: Desk) -> object:
    return desk.assume("ReadOnly", Credentials("AKIAEXAMPLEOFNOBODYS", desk.keys().secret_access_key))


def wrong_secret(desk: Desk) -> object:
    keys = Credentials(desk.keys().access_key_id, Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ"))
    return desk.assume("ReadOnly", keys)


def policy_that_is_none(desk: Desk) -> object:
    return desk.assume("ReadOnly", policy="{}")


def half_a_message(desk: Desk) -> object:
    return desk.gateway.decode("half_a_message", desk.keys(), desk.endpoint)


def decoding_without_permission(desk: Desk) -> object:
    return desk.gateway.decode("a_message", desk.keys("intern"), desk.endpoint)


def code_of_five_digits(desk: Desk) -> object:
    return desk.assume("OnCall", code="12345", mfa_serial=desk.serial())


def session_name_of_one_letter(desk: Desk) -> object:
    step = Step(
        Operation.ASSUME_ROLE,
        "p",
        Parameters(role_arn="arn:aws:iam::444455556666:role/ReadOnly", role_session_name="k"),
    )
    return desk.gateway.issue(step, desk.keys(), desk.endpoint)


@pytest.mark.parametrize(
    ("attempt", "kind", "words"),
    [
        (wrong_code, CodeRefused, ["wrong or was used before", "mfa/oncall"]),
        (used_code, CodeRefused, ["wrong or was used before", "Each code works once"]),
        (code_of_five_digits, RequestInvalid, ["TokenCode"]),
        (somebody_elses_device, AccessRefused, ["mfa/root-account-mfa-device", "mfa_serial"]),
        (longer_than_the_role_allows, RequestInvalid, ["2 h is longer", "Admin in account 444455556666"]),
        (chained_for_two_hours, RequestInvalid, ["1 h at most", "not 2 h"]),
        (root_assumes_a_role, AccessRefused, ["root user cannot assume roles"]),
        (session_token_of_a_role, AccessRefused, ["GetSessionToken takes long-term keys only"]),
        (run_out_session, CredentialsExpired, ["have expired"]),
        (role_without_mfa, AccessRefused, ["OnCall in account 444455556666", "this call brought none"]),
        (role_that_is_denied, AccessRefused, ["Deploy in account 444455556666", "role trust policy denies"]),
        (role_that_is_not_there, AccessRefused, ["Nobody in account 444455556666", "role is not there"]),
        (caller_without_permission, AccessRefused, ["ReadOnly in account 444455556666"]),
        (unknown_key, CredentialsExpired, ["AKIAEXAMPLEOFNOBODYS", "127.0.0.1"]),
        (wrong_secret, CredentialsExpired, ["secret access key", "AKIAIOSFODNN7EXAMPLE"]),
        (policy_that_is_none, RequestInvalid, ["session policy"]),
        (half_a_message, RequestInvalid, ["cannot decode", "Copy it whole"]),
        (decoding_without_permission, AccessRefused, ["sts:DecodeAuthorizationMessage"]),
        (session_name_of_one_letter, RequestInvalid, ["RoleSessionName"]),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_aws_refuses(desk: Desk, attempt: Attempt, kind: type[StsuiError], words: list[str]) -> None:
    with pytest.raises(kind) as failure:
        attempt(desk)
    error = failure.value
    for each in words:
        assert each in str(error)
    if isinstance(error, AwsError):
        assert error.answer is not None
        assert error.answer.operation
        assert error.answer.endpoint == "127.0.0.1"
    assert not desk.pauses, "a no is not asked again"


@pytest.mark.parametrize(
    ("fault", "kind", "words", "attempts"),
    [
        ("throttle", Throttled, "throttling AssumeRole of ReadOnly", 5),
        ("unavailable", ServiceFailed, "ServiceUnavailable", 5),
        ("internal", ServiceFailed, "InternalFailure", 5),
        ("reset", Unreachable, "broke before", 5),
        ("hang", Unreachable, "did not answer in time", 1),
        ("garbage", ServiceFailed, "no answer of STS's", 1),
        ("region-disabled", RequestInvalid, "switched off in the Region", 1),
    ],
)
def test_lasting_troubles(desk: Desk, fault: str, kind: type[AwsError], words: str, attempts: int) -> None:
    desk.trouble(fault)
    with pytest.raises(kind, match=words) as failure:
        desk.assume("ReadOnly")
    assert len(desk.aws.calls) == attempts
    assert "token code" not in str(failure.value), "none was sent"


@pytest.mark.parametrize("fault", ["internal", "reset", "hang"])
def test_a_code_is_not_sent_twice_when_aws_may_have_taken_it(desk: Desk, fault: str) -> None:
    desk.trouble(fault)
    with pytest.raises(AwsError, match="code may count as used"):
        desk.assume("OnCall", code=desk.code(), mfa_serial=desk.serial())
    assert len(desk.aws.calls) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:{closed}", "the connection was refused"),
        ("http://no-such-host.invalid", "its name could not be resolved"),
        ("https://127.0.0.1:{practice}", "could not be trusted"),
    ],
)
def test_no_way_to_aws(desk: Desk, unanswered: Callable[[], int], url: str, words: str) -> None:
    practice = desk.aws.url.rsplit(":", 1)[1]
    desk.endpoint = Endpoint(region="eu-west-1", url=url.format(closed=unanswered(), practice=practice))
    with pytest.raises(Unreachable, match=words):
        desk.assume("ReadOnly")
    assert not desk.pauses


def test_a_ca_bundle_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    bundle = tmp_path / "missing.pem"
    url = desk.aws.url.replace("http:", "https:")
    desk.endpoint = Endpoint(region="eu-west-1", url=url, ca_bundle=str(bundle))
    with pytest.raises(Unreachable, match="AWS_CA_BUNDLE"):
        desk.assume("ReadOnly")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (boto.ConnectTimeoutError(endpoint_url="https://sts"), "nothing answers there"),
        (
            boto.EndpointConnectionError(endpoint_url="x", error=OSError(errno.ENETUNREACH, "unreachable")),
            "there is no route to it",
        ),
        (
            boto.EndpointConnectionError(endpoint_url="x", error=OSError(errno.EIO, "odd")),
            "no connection could be made",
        ),
    ],
)
def test_networks_that_cannot_be_had_here(error: Exception, words: str) -> None:
    found = failures.explain(error, Call(Operation.GET_CALLER_IDENTITY, {}, host="sts.example"), Clock())
    assert isinstance(found.error, Unreachable)
    assert words in found.error.message


@pytest.mark.parametrize("piece", ["\n", "é", " "])
@pytest.mark.parametrize("part", ["access_key_id", "secret_access_key", "session_token"])
def test_keys_that_cannot_be_sent_are_refused_unquoted(desk: Desk, part: str, piece: str) -> None:
    spoilt = f"wJalrXUtnFEMI{piece}K7MDENG"
    spoilt_keys = {
        "access_key_id": replace(desk.keys(), access_key_id=spoilt),
        "secret_access_key": replace(desk.keys(), secret_access_key=Secret(spoilt)),
        "session_token": replace(desk.keys(), session_token=Secret(spoilt)),
    }[part]
    with pytest.raises(ConfigurationError, match=part.replace("_", " ")) as failure:
        desk.assume("ReadOnly", spoilt_keys)
    assert "K7MDENG" not in str(failure.value)
    assert not desk.aws.calls


def failure_of(code: str, text: str, status: int = 400, *, clock: Clock | None = None) -> StsuiError:
    """What becomes of an answer of AWS's that the practice AWS does not give."""
    response: Any = {"Error": {"Code": code, "Message": text}, "ResponseMetadata": {"HTTPStatusCode": status}}
    call = Call(Operation.ASSUME_ROLE, {"RoleArn": role_arn("OnCall")})
    return failures.explain(boto.ClientError(response, "AssumeRole"), call, clock or Clock()).error


@pytest.mark.parametrize(
    ("code", "text", "status", "kind"),
    [
        ("ExpiredTokenException", "Token expired: current date is after", 400, CredentialsExpired),
        ("PackedPolicyTooLarge", "Packed policy consumes 120% of allotted space", 400, RequestInvalid),
        ("IDPRejectedClaim", "Not authorized to perform sts:AssumeRoleWithSAML", 403, AccessRefused),
        ("RequestExpired", "Request has expired.", 400, ClockSkewed),
        ("RequestTimeTooSkewed", "", 403, ClockSkewed),
        ("InvalidIdentityToken", "Incorrect token audience", 400, AccessRefused),
        ("IDPCommunicationError", "No answer of the provider", 400, ServiceFailed),
        ("ExpiredTradeInTokenException", "The token has expired", 400, CredentialsExpired),
        ("OutboundWebIdentityFederationDisabledException", "Disabled", 403, AccessRefused),
        ("SessionDurationEscalationException", "Too long", 403, RequestInvalid),
        ("MissingAuthenticationToken", "Request is missing Authentication Token", 403, AccessRefused),
        ("AccessDenied", "Not authorized to perform sts:AssumeRole", 403, AccessRefused),
        ("AccessDenied", "because no session policy allows the sts:AssumeRole action", 403, AccessRefused),
        ("429", "Too Many Requests", 429, Throttled),
        ("SignatureDoesNotMatch", "Signature not yet current: A is still later than B", 403, ClockSkewed),
        ("SlowDown", "Please reduce your request rate.", 503, Throttled),
        ("SomethingNew", "Never seen before", 400, RequestInvalid),
        ("SomethingNew", "Never seen before", 403, AccessRefused),
        ("SomethingNew", "Never seen before", 500, ServiceFailed),
        ("502", "Bad Gateway", 502, ServiceFailed),
        ("AccessDenied", "explicit deny in a service control policy", 403, AccessRefused),
    ],
)
def test_other_answers(code: str, text: str, status: int, kind: type[AwsError]) -> None:
    error = failure_of(code, text, status)
    assert type(error) is kind
    assert error.answer is not None
    assert (error.answer.code, error.answer.text) == (code, text)
    assert "{" not in str(error)


def test_awss_words_are_quoted_without_their_control_characters() -> None:
    error = failure_of("Strange", "\x1b]0;owned\x07[bold]red\u202e{what}\n" + "x" * 1000)
    assert error.message.startswith("AWS finds the request for AssumeRole of OnCall")
    assert "]0;owned [bold]red {what}" in error.message
    assert not set(error.message) & set("\x1b\x07\u202e\n")
    assert len(error.message) < 500


def test_a_wrong_code_names_the_clock_when_it_is_off(desk: Desk) -> None:
    desk.aws.clock_skew = timedelta(seconds=95)
    with pytest.raises(CodeRefused, match=r"this machine's clock is 9[45] s slow"):
        wrong_code(desk)


def test_the_next_code_comes_with_the_next_half_minute() -> None:
    at = datetime(2026, 11, 22, 3, 0, 41, 500_000, tzinfo=UTC)
    assert failures.next_code_at(at) == datetime(2026, 11, 22, 3, 1, tzinfo=UTC)
    assert failures.next_code_at(at.replace(second=30, microsecond=0)) == failures.next_code_at(at)


def test_time_is_not_taken_from_pages_that_are_not_awss(desk: Desk) -> None:
    """The sign-in page of a wireless network, whose clock is years off."""
    with answering(200, b"<html>Welcome to the <b>hotel</b>. Please sign in.</html>") as url:
        desk.endpoint = Endpoint(region="eu-west-1", url=url)
        with pytest.raises(ServiceFailed, match="no answer of STS's"):
            desk.assume("ReadOnly")
    assert not desk.clock.measured


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>", ServiceFailed),
        (200, b"", ServiceFailed),
        (200, b"\xff\x00", ServiceFailed),
        (400, b"<html>Bad Request</html>", AwsError),
        (403, b"Forbidden by the proxy", ServiceFailed),
        (502, b"<html>Bad Gateway</html>", ServiceFailed),
        (503, b"", ServiceFailed),
    ],
)
def test_answers_that_are_not_stss(desk: Desk, status: int, body: bytes, kind: type[AwsError]) -> None:
    with answering(status, body) as url:
        desk.endpoint = Endpoint(region="eu-west-1", url=url)
        with pytest.raises(kind):
            desk.assume("ReadOnly")


@pytest.mark.parametrize(
    "ending", ["", "<SessionToken>t</SessionToken><Expiration>soon</Expiration></Credentials></R></A>"]
)
def test_a_broken_answer_that_holds_secrets_is_not_quoted(desk: Desk, ending: str) -> None:
    body = (
        "<A><R><Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>K7MDENG</SecretAccessKey>" + ending
    )
    wrapped = body.replace("A>", "AssumeRoleResponse>", 1).replace("R>", "AssumeRoleResult>", 1)
    wrapped = wrapped.replace("</R></A>", "</AssumeRoleResult></AssumeRoleResponse>")
    with answering(200, wrapped.encode()) as url:
        desk.endpoint = Endpoint(region="eu-west-1", url=url)
        with pytest.raises(ServiceFailed) as failure:
            desk.assume("ReadOnly")
    shown = "".join(traceback.format_exception(failure.value)) + repr(failure.value.answer)
    assert "K7MDENG" not in shown


def test_a_skewed_clock_is_told_in_seconds() -> None:
    clock = Clock(read=lambda: 1_800_000_000)
    clock.learn(clock.local() - timedelta(hours=1))
    error = failure_of(
        "SignatureDoesNotMatch", "Signature expired: A is now earlier than B", 403, clock=clock
    )
    assert isinstance(error, ClockSkewed)
    assert "clock is 3,600 s fast" in error.message
