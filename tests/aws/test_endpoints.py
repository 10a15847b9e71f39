"""Which host is asked. A proxy that is not there keeps every call on this machine."""

from __future__ import annotations

import os
import re

import pytest

from stsui.aws import StsGateway
from stsui.clock import Clock
from stsui.errors import ConfigurationError, Unreachable
from stsui.model import Credentials, Endpoint, Operation, Parameters, Secret, Step

KEYS = Credentials("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))


def assume(endpoint: Endpoint, partition: str = "aws") -> None:
    role = f"arn:{partition}:iam::444455556666:role/OnCall"
    step = Step(Operation.ASSUME_ROLE, "p", Parameters(role_arn=role, role_session_name="kim"))
    StsGateway(Clock(), os.environ).issue(step, KEYS, endpoint)


def host_asked(endpoint: Endpoint, partition: str = "aws") -> str:
    with pytest.raises(Unreachable, match=r"The proxy http://127\.0\.0\.1:1") as failure:
        assume(endpoint, partition)
    assert failure.value.answer is not None
    return failure.value.answer.endpoint


@pytest.fixture
def _closed_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)


@pytest.mark.usefixtures("_closed_proxy")
@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        (Endpoint(), "sts.amazonaws.com"),
        (Endpoint(region="eu-west-1"), "sts.eu-west-1.amazonaws.com"),
        (Endpoint(region="eu-west-1", regional_endpoints="legacy"), "sts.amazonaws.com"),
        (Endpoint(region="us-east-1", use_fips=True), "sts-fips.us-east-1.amazonaws.com"),
        (Endpoint(region="us-east-1", use_dualstack=True), "sts.us-east-1.api.aws"),
        (Endpoint(region="cn-north-1"), "sts.cn-north-1.amazonaws.com.cn"),
        (Endpoint(region="eu-west-1", url="https://sts.example.test"), "sts.example.test"),
    ],
)
def test_hosts_by_botocores_rules(endpoint: Endpoint, host: str) -> None:
    assert host_asked(endpoint) == host


@pytest.mark.usefixtures("_closed_proxy")
@pytest.mark.parametrize(
    ("partition", "host"),
    [
        ("aws", "sts.amazonaws.com"),
        ("aws-us-gov", "sts.us-gov-west-1.amazonaws.com"),
        ("aws-cn", "sts.cn-northwest-1.amazonaws.com.cn"),
        ("aws-eusc", "sts.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_without_a_region_the_partition_chooses(partition: str, host: str) -> None:
    assert host_asked(Endpoint(), partition) == host


@pytest.mark.usefixtures("_closed_proxy")
@pytest.mark.parametrize(
    ("name", "value", "host"),
    [
        ("AWS_ENDPOINT_URL_STS", "https://sts.example.test", "sts.example.test"),
        ("AWS_ENDPOINT_URL", "https://aws.example.test", "aws.example.test"),
        ("AWS_USE_FIPS_ENDPOINT", "true", "sts-fips.us-east-1.amazonaws.com"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "legacy", "sts.amazonaws.com"),
    ],
)
def test_environment_is_honoured(monkeypatch: pytest.MonkeyPatch, name: str, value: str, host: str) -> None:
    monkeypatch.setenv(name, value)
    assert host_asked(Endpoint(region="us-east-1")) == host


@pytest.mark.usefixtures("_closed_proxy")
def test_legacy_of_one_profile_does_not_stick_to_the_next() -> None:
    gateway = StsGateway(Clock(), os.environ)
    hosts = []
    for setting in ("legacy", None, "regional"):
        with pytest.raises(Unreachable) as failure:
            gateway.caller_identity(KEYS, Endpoint(region="eu-west-1", regional_endpoints=setting))
        assert failure.value.answer is not None
        hosts.append(failure.value.answer.endpoint)
    assert hosts == ["sts.amazonaws.com", "sts.eu-west-1.amazonaws.com", "sts.eu-west-1.amazonaws.com"]


@pytest.mark.parametrize(
    ("url", "variable"),
    [("https://sts.example.test", "HTTPS_PROXY"), ("http://sts.example.test", "HTTP_PROXY")],
)
def test_a_proxy_that_is_not_there_is_found_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, url: str, variable: str
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv(variable, "http://127.0.0.1:1")
    with pytest.raises(Unreachable) as failure:
        assume(Endpoint(region="eu-west-1", url=url))
    assert re.search(rf"\b{variable}\b", failure.value.hint)


def test_a_proxys_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://kim:pa55word@127.0.0.1:1")
    with pytest.raises(Unreachable) as failure:
        assume(Endpoint(region="eu-west-1"))
    assert "127.0.0.1:1" in str(failure.value)
    assert "pa55word" not in f"{failure.value} {failure.value.answer}"


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        (Endpoint(region="eu west"), "Region"),
        (Endpoint(region="eu-west-1", url="sts.example.test"), "endpoint_url"),
        (Endpoint(region="eu-west-1", url="http://"), "endpoint_url"),
        (Endpoint(region="eu-west-1", url="ftp://sts.example.test"), "endpoint_url"),
        (Endpoint(region="eu-west-1", url="https://127.0.0.1:99999"), "endpoint_url"),
        (Endpoint(region="eu-west-1", url="https://127.0.0.1:0"), "endpoint_url"),
        (Endpoint(region="eu-west-1", url="https://kim:pw@127.0.0.1:port/"), "endpoint_url"),
        (Endpoint(region="eu-west-1", regional_endpoints="sometimes"), "legacy or regional"),
    ],
)
def test_settings_that_cannot_be(endpoint: Endpoint, words: str) -> None:
    with pytest.raises(ConfigurationError) as failure:
        assume(endpoint)
    assert words in str(failure.value)
