"""Signing in to the console: what is sent where, for whom, and what is refused beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from stsui.aws import Issued
from stsui.aws.console import SignInUrl, console_refusal, logout_url, sign_in_url
from stsui.aws.timeouts import TIMEOUTS
from stsui.errors import (
    ConfigurationError,
    CredentialsExpired,
    PlanRefused,
    RequestInvalid,
    ServiceFailed,
    Unreachable,
)
from stsui.model import Credentials, Operation, Secret, Session, SessionInfo
from stsui.practice import Fault
from tests.aws.conftest import IMPATIENT, PAYMENTS_PROD, Desk, answering


def session_of(desk: Desk, issued: Issued, **facts: Any) -> Session:
    assert issued.credentials.expires_at is not None
    info = SessionInfo(
        key="0" * 64,
        profile="payments-prod/OnCall",
        operation=Operation.ASSUME_ROLE,
        issued_at=issued.issued_at,
        expires_at=issued.credentials.expires_at,
        access_key_id=issued.credentials.access_key_id,
        arn=issued.arn,
        account_id=issued.account_id,
        from_long_term=True,
    )
    return Session(replace(info, **facts), issued.credentials)


def link_to(desk: Desk, session: Session, **options: Any) -> SignInUrl:
    endpoint = options.pop("federation_endpoint", desk.aws.federation_url)
    return sign_in_url(session, clock=desk.clock, federation_endpoint=endpoint, **options)


def query_of(link: SignInUrl) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link.url.reveal()).query).items()}


def test_the_link_opens_the_console_as_the_role(desk: Desk) -> None:
    link = link_to(desk, session_of(desk, desk.assume("ReadOnly")), service="ec2", region="eu-west-1")
    page = build_opener(HTTPCookieProcessor()).open(link.url.reveal(), timeout=10).read().decode()
    assert f"arn:aws:sts::{PAYMENTS_PROD}:assumed-role/ReadOnly/kim" in page
    assert "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1" in page
    assert abs(link.expires_at - desk.clock.now() - timedelta(minutes=15)) < timedelta(seconds=5)


def test_the_secrets_travel_in_the_body_only(desk: Desk) -> None:
    session = session_of(desk, desk.assume("ReadOnly"))
    link = link_to(desk, session)
    keys = session.credentials
    assert keys.session_token is not None
    for secret in (keys.secret_access_key.reveal(), keys.session_token.reveal()):
        assert secret not in link.url.reveal()
    assert "SigninToken" not in repr(link)


def test_signing_in_again_leads_to_the_same_page(desk: Desk) -> None:
    link = link_to(desk, session_of(desk, desk.assume("ReadOnly")), service="s3")
    assert query_of(link)["Issuer"] == query_of(link)["Destination"]


def test_the_destination_is_passed_on(desk: Desk) -> None:
    session = session_of(desk, desk.assume("ReadOnly"))
    page = "https://eu-west-1.console.aws.amazon.com/s3/buckets/a&b?x=1#y"
    link = link_to(desk, session, destination=page)
    assert query_of(link)["Destination"] == page


def test_a_duration_goes_with_a_role_from_long_term_keys(desk: Desk) -> None:
    session = session_of(desk, desk.assume("ReadOnly"))
    assert link_to(desk, session, duration_seconds=4 * 3600).notes == ()
    assert desk.aws.calls[-1].parameters["SessionDuration"] == "14400"


def test_a_duration_is_left_out_for_a_role_from_temporary_credentials(desk: Desk) -> None:
    issued = desk.assume("OnCall", desk.session_token().credentials)
    link = link_to(desk, session_of(desk, issued, from_long_term=False), duration_seconds=4 * 3600)
    assert "SessionDuration" not in desk.aws.calls[-1].parameters
    assert "ends with the credentials" in link.notes[0]


def test_aws_may_find_the_duration_too_long(desk: Desk) -> None:
    issued = desk.assume("Admin", code=desk.code(), mfa_serial=desk.serial())
    with pytest.raises(RequestInvalid, match="maximum session duration"):
        link_to(desk, session_of(desk, issued), duration_seconds=4 * 3600)


@pytest.mark.parametrize("seconds", [899, 43_201])
def test_a_duration_out_of_range_is_not_sent(desk: Desk, seconds: int) -> None:
    session = session_of(desk, desk.assume("ReadOnly"))
    with pytest.raises(ConfigurationError, match="15 min to 12 h"):
        link_to(desk, session, duration_seconds=seconds)
    assert len(desk.aws.calls) == 1


def test_session_tokens_are_refused_before_anything_is_sent(desk: Desk) -> None:
    session = session_of(desk, desk.session_token(), operation=Operation.GET_SESSION_TOKEN)
    with pytest.raises(PlanRefused, match="assumes a role"):
        link_to(desk, session)
    assert [call.operation for call in desk.aws.calls] == ["GetSessionToken"]


def test_credentials_of_unknown_making_are_tried_and_explained(desk: Desk) -> None:
    """A credential_process may give a session token's credentials: only AWS can tell."""
    session = session_of(desk, desk.session_token(), operation=Operation.BASE_CREDENTIALS)
    with pytest.raises(RequestInvalid, match="credentials of GetSessionToken are never taken"):
        link_to(desk, session)


