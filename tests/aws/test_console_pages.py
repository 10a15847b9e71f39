"""Where in the console one can land: what is offered, and what is refused before anything is sent."""

from __future__ import annotations

import pytest

from stsui.aws.console_pages import Pages, pages_of
from stsui.aws.console_services import SERVICES
from stsui.aws.console_urls import page_url
from stsui.model import Endpoint, Operation, Parameters, Plan, Step


def plan(role_arn: str | None = None, region: str | None = None) -> Plan:
    operation = Operation.ASSUME_ROLE if role_arn else Operation.BASE_CREDENTIALS
    step = Step(operation, "work", parameters=Parameters(role_arn=role_arn))
    return Plan(profile="work", steps=(step,), endpoint=Endpoint(region=region))


def pages(*plans: Plan) -> Pages:
    return pages_of((each, None) for each in plans)


def test_every_service_that_is_offered_has_a_page() -> None:
    assert list(SERVICES) == sorted(SERVICES)
    for service in SERVICES:
        assert page_url("aws", service, "eu-west-1").startswith("https://")
        assert pages(plan()).problems(service, None, None) == {}


@pytest.mark.parametrize(
    ("of", "region", "words"),
    [
        (plan(), "eu-west-1", "Europe (Ireland)"),
        (plan("arn:aws-cn:iam::444455556666:role/OnCall"), "cn-north-1", "China (Beijing)"),
        (plan(region="us-gov-east-1"), "us-gov-east-1", "AWS GovCloud (US-East)"),
    ],
)
def test_the_regions_of_the_sessions_partition_are_offered(of: Plan, region: str, words: str) -> None:
    found = pages(of).regions
    assert found[region] == words
    assert not any(name.endswith("-global") for name in found)
    assert ("us-east-1" in found) == (region == "eu-west-1")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (("no such/../page", None, None), "service", "cannot be the name of a service"),
        ((None, "cn-north-1", None), "region", "not in the partition aws"),
        ((None, "mars", None), "region", "not in the partition aws"),
        ((None, None, "http://example.com/"), "service", "must be an https:// URL"),
    ],
)
def test_what_cannot_be_a_page(typed: tuple[str | None, ...], field: str, words: str) -> None:
    service, region, destination = typed
    problems = pages(plan()).problems(service, region, destination)
    assert list(problems) == [field]
    assert words in problems[field]


def test_a_region_must_do_for_all_sessions() -> None:
    both = pages(plan(), plan("arn:aws-cn:iam::444455556666:role/OnCall"))
    assert list(both.problems("ec2", "eu-west-1", None)) == ["region"]
    assert both.problems("ec2", None, None) == {}


def test_a_console_that_is_not_public_takes_an_address_only() -> None:
    secret = pages(plan("arn:aws-iso:iam::444455556666:role/OnCall"))
    assert "not public" in secret.problems(None, None, None)["service"]
    assert secret.problems(None, None, "https://console.example.com/") == {}
