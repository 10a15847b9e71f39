"""Decoding: whose session is asked, and what is said where none will do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stsui.clock import Clock
from stsui.denials import decode_command, explain, to_markdown
from stsui.practice import PracticeAws
from stsui.services import Services
from stsui.sessions import GivenCode, NoCodes
from tests.services.test_services import keys_in_environment
from tests.sessions.conftest import Hands

DECODE = "DecodeAuthorizationMessage"
PROD, DEV = "444455556666", "777788889999"


def blob(aws: PracticeAws, account: str) -> str:
    """An encoded message for a caller of an account."""
    return aws.mint_denial(
        principal=f"arn:aws:sts::{account}:assumed-role/OnCall/kim",
        action="ec2:TerminateInstances",
        resource=f"arn:aws:ec2:eu-west-1:{account}:instance/i-0abcd1234efgh5678",
    )


def denial_text(aws: PracticeAws, account: str) -> str:
    """The refusal as EC2 words it."""
    principal = f"arn:aws:sts::{account}:assumed-role/OnCall/kim"
    instance = f"arn:aws:ec2:eu-west-1:{account}:instance/i-0abcd1234efgh5678"
    return (
        "An error occurred (UnauthorizedOperation) when calling the TerminateInstances operation: You are "
        f"not authorized to perform this operation. User: {principal} is not authorized to perform: "
        f"ec2:TerminateInstances on resource: {instance} because no identity-based policy allows the "
        f"ec2:TerminateInstances action. Encoded authorization failure message: {blob(aws, account)}"
    )


@pytest.fixture
def with_sessions(aws: PracticeAws, services: Services) -> Services:
    """Somebody with a session in two accounts."""
    code = GivenCode(aws.company.users["oncall"].mfa.code())
    for account in ("payments-dev", "payments-prod"):
        services.manager.obtain(f"{account}/OnCall", code)
    aws.calls.clear()
    return services


def askers(aws: PracticeAws) -> list[str | None]:
    return [call.access_key_id for call in aws.calls if call.operation == DECODE]


@pytest.mark.parametrize(("account", "name"), [(PROD, "payments-prod"), (DEV, "payments-dev")])
def test_the_denied_accounts_session_is_asked(
    aws: PracticeAws, with_sessions: Services, account: str, name: str
) -> None:
    (denial,) = with_sessions.decode(denial_text(aws, account), None, NoCodes())
    assert denial.document is not None
    session = with_sessions.manager.cached(f"{name}/OnCall")
    assert session is not None
    assert askers(aws) == [session.credentials.access_key_id]


def test_several_messages_in_one_text_are_each_decoded_with_their_accounts_session(
    aws: PracticeAws, with_sessions: Services
) -> None:
    text = "\n\n".join(denial_text(aws, account) for account in (PROD, DEV))
    denials = with_sessions.decode(text, None, NoCodes())
    assert [denial.account for denial in denials if denial.document] == [PROD, DEV]
    sessions = [with_sessions.manager.cached(f"{name}/OnCall") for name in ("payments-prod", "payments-dev")]
    assert askers(aws) == [session.credentials.access_key_id for session in sessions if session]


def test_a_session_that_may_not_decode_says_so_and_what_to_hand_on(
    aws: PracticeAws, services: Services
) -> None:
    code = GivenCode(aws.company.users["oncall"].mfa.code())
    services.manager.obtain("payments-prod/ReadOnly", code)
    (denial,) = services.decode(denial_text(aws, PROD), None, NoCodes())
    assert (denial.decoded, denial.action) == (False, "ec2:TerminateInstances")
    assert denial.obstacle is not None
    assert denial.obstacle.startswith("AWS does not allow this session to decode denials.")
    assert f"a session of account {PROD} that may do sts:DecodeAuthorizationMessage" in explain(denial)
    command = decode_command(denial)
    assert command is not None
    assert command in to_markdown(denial)


def test_errors_beside_a_denial_say_how_the_persons_own_session_stands(
    aws: PracticeAws, with_sessions: Services
) -> None:
    expired = "ExpiredToken: the provided token has expired. (profile payments-prod/OnCall)"
    denial, error = with_sessions.decode(f"{expired}\n\n{denial_text(aws, PROD)}", None, NoCodes())
    assert denial.document is not None
    assert error.session is not None
    assert error.session.profile == "payments-prod/OnCall"


def test_a_bare_blob_is_tried_with_each_until_one_opens_it(aws: PracticeAws, with_sessions: Services) -> None:
    for account in (PROD, DEV):
        (denial,) = with_sessions.decode(blob(aws, account), None, NoCodes())
        assert denial.document is not None


def test_a_named_profile_alone_is_asked(aws: PracticeAws, with_sessions: Services) -> None:
    (denial,) = with_sessions.decode(denial_text(aws, PROD), "payments-dev/OnCall", NoCodes())
    assert denial.document is None
    session = with_sessions.manager.cached("payments-dev/OnCall")
    assert session is not None
    assert askers(aws) == [session.credentials.access_key_id]
    assert denial.obstacle


def test_a_message_that_is_cut_off_is_not_sent(aws: PracticeAws, with_sessions: Services) -> None:
    cut = denial_text(aws, PROD)[:-30] + "...(truncated)"
    (denial,) = with_sessions.decode(cut, None, NoCodes())
    assert denial.truncated
    assert askers(aws) == []
    assert "cut off" in explain(denial)


def test_a_message_longer_than_any_is_not_sent(aws: PracticeAws, with_sessions: Services) -> None:
    text = denial_text(aws, DEV)
    (denial,) = with_sessions.decode(text + "AbC1-_" * 1_800, None, NoCodes())
    assert denial.document is None
    assert "must be 1 to 10,240 characters" in explain(denial)
    assert askers(aws) == []


def test_without_a_session_it_says_whose_is_missing_and_what_to_run(
    aws: PracticeAws, services: Services
) -> None:
    (denial,) = services.decode(denial_text(aws, PROD), None, NoCodes())
    assert denial.document is None
    assert f"no live session of account {PROD}" in explain(denial)
    assert "aws sts decode-authorization-message" in explain(denial)
    assert aws.calls == []


def test_an_expired_session_is_none(aws: PracticeAws, with_sessions: Services, hands: Hands) -> None:
    hands.wall += 13 * 3600
    (denial,) = with_sessions.decode(denial_text(aws, PROD), None, NoCodes())
    assert "no live session" in (denial.obstacle or "")
    assert askers(aws) == []


def test_a_fast_clock_hides_no_session(
    aws: PracticeAws, with_sessions: Services, environ: dict[str, str], hands: Hands
) -> None:
    hands.wall += 2 * 3600
    aws.clock_skew = timedelta(hours=-2)
    with_sessions.manager.obtain("payments-prod/OnCall", NoCodes(), renew=True)
    fresh = Services.open(environ, Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep))
    (denial,) = fresh.decode(denial_text(aws, PROD), None, NoCodes())
    assert denial.document is not None


def test_the_environments_credentials_are_the_last_resort(
    aws: PracticeAws, environ: dict[str, str], clock: Clock
) -> None:
    ambient = keys_in_environment(aws, "oncall")
    services = Services.open(environ | ambient, clock)
    services.decode(blob(aws, PROD), None, NoCodes())
    assert askers(aws) == [ambient["AWS_ACCESS_KEY_ID"]]


def test_a_plain_denial_asks_nobody(aws: PracticeAws, with_sessions: Services) -> None:
    plain = denial_text(aws, PROD).partition(" Encoded")[0]
    (denial,) = with_sessions.decode(plain, None, NoCodes())
    assert denial.action == "ec2:TerminateInstances"
    assert aws.calls == []


def users_blob(aws: PracticeAws) -> str:
    """What a user of the identity account was refused."""
    return aws.mint_denial(
        principal=aws.company.users["deploy"].arn,
        action="ec2:TerminateInstances",
        resource="arn:aws:ec2:eu-west-1:111122223333:instance/i-0abcd1234efgh5678",
    )


def test_a_long_term_profile_asks_with_its_own_key(aws: PracticeAws, services: Services) -> None:
    (denial,) = services.decode(users_blob(aws), "deploy", NoCodes())
    assert denial.document is not None
    assert askers(aws) == [aws.company.users["deploy"].access_key_id]
    assert [call.operation for call in aws.calls] == [DECODE]


def test_an_mfa_session_is_not_asked_since_it_may_not_decode(aws: PracticeAws, services: Services) -> None:
    services.manager.obtain("oncall", GivenCode(aws.company.users["oncall"].mfa.code()))
    (denial,) = services.decode(users_blob(aws), None, NoCodes())
    assert denial.document is None
    assert askers(aws) == []