@pytest.mark.parametrize(
    ("operation", "key_id", "refused"),
    [
        (Operation.ASSUME_ROLE, "ASIAIOSFODNN7EXAMPLE", False),
        (Operation.ASSUME_ROLE_WITH_SAML, "ASIAIOSFODNN7EXAMPLE", False),
        (Operation.ASSUME_ROLE_WITH_WEB_IDENTITY, "ASIAIOSFODNN7EXAMPLE", False),
        (Operation.GET_FEDERATION_TOKEN, "ASIAIOSFODNN7EXAMPLE", False),
        (Operation.BASE_CREDENTIALS, "ASIAIOSFODNN7EXAMPLE", False),
        (Operation.BASE_CREDENTIALS, "AKIAIOSFODNN7EXAMPLE", True),
        (Operation.GET_SESSION_TOKEN, "ASIAIOSFODNN7EXAMPLE", True),
        (Operation.ASSUME_ROOT, "ASIAIOSFODNN7EXAMPLE", True),
    ],
)
def test_who_can_sign_in(desk: Desk, operation: Operation, key_id: str, refused: bool) -> None:
    now = desk.clock.now()
    info = SessionInfo(
        key="0",
        profile="p",
        operation=operation,
        issued_at=now,
        expires_at=now + timedelta(hours=1),
        access_key_id=key_id,
    )
    problem = console_refusal(info)
    assert (problem is not None) is refused
    if problem:
        assert "GetFederationToken" in problem.message, "the way out is named"


def test_an_expired_session_cannot_sign_in(desk: Desk) -> None:
    session = session_of(desk, desk.assume("ReadOnly"), expires_at=desk.clock.now() - timedelta(seconds=1))
    with pytest.raises(CredentialsExpired, match="has expired"):
        link_to(desk, session)


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("reset", Unreachable, "broke before console sign-in"),
        ("hang", Unreachable, "did not answer in time"),
        ("garbage", ServiceFailed, "no answer of"),
    ],
)
def test_troubles_of_the_federation_endpoint(
    desk: Desk, kind: str, error: type[Exception], words: str
) -> None:
    session = session_of(desk, desk.assume("ReadOnly"))
    desk.aws.faults.add(Fault(kind=kind))
    with pytest.raises(error, match=words):
        link_to(desk, session, timeouts=IMPATIENT if kind == "hang" else TIMEOUTS)


def test_the_federation_endpoint_may_be_down(desk: Desk) -> None:
    session = session_of(desk, desk.assume("ReadOnly"))
    with answering(503, b"") as url, pytest.raises(ServiceFailed, match="failure of its own"):
        link_to(desk, session, federation_endpoint=url)


def a_session(partition: str, now: datetime) -> Session:
    info = SessionInfo(
        key="0",
        profile="p",
        operation=Operation.ASSUME_ROLE,
        issued_at=now,
        expires_at=now + timedelta(hours=1),
        access_key_id="ASIAIOSFODNN7EXAMPLE",
        arn=f"arn:{partition}:sts::444455556666:assumed-role/OnCall/kim",
    )
    keys = Credentials("ASIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG"), Secret("a-token"))
    return Session(info, keys)


