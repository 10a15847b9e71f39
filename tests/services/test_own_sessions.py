"""Errors about one's own session: how it stands, and the next step."""

from __future__ import annotations

import pytest

from stsui.denials import Kind, explain
from stsui.practice import PracticeAws
from stsui.services import Services
from stsui.sessions import GivenCode, NoCodes
from tests.sessions.conftest import Hands

DEV, PROD = "payments-dev/OnCall", "payments-prod/OnCall"
EXPIRED = (
    "An error occurred (ExpiredToken) when calling the ListQueues operation: "
    "The security token included in the request is expired"
)


@pytest.fixture
def with_sessions(aws: PracticeAws, services: Services) -> Services:
    """Somebody with a session in two accounts."""
    code = GivenCode(aws.company.users["oncall"].mfa.code())
    for profile in (DEV, PROD):
        services.manager.obtain(profile, code)
    return services


def told(services: Services, text: str, profile: str | None = None) -> str:
    (denial,) = services.decode(text, profile, NoCodes())
    assert denial.kind is Kind.NOT_A_DENIAL
    return explain(denial)


def left(services: Services, profile: str) -> int:
    """Seconds that a session has left."""
    return int(services.manager.statuses()[profile].remaining(services.clock.now()).total_seconds())


def test_an_expired_session_says_when_it_expired(with_sessions: Services, hands: Hands) -> None:
    hands.wall += left(with_sessions, DEV) + 4 * 60 + 30
    explanation = told(with_sessions, f"$ aws sqs list-queues --profile {DEV}\n\n{EXPIRED}")
    assert f"Your session for {DEV} expired 4 min ago." in explanation
    assert f"stsui exec {DEV} -- COMMAND" in explanation


@pytest.mark.parametrize(
    "naming",
    ["AWS_PROFILE={}", "--profile={}", "--profile '{}'", "the profile {}.", 'profile "{}"', "profile: {}"],
)
def test_the_text_names_the_profile(with_sessions: Services, naming: str) -> None:
    assert f"Your session for {DEV} " in told(with_sessions, f"{naming.format(DEV)}\n{EXPIRED}")


@pytest.mark.parametrize("fact", ["access_key_id", "arn"])
def test_the_text_names_the_session(with_sessions: Services, fact: str) -> None:
    info = with_sessions.manager.statuses()[DEV]
    assert f"Your session for {DEV} " in told(with_sessions, f"{EXPIRED} ({getattr(info, fact)})")


def test_the_profile_asked_about_counts_before_the_last_one(with_sessions: Services) -> None:
    assert f"Your session for {DEV} " in told(with_sessions, EXPIRED, DEV)


def test_the_session_started_last_is_meant_where_nothing_tells(
    aws: PracticeAws, services: Services, hands: Hands
) -> None:
    services.manager.obtain(PROD, GivenCode(aws.company.users["oncall"].mfa.code()))
    hands.wall += 120
    services.manager.obtain(DEV, NoCodes())
    assert f"Your session for {DEV} " in told(services, EXPIRED)


def test_a_live_session_means_that_older_credentials_are_in_use(with_sessions: Services) -> None:
    explanation = told(with_sessions, f"--profile {PROD}\n{EXPIRED}")
    assert "the program must be using other, older credentials" in explanation


def test_no_session_is_said_too(services: Services) -> None:
    text = f"aws s3 ls --profile {PROD}\nUnable to locate credentials. You can configure credentials."
    assert f"There is no session for {PROD}." in told(services, text)


@pytest.mark.parametrize(
    "text",
    [
        f"--profile nobodys\n{EXPIRED}",
        f"--profile {PROD}\nThrottlingException: Rate exceeded",
        f"--profile {PROD}\ndenied: requested access to the resource is denied",
    ],
)
def test_other_errors_are_about_no_session(services: Services, text: str) -> None:
    assert "ession for" not in told(services, text)
