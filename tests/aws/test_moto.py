"""A second, foreign STS: moto's, over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from moto.server import ThreadedMotoServer

from stsui.aws import StsGateway
from stsui.clock import Clock
from stsui.model import Credentials, Endpoint, Operation, Parameters, Secret, Step

KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
ROLE = "arn:aws:iam::444455556666:role/OnCall"


@pytest.fixture(scope="module")
def moto() -> Iterator[Endpoint]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Endpoint(region="eu-west-1", url=f"http://{host}:{port}")
    server.stop()


@pytest.fixture
def gateway() -> StsGateway:
    return StsGateway(Clock(), os.environ)


def test_assume_role(gateway: StsGateway, moto: Endpoint) -> None:
    parameters = Parameters(role_arn=ROLE, role_session_name="kim", duration_seconds=900)
    issued = gateway.issue(Step(Operation.ASSUME_ROLE, "p", parameters), KEYS, moto)
    assert issued.arn == "arn:aws:sts::444455556666:assumed-role/OnCall/kim"
    assert issued.account_id == "444455556666"
    assert issued.user_id is not None
    assert issued.user_id.endswith(":kim")
    assert issued.endpoint_host in str(moto.url)
    assert issued.credentials.access_key_id.startswith("ASIA")
    assert issued.credentials.expires_at is not None
    lifetime = issued.credentials.expires_at - issued.issued_at
    assert timedelta(minutes=14) < lifetime <= timedelta(minutes=15, seconds=2)


def test_get_session_token(gateway: StsGateway, moto: Endpoint) -> None:
    issued = gateway.issue(Step(Operation.GET_SESSION_TOKEN, "p"), KEYS, moto)
    assert issued.credentials.temporary
    assert issued.arn is None


def test_who_am_i_as_the_assumed_role(gateway: StsGateway, moto: Endpoint) -> None:
    step = Step(Operation.ASSUME_ROLE, "p", Parameters(role_arn=ROLE, role_session_name="kim"))
    issued = gateway.issue(step, KEYS, moto)
    who = gateway.caller_identity(issued.credentials, moto)
    assert who.arn == issued.arn
    assert who.account_id == issued.account_id


def test_time_is_learnt_from_the_answers(moto: Endpoint) -> None:
    an_hour_slow = Clock(read=lambda: Clock().local().timestamp() - 3600)
    StsGateway(an_hour_slow, os.environ).caller_identity(KEYS, moto)
    assert abs(an_hour_slow.skew - timedelta(hours=1)) < timedelta(seconds=5)
