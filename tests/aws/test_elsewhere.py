"""Alternative Regions: where another is asked, where none may be, and who is said to have answered."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from stsui.aws.clients import StsClients
from stsui.aws.elsewhere import REMEMBERED, Routes, others
from stsui.aws.timeouts import TIMEOUTS
from stsui.clock import Clock
from stsui.errors import AccessRefused, CodeRefused, RequestInvalid, ServiceFailed, Unreachable
from stsui.model import Endpoint, Operation, Parameters, Step
from stsui.practice import Fault
from tests.aws.conftest import IDENTITY, IMPATIENT, Desk, answering, role_arn

IRELAND = Endpoint(region="eu-west-1")


@pytest.fixture
def nowhere(unanswered: Callable[[], int]) -> Callable[[], str]:
    """Makes addresses at which nobody listens."""
    return lambda: f"http://127.0.0.1:{unanswered()}"


def test_another_is_asked_where_one_cannot_be_reached(desk: Desk, nowhere: Callable[[], str]) -> None:
    there = f"http://localhost:{urlsplit(desk.aws.url).port}"
    reached = desk.gateway_to(nowhere(), there)
    step = Step(
        Operation.ASSUME_ROLE,
        "p",
        Parameters(role_arn=role_arn("OnCall"), role_session_name="kim", mfa_serial=desk.serial()),
    )
    issued = reached.issue(step, desk.keys(), Endpoint("eu-west-1", nowhere()), desk.code())
    assert issued.endpoint_host == "localhost", "the session says which one answered"
    assert len(desk.aws.calls) == 1


def test_another_is_asked_where_one_fails(desk: Desk) -> None:
    with answering(503, b"<html>down</html>") as broken:
        reached = desk.gateway_to(desk.aws.url)
        assert reached.caller_identity(desk.keys(), Endpoint("eu-west-1", broken)).account_id == IDENTITY
    assert len(desk.pauses) == 1, "one more try at the first, then on"


def test_nobody_else_is_asked_after_a_no(desk: Desk, nowhere: Callable[[], str]) -> None:
    reached = desk.gateway_to(nowhere())
    step = Step(Operation.ASSUME_ROLE, "p", Parameters(role_arn=role_arn("Deploy"), role_session_name="kim"))
    with pytest.raises(AccessRefused):
        reached.issue(step, desk.keys(), desk.endpoint)
    assert len(desk.aws.calls) == 1


def test_nobody_else_is_asked_where_sts_is_switched_off(desk: Desk) -> None:
    desk.aws.faults.add(Fault(kind="region-disabled", times=9))
    reached = desk.gateway_to(f"http://localhost:{urlsplit(desk.aws.url).port}")
    with pytest.raises(RequestInvalid, match="STS is switched off in the Region of 127") as caught:
        reached.caller_identity(desk.keys(), desk.endpoint)
    assert "Choose another Region" in caught.value.hint
    assert len(desk.aws.calls) == 1


def test_nobody_else_is_asked_when_throttled(desk: Desk) -> None:
    desk.aws.faults.add(Fault(kind="throttle", times=9))
    reached = desk.gateway_to(f"http://localhost:{urlsplit(desk.aws.url).port}")
    with pytest.raises(Exception, match="throttling"):
        reached.caller_identity(desk.keys(), desk.endpoint)
    assert len(desk.aws.calls) == 2


@pytest.mark.parametrize("kind", ["unavailable", "internal", "hang", "reset"])
def test_a_code_that_may_be_spent_is_not_sent_elsewhere(desk: Desk, kind: str) -> None:
    desk.aws.faults.add(Fault(kind=kind, times=1))
    timeouts = IMPATIENT if kind == "hang" else TIMEOUTS
    reached = desk.gateway_to(f"http://localhost:{urlsplit(desk.aws.url).port}", timeouts=timeouts)
    step = Step(Operation.GET_SESSION_TOKEN, "p", Parameters(mfa_serial=desk.serial()))
    with pytest.raises((ServiceFailed, Unreachable), match="code may count as used"):
        reached.issue(step, desk.keys(), desk.endpoint, desk.code())
    assert len(desk.aws.calls) == 1


def test_a_wrong_code_is_not_sent_elsewhere(desk: Desk) -> None:
    reached = desk.gateway_to(f"http://localhost:{urlsplit(desk.aws.url).port}")
    step = Step(Operation.GET_SESSION_TOKEN, "p", Parameters(mfa_serial=desk.serial()))
    with pytest.raises(CodeRefused):
        reached.issue(step, desk.keys(), desk.endpoint, "000000")
    assert len(desk.aws.calls) == 1


def test_where_none_answers_the_last_failure_is_told(desk: Desk, nowhere: Callable[[], str]) -> None:
    with pytest.raises(Unreachable):
        desk.gateway_to(nowhere()).caller_identity(desk.keys(), Endpoint("eu-west-1", nowhere()))


CHOICES = {
    "in order": (IRELAND, ("eu-central-1", "us-east-1"), ["eu-central-1", "us-east-1"]),
    "not itself": (IRELAND, ("eu-west-1", "eu-central-1", "eu-central-1"), ["eu-central-1"]),
    "of the same partition": (IRELAND, ("cn-north-1", "us-gov-west-1", "eu-south-1"), ["eu-south-1"]),
    "in China": (Endpoint(region="cn-north-1"), ("eu-west-1", "cn-northwest-1"), ["cn-northwest-1"]),
    "for an address, addresses only": (
        Endpoint("eu-west-1", "https://a"),
        ("eu-west-2", "https://b"),
        ["https://b"],
    ),
    "from no Region": (Endpoint(), ("us-east-1", "eu-west-1"), ["us-east-1", "eu-west-1"]),
}


@pytest.mark.parametrize("case", CHOICES)
def test_which_ones_are_asked(case: str) -> None:
    endpoint, alternatives, expected = CHOICES[case]
    found = others(endpoint, alternatives, "aws")
    assert [each.url or each.region for each in found] == expected
    if endpoint.url:
        assert [each.region for each in found] == ["eu-west-1"]


def test_an_alternative_region_is_asked_at_its_own_endpoint() -> None:
    clients = StsClients(Clock(), TIMEOUTS)
    (elsewhere,) = others(Endpoint(region="us-east-1", regional_endpoints="legacy"), ("eu-central-1",), "aws")
    assert clients._client(elsewhere, "aws").meta.endpoint_url == "https://sts.eu-central-1.amazonaws.com"


def test_whoever_answered_is_asked_first_for_a_while() -> None:
    passed = [0.0]
    routes = Routes(Clock(monotonic=lambda: passed[0]), lambda: ("eu-central-1",))
    first, second = routes.of(IRELAND, "aws")
    assert first == IRELAND
    routes.answered(IRELAND, second)
    assert routes.of(IRELAND, "aws") == (second, first)
    passed[0] = REMEMBERED - 1
    routes.answered(IRELAND, second)
    passed[0] = REMEMBERED
    assert routes.of(IRELAND, "aws") == (first, second)
    routes.answered(IRELAND, second)
    routes.answered(IRELAND, first)
    assert routes.of(IRELAND, "aws") == (first, second)
