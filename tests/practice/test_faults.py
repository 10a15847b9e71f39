"""Trouble on demand, as boto3 meets it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from stsui.clock import Clock
from stsui.practice import Fault, PracticeAws

from .conftest import RAW, boto, keys_of, refusal


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttle", 400, "Throttling"),
        ("unavailable", 503, "ServiceUnavailable"),
        ("internal", 500, "InternalFailure"),
        ("region-disabled", 403, "RegionDisabledException"),
    ],
)
def test_answers_that_are_errors(aws, on_call, kind, status, code):
    aws.faults.add(Fault(kind=kind, times=1))
    assert refusal(on_call.get_caller_identity)[:2] == (status, code)
    assert on_call.get_caller_identity()["Account"]


def test_a_connection_that_breaks(aws, on_call):
    aws.faults.add(Fault(kind="reset", times=1))
    with pytest.raises(ConnectionClosedError):
        on_call.get_caller_identity()
    assert on_call.get_caller_identity()["Account"]


def test_a_body_that_is_not_awss(aws, on_call):
    aws.faults.add(Fault(kind="garbage", times=1))
    with pytest.raises(ResponseParserError):
        on_call.get_caller_identity()


def test_a_call_that_hangs(aws, client_of):
    aws.faults.add(Fault(kind="hang", times=1))
    with pytest.raises(ReadTimeoutError):
        client_of("oncall", read_timeout=0.05).get_caller_identity()


def test_closing_ends_a_hang_at_once():
    arrived = threading.Event()

    def read() -> float:
        arrived.set()  # the practice AWS looks at its clock when a call arrives
        return time.time()

    with ThreadPoolExecutor() as pool:
        with PracticeAws(Clock(read=read)) as aws:
            client = boto().create_client(
                "sts", "eu-west-1", endpoint_url=aws.url, config=RAW, **keys_of(aws, "oncall")
            )
            aws.faults.add(Fault(kind="hang", seconds=3600))
            arrived.clear()
            call = pool.submit(client.get_caller_identity)
            assert arrived.wait(30)
        assert isinstance(call.exception(30), ConnectionClosedError)
        client.close()


def test_faults_are_for_an_operation_and_counted(aws, on_call):
    aws.faults.add(Fault(operation="GetSessionToken", times=2))
    assert on_call.get_caller_identity()["Account"]
    for _ in range(2):
        assert refusal(on_call.get_session_token)[1] == "Throttling"
    assert on_call.get_session_token()["Credentials"]


def test_a_fault_without_times_stays_until_cleared(aws, on_call):
    aws.faults.add(Fault())
    for _ in range(5):
        assert refusal(on_call.get_caller_identity)[1] == "Throttling"
    aws.faults.clear()
    assert on_call.get_caller_identity()["Account"]


def test_boto3s_own_retries_ride_out_a_throttle(aws, client_of):
    aws.faults.add(Fault(kind="unavailable", times=1))
    client = client_of("oncall", retries={"total_max_attempts": 2, "mode": "standard"})
    assert client.get_caller_identity()["Account"]
    assert [call.operation for call in aws.calls] == ["GetCallerIdentity"] * 2


def test_a_kind_that_does_not_exist():
    with pytest.raises(ValueError, match="no fault is called 'gremlins'; there are garbage, hang"):
        Fault(kind="gremlins")


def test_a_code_is_not_used_up_by_a_fault(aws, on_call, mfa):
    aws.faults.add(Fault(kind="unavailable", times=1))
    given = mfa()
    assert refusal(on_call.get_session_token, **given)[0] == 503
    assert on_call.get_session_token(**given)["Credentials"]


def test_latency_is_real_time(aws, on_call, hands):
    aws.latency = 0.05
    before = aws.now()
    took = on_call.get_caller_identity()["ResponseMetadata"]
    assert took["HTTPStatusCode"] == 200
    assert aws.now() == before  # the practice AWS's clock stands where the test put it
