"""The HTTP server itself: many callers at once, odd requests, a clean end."""

from __future__ import annotations

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from stsui.practice import PracticeAws
from stsui.practice.http import BODY_MAXIMUM

from .conftest import refusal


def test_a_hundred_callers_at_once_spend_one_code_once(aws, client_of, mfa):
    given, client = mfa(), client_of("oncall", max_pool_connections=100)

    def call(_: int) -> bool:
        try:
            return bool(client.get_session_token(**given)["Credentials"])
        except client.exceptions.ClientError:
            return False

    with ThreadPoolExecutor(100) as pool:
        assert sum(pool.map(call, range(100))) == 1
    assert len(aws.calls) == 100


def test_connections_are_kept(aws):
    connection = http.client.HTTPConnection(aws.url.removeprefix("http://"), timeout=10)
    connection.request("GET", "/console")
    socket = connection.sock
    connection.getresponse().read()
    connection.request("GET", "/console")
    connection.getresponse().read()
    assert connection.sock is socket
    connection.close()


@pytest.mark.parametrize("length", ["many", "-1", str(BODY_MAXIMUM + 1)])
def test_a_body_that_is_too_large_or_not_a_number_long(aws, length):
    connection = http.client.HTTPConnection(aws.url.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(
    "form",
    [b"", b"Action=Nothing", b"\xff\xfe=%00&&&", b"Action=GetCallerIdentity%0d%0a", b"Version=2016-11-15"],
)
def test_a_request_that_is_none_is_refused_politely(aws, form):
    connection = http.client.HTTPConnection(aws.url.removeprefix("http://"), timeout=10)
    connection.request("POST", "/", form)
    response = connection.getresponse()
    body = response.read()
    assert (response.status, b"InvalidAction" in body) == (400, True)
    connection.close()


def test_a_number_that_is_none(aws, on_call):
    on_call.meta.events.register(
        "before-call.sts.*", lambda params, **_: params["body"].update(DurationSeconds="soon")
    )
    assert refusal(on_call.get_session_token)[1] == "MalformedInput"


def test_calls_are_recorded_as_boto3_states_them(aws, on_call):
    on_call.get_caller_identity()
    refusal(on_call.assume_role, RoleArn="x" * 20, RoleSessionName="kim", Tags=[{"Key": "a", "Value": "b"}])
    who, role = aws.calls
    assert (who.operation, who.parameters, who.at) == ("GetCallerIdentity", {}, aws.now())
    assert role.access_key_id == aws.company.users["oncall"].access_key_id
    assert role.parameters["Tags"] == [{"Key": "a", "Value": "b"}]


def test_closing_leaves_no_thread_and_no_port():
    before = set(threading.enumerate())
    aws = PracticeAws()
    host = aws.url.removeprefix("http://")
    connections = [http.client.HTTPConnection(host, timeout=10) for _ in range(5)]
    for connection in connections:
        connection.request("GET", "/console")
        connection.getresponse().read()
    aws.close()
    assert set(threading.enumerate()) <= before
    for connection in connections:
        connection.close()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(host, timeout=10).connect()


def test_seeded_entropy_makes_the_same_company_again():
    def secrets(seed: int) -> list[str]:
        with PracticeAws(entropy=Random(seed).randbytes) as aws:
            users = aws.company.users.values()
            return [user.access_key_id + user.secret_access_key for user in users]

    assert secrets(1) == secrets(1) != secrets(2)
