"""Where in the console sessions can land: the Regions that there are, and what cannot be a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from stsui.aws.console_urls import checked_destination, page_url, region_in
from stsui.aws.partitions import partition_of_region, regions_of
from stsui.errors import ConfigurationError
from stsui.model import Plan, SessionInfo
from stsui.records import record
from stsui.rules import partition_of


@record
class Pages:
    """The pages that sessions of some partitions can land on. Quick, once made."""

    partitions: tuple[str, ...]
    regions: Mapping[str, str]
    """The Regions that there are, by name, and what they are called."""

    def problems(self, service: str | None, region: str | None, destination: str | None) -> Mapping[str, str]:
        """Why there can be no such page, a sentence by "service" or "region"; empty where there can."""
        wrong = {
            "service": self._why_no_page(service, destination),
            "region": _why_not(lambda: [region_in(each, region) for each in self.partitions]),
        }
        return {field: sentence for field, sentence in wrong.items() if sentence}

    def path(self, service: str) -> str:
        """Where in the console a service's page is; ConfigurationError for what cannot be a service."""
        return urlsplit(page_url(self.partitions[0], service, None)).path

    def _why_no_page(self, service: str | None, destination: str | None) -> str:
        if destination is not None:
            return _why_not(lambda: checked_destination(destination))
        return _why_not(lambda: [page_url(each, service, None) for each in self.partitions])


def _why_not(check: Callable[[], object]) -> str:
    try:
        check()
    except ConfigurationError as error:
        return str(error)
    return ""


def pages_of(sessions: Iterable[tuple[Plan, SessionInfo | None]]) -> Pages:
    """The pages for sessions, or for those that plans would give. Reads botocore's list of Regions."""
    partitions = tuple(dict.fromkeys(_partition(plan, info) for plan, info in sessions))
    return Pages(partitions, {name: words for each in partitions for name, words in regions_of(each).items()})


def _partition(plan: Plan, info: SessionInfo | None) -> str:
    arn = (info.arn if info else None) or plan.steps[-1].parameters.role_arn
    if arn:
        return partition_of(arn)
    region = plan.endpoint.region
    return (partition_of_region(region) if region else None) or "aws"