@pytest.mark.parametrize(
    ("partition", "service", "region", "page"),
    [
        ("aws", None, None, "https://console.aws.amazon.com/console/home"),
        ("aws", None, "aws-global", "https://console.aws.amazon.com/console/home"),
        ("aws", "s3", "eu-west-1", "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1"),
        ("aws", "iam", "eu-west-1", "https://console.aws.amazon.com/iam/home"),
        (
            "aws",
            "DDB",
            "eu-west-1",
            "https://eu-west-1.console.aws.amazon.com/dynamodbv2/home?region=eu-west-1",
        ),
        ("aws", "ecr/repositories", None, "https://console.aws.amazon.com/ecr/repositories/home"),
        (
            "aws-us-gov",
            "ec2",
            "us-gov-east-1",
            "https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-east-1",
        ),
        ("aws-cn", "ec2", "cn-north-1", "https://console.amazonaws.cn/ec2/home?region=cn-north-1"),
        (
            "aws-eusc",
            "ec2",
            "eusc-de-east-1",
            "https://eusc-de-east-1.console.amazonaws-eusc.eu/ec2/home?region=eusc-de-east-1",
        ),
        ("aws-eusc", None, None, "https://eusc-de-east-1.console.amazonaws-eusc.eu/console/home"),
    ],
)
def test_pages_by_partition(
    desk: Desk, partition: str, service: str | None, region: str | None, page: str
) -> None:
    session = session_of(desk, desk.assume("ReadOnly"), arn=a_session(partition, desk.clock.now()).info.arn)
    link = link_to(desk, session, service=service, region=region)
    assert query_of(link)["Destination"] == page


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "eu-west-1", "signin.aws.amazon.com"),
        ("aws-us-gov", None, "signin.amazonaws-us-gov.com"),
        ("aws-us-gov", "us-gov-east-1", "us-gov-east-1.signin.amazonaws-us-gov.com"),
        ("aws-cn", "cn-north-1", "signin.amazonaws.cn"),
        ("aws-cn", "cn-northwest-1", "cn-northwest-1.signin.amazonaws.cn"),
        ("aws-eusc", None, "eusc-de-east-1.signin.amazonaws-eusc.eu"),
        ("aws-iso-b", "us-isob-east-1", "us-isob-east-1.signin.sc2shome.sgov.gov"),
    ],
)
def test_sign_in_hosts_by_partition(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, partition: str, region: str | None, host: str
) -> None:
    """A proxy that is not there keeps the call on this machine; the error says who was to be asked."""
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    session = a_session(partition, desk.clock.now())
    page = "https://console.example.test/"
    with pytest.raises(Unreachable, match=f"console sign-in through to {host}") as failure:
        link_to(desk, session, federation_endpoint=None, region=region, destination=page)
    assert "a-token" not in f"{failure.value} {failure.value.answer}"


@pytest.mark.parametrize(
    ("partition", "options", "words"),
    [
        ("aws-cn", {"region": "eu-west-1"}, "not in the partition aws-cn"),
        ("aws", {"region": "eu west"}, "not in the partition aws"),
        ("aws", {"service": "../../evil?x="}, "name of a service"),
        ("aws", {"destination": "http://example.com/"}, "https://"),
        ("aws", {"destination": "https://["}, "https://"),
        ("aws", {"destination": "https://exa\u2100mple.com/"}, "https://"),
        ("aws", {"destination": "javascript:alert(1)"}, "https://"),
        ("aws-iso", {}, "not public"),
        ("aws-moon", {"federation_endpoint": None}, "not known"),
    ],
)
def test_what_cannot_be_opened(desk: Desk, partition: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        link_to(desk, a_session(partition, desk.clock.now()), **options)
    assert not desk.aws.calls


def test_a_session_without_an_arn_goes_by_its_region(desk: Desk) -> None:
    session = session_of(desk, desk.assume("ReadOnly"), arn=None, operation=Operation.BASE_CREDENTIALS)
    link = link_to(desk, session, service="ec2", region="cn-north-1")
    assert query_of(link)["Destination"].startswith("https://console.amazonaws.cn/")


@pytest.mark.parametrize(
    ("partition", "url"),
    [
        (
            "aws",
            "https://signin.aws.amazon.com/oauth?Action=logout&redirect_uri=https%3A%2F%2Fa.example%2F%3Fb%3D1",
        ),
        ("aws-us-gov", "https://signin.amazonaws-us-gov.com/oauth?Action=logout"),
    ],
)
def test_signing_out(partition: str, url: str) -> None:
    assert logout_url(partition, then="https://a.example/?b=1") == url
