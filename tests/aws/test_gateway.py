"""Issuing credentials and asking questions, through real botocore against the practice AWS."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from stsui.clock import Clock
from stsui.model import Endpoint
from stsui.practice import Fault
from tests.aws.conftest import IDENTITY, PAYMENTS_PROD, Desk, role_arn


def test_assumed_role_is_named_and_counted(desk: Desk) -> None:
    issued = desk.assume("ReadOnly", duration_seconds=7200)
    assert issued.arn == f"arn:aws:sts::{PAYMENTS_PROD}:assumed-role/ReadOnly/kim"
    assert issued.account_id == PAYMENTS_PROD
    assert issued.endpoint_host == "127.0.0.1"
    assert issued.credentials.expires_at is not None
    assert abs(issued.credentials.expires_at - issued.issued_at - timedelta(hours=2)) < timedelta(seconds=3)
    assert issued.credentials.temporary


def test_every_parameter_arrives(desk: Desk) -> None:
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'
    issued = desk.assume(
        "ReadOnly",
        duration_seconds=900,
        external_id="pegasus-1",
        policy=policy,
        policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
        tags=(("Project", "Pegasus"), ("Ticket", "T-1")),
        transitive_tag_keys=("Project",),
        source_identity="kim",
    )
    assert issued.source_identity == "kim"
    assert issued.packed_policy_size is not None
    assert desk.aws.calls[-1].parameters == {
        "RoleArn": role_arn("ReadOnly"),
        "RoleSessionName": "kim",
        "DurationSeconds": 900,
        "ExternalId": "pegasus-1",
        "Policy": policy,
        "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
        "Tags": [{"Key": "Project", "Value": "Pegasus"}, {"Key": "Ticket", "Value": "T-1"}],
        "TransitiveTagKeys": ["Project"],
        "SourceIdentity": "kim",
    }


def test_one_code_opens_many_roles(desk: Desk) -> None:
    session = desk.session_token(duration_seconds=43200)
    assert session.arn is None
    roles = [desk.assume(name, session.credentials) for name in ("OnCall", "Admin")]
    assert [issued.arn for issued in roles] == [
        f"arn:aws:sts::{PAYMENTS_PROD}:assumed-role/{name}/kim" for name in ("OnCall", "Admin")
    ]


def test_code_straight_on_assume_role(desk: Desk) -> None:
    issued = desk.assume("OnCall", code=desk.code(), mfa_serial=desk.serial(), duration_seconds=4 * 3600)
    assert desk.gateway.caller_identity(issued.credentials, desk.endpoint).arn == issued.arn


def test_who_am_i(desk: Desk) -> None:
    who = desk.gateway.caller_identity(desk.keys(), desk.endpoint)
    user = desk.aws.company.users["oncall"]
    assert (who.account_id, who.arn, who.user_id) == (IDENTITY, user.arn, user.user_id)


def test_account_of_a_key(desk: Desk) -> None:
    key_id = desk.aws.company.users["root"].access_key_id
    assert desk.gateway.access_key_info(key_id, desk.keys(), desk.endpoint) == IDENTITY


@pytest.mark.parametrize("number", [50])
def test_many_threads_share_one_gateway(desk: Desk, number: int) -> None:
    """Everybody gets the answer to their own question, in their own name."""
    users = ("oncall", "deploy", "intern", "root")

    def ask(index: int) -> tuple[str, str]:
        user = users[index % len(users)]
        return user, desk.gateway.caller_identity(desk.keys(user), desk.endpoint).arn

    with ThreadPoolExecutor(number) as pool:
        answers = list(pool.map(ask, range(number)))
    assert len(answers) == number
    assert all(arn == desk.aws.company.users[user].arn for user, arn in answers)


def test_a_stale_aws_profile_in_the_environment_is_no_matter(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "gone")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLEOFNOBODYS")
    assert desk.gateway.caller_identity(desk.keys(), desk.endpoint).account_id == IDENTITY


def test_a_broken_config_file_is_no_matter(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    broken = tmp_path_factory.mktemp("aws") / "config"
    broken.write_text("[profile foo\nkey without equals\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(broken))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(broken))
    assert desk.gateway.caller_identity(desk.keys(), desk.endpoint).account_id == IDENTITY


def test_a_machine_that_is_busy_while_the_answer_comes_does_not_take_its_clock_for_wrong(desk: Desk) -> None:
    desk.clock = Clock(read=lambda: time.time() + (10 if desk.aws.calls else 0))
    desk.gateway = desk.gateway_to()
    desk.gateway.caller_identity(desk.keys(), desk.endpoint)
    assert desk.clock.measured
    assert desk.clock.skew == timedelta(0)


def test_a_clock_an_hour_off_is_corrected_from_the_first_answer(desk: Desk) -> None:
    desk.aws.clock_skew = timedelta(hours=1)
    issued = desk.assume("ReadOnly")
    assert [call.operation for call in desk.aws.calls] == ["AssumeRole", "AssumeRole"]
    assert abs(desk.clock.skew - timedelta(hours=1)) < timedelta(seconds=5)
    assert issued.credentials.expires_at is not None
    assert issued.credentials.expires_at - desk.clock.now() > timedelta(minutes=59)
    desk.gateway.caller_identity(desk.keys(), desk.endpoint)
    assert len(desk.aws.calls) == 3, "the second call is signed with AWS's time at once"


@pytest.mark.parametrize("kind", ["throttle", "unavailable", "internal", "reset"])
def test_passing_troubles_are_ridden_out(desk: Desk, kind: str) -> None:
    desk.aws.faults.add(Fault(kind=kind, times=2))
    assert desk.assume("ReadOnly").account_id == PAYMENTS_PROD
    assert len(desk.aws.calls) == 3
    assert len(desk.pauses) == 2
    assert all(0 < pause < 2 for pause in desk.pauses)


def test_throttled_calls_with_a_code_are_sent_again(desk: Desk) -> None:
    """AWS throttles before it looks at the code."""
    desk.aws.faults.add(Fault(kind="throttle", times=1))
    issued = desk.assume("OnCall", code=desk.code(), mfa_serial=desk.serial())
    assert issued.account_id == PAYMENTS_PROD


def test_an_address_of_ones_own_needs_no_region(desk: Desk) -> None:
    identity = desk.gateway.caller_identity(desk.keys(), Endpoint(url=desk.aws.url))

    assert identity.account_id == IDENTITY
