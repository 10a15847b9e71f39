"""The console's addresses: hosts by partition, pages by service and Region. Nothing is sent here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

from stsui.aws.partitions import main_region, partition_of_region
from stsui.errors import ConfigurationError
from stsui.records import record


@record
class Hosts:
    """A partition's sign-in and console hosts; `{region}.` stands for a Region in front."""

    sign_in: str
    console: str | None
    """None where it is not public."""
    away: frozenset[str] = frozenset()
    """Regions that have a sign-in host of their own, with the Region in front."""
    comes_back: bool = True
    """Whether signing out can go on to another page."""


HOSTS: Mapping[str, Hosts] = MappingProxyType(
    {
        "aws": Hosts("signin.aws.amazon.com", "{region}.console.aws.amazon.com"),
        "aws-us-gov": Hosts(
            "signin.amazonaws-us-gov.com",
            "console.amazonaws-us-gov.com",
            frozenset({"us-gov-east-1"}),
            comes_back=False,
        ),
        "aws-cn": Hosts("signin.amazonaws.cn", "console.amazonaws.cn", frozenset({"cn-northwest-1"})),
        "aws-eusc": Hosts("{region}.signin.amazonaws-eusc.eu", "{region}.console.amazonaws-eusc.eu"),
        "aws-iso": Hosts("{region}.signin.c2shome.ic.gov", None),
        "aws-iso-b": Hosts("{region}.signin.sc2shome.sgov.gov", None),
        "aws-iso-e": Hosts("{region}.signin.csphome.adc-e.uk", None),
        "aws-iso-f": Hosts("{region}.signin.csphome.hci.ic.gov", None),
    }
)

GLOBAL_SERVICES = frozenset(
    {
        "billing",
        "cloudfront",
        "directconnect",
        "globalaccelerator",
        "iam",
        "organizations",
        "route53",
        "support",
        "trustedadvisor",
    }
)
"""Services whose console knows no Region."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "cfn": "cloudformation",
        "codebuild": "codesuite/codebuild",
        "codepipeline": "codesuite/codepipeline",
        "cw": "cloudwatch",
        "ddb": "dynamodbv2",
        "dynamodb": "dynamodbv2",
        "eventbridge": "events",
        "opensearch": "aos",
        "r53": "route53",
        "redshift": "redshiftv2",
        "secrets": "secretsmanager",
        "sfn": "states",
        "ssm": "systems-manager",
        "sso": "singlesignon",
        "stepfunctions": "states",
    }
)
"""What people call a service, where its console's path differs."""

_SERVICE = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9-]+)*")


def _hosts(partition: str) -> Hosts:
    try:
        return HOSTS[partition]
    except KeyError:
        raise ConfigurationError(
            f"The sign-in hosts of the partition {partition} are not known.",
            "Name the federation endpoint in STSUI_FEDERATION_ENDPOINT.",
        ) from None


def _placed(host: str, partition: str, region: str | None) -> str:
    return host.replace("{region}", region or main_region(partition) or "")


def region_in(partition: str, region: str | None) -> str | None:
    """`region` if the partition has it; None for none and for botocore's pseudo-Regions ("aws-global").

    ConfigurationError for a Region of another partition, or of none.
    """
    if region is None or region.endswith("-global"):
        return None
    if partition_of_region(region) != partition:
        raise ConfigurationError(
            f"The Region {region} is not in the partition {partition}, where the session is.",
            "Choose a Region of that partition.",
        )
    return region


def federation_url(partition: str, region: str | None) -> str:
    """The federation endpoint that gives sign-in tokens and takes them."""
    return f"https://{_sign_in_host(partition, region)}/federation"


def _sign_in_host(partition: str, region: str | None) -> str:
    hosts = _hosts(partition)
    if region in hosts.away:
        return f"{region}.{hosts.sign_in}"
    return _placed(hosts.sign_in, partition, region)


def logout_url(partition: str, region: str | None = None, then: str | None = None) -> str:
    """Where the browser signs out of the console; `then` is the page to go on to, where the partition can."""
    query = {"Action": "logout"}
    if then and _hosts(partition).comes_back:
        query["redirect_uri"] = then
    return f"https://{_sign_in_host(partition, region)}/oauth?{urlencode(query)}"


def page_url(partition: str, service: str | None, region: str | None) -> str:
    """The console's page of a service, or its home; ConfigurationError for a service that cannot be one."""
    path = _path(service)
    host = _hosts(partition).console
    if host is None:
        raise ConfigurationError(
            f"The console's host in the partition {partition} is not public.",
            "Name the page itself by its address.",
        )
    if path in GLOBAL_SERVICES or region is None:
        return f"https://{_without_region(host, partition)}/{path}/home"
    return f"https://{_placed(host, partition, region)}/{path}/home?{urlencode({'region': region})}"


def _without_region(host: str, partition: str) -> str:
    return host.removeprefix("{region}.") if partition == "aws" else _placed(host, partition, None)


def _path(service: str | None) -> str:
    if service is None:
        return "console"
    name = service.strip().lower()
    if not _SERVICE.fullmatch(name):
        raise ConfigurationError(
            f"{service[:40]!r} cannot be the name of a service.",
            "Use the name in the console's address, such as ec2, s3 or cloudwatch.",
        )
    return ALIASES.get(name, name)


def checked_destination(url: str) -> str:
    """`url`, if it can be a page to sign in to."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:  # no address at all: "https://["
        fits = False
    if not fits:
        raise ConfigurationError("The console's destination must be an https:// URL.")
    return url
