"""Principals taken apart, and the account, Region and partition of a denial."""

from __future__ import annotations

import pytest

from stsui.denials import Denial, Kind, Principal, PrincipalKind, read_denials
from tests.denials.samples import sentence


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        (
            "arn:aws:iam::210987654321:user/ines",
            Principal(PrincipalKind.USER, "ines", None, "210987654321", "aws"),
        ),
        (
            "arn:aws:iam::210987654321:user/a/b/ines",
            Principal(PrincipalKind.USER, "ines", None, "210987654321", "aws"),
        ),
        (
            "arn:aws-us-gov:sts::210987654321:assumed-role/loader/a=b@example.com",
            Principal(PrincipalKind.ASSUMED_ROLE, "loader", "a=b@example.com", "210987654321", "aws-us-gov"),
        ),
        (
            "arn:aws:sts::1:assumed-role/loader",
            Principal(PrincipalKind.ASSUMED_ROLE, "loader", None, None, "aws"),
        ),
        (
            "arn:aws:iam::210987654321:role/x/loader",
            Principal(PrincipalKind.ROLE, "loader", None, "210987654321", "aws"),
        ),
        (
            "arn:aws:sts::210987654321:federated-user/ines",
            Principal(PrincipalKind.FEDERATED_USER, "ines", None, "210987654321", "aws"),
        ),
        (
            "arn:aws-cn:iam::210987654321:root",
            Principal(PrincipalKind.ROOT, "root", None, "210987654321", "aws-cn"),
        ),
        ("arn:aws:iam::[ID]", Principal(PrincipalKind.UNKNOWN, "arn:aws:iam::[ID]")),
        ("aws:iam::####:user/ines", Principal(PrincipalKind.USER, "ines", None, None, "aws")),
        ("depot.amazonaws.com.cn", Principal(PrincipalKind.SERVICE, "depot.amazonaws.com.cn")),
        ("anonymous", Principal(PrincipalKind.ANONYMOUS)),
        ("***", Principal(PrincipalKind.UNKNOWN, "***")),
    ],
)
def test_takes_a_principal_apart(text: str, principal: Principal) -> None:
    assert Denial(kind=Kind.PLAIN, principal=text).who == principal


def test_account_region_and_partition() -> None:
    (denial,) = read_denials(sentence())
    assert (denial.account, denial.region, denial.partition) == ("210987654321", "eu-west-3", "aws")


def test_the_account_of_the_resource_where_the_caller_hides_its_own() -> None:
    (denial,) = read_denials(sentence(who="arn:aws:iam::***:user/ines"))
    assert denial.account == "210987654321"


@pytest.mark.parametrize(
    "resource", ["*", "arn:aws:s3:::crate", "role depot", "arn:aws:sqs:<region>:<account>:q"]
)
def test_no_region_is_made_up(resource: str) -> None:
    (denial,) = read_denials(sentence(who="ines", on=resource))
    assert (denial.account, denial.region) == (None, None)
