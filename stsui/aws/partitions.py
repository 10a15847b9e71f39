"""AWS's partitions as botocore's own data has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from stsui.aws.data import loader
from stsui.model import Endpoint


@cache
def _partitions() -> Mapping[str, Mapping[str, Any]]:
    return {each["id"]: each for each in loader().load_data("partitions")["partitions"]}


def main_region(partition: str) -> str | None:
    """The Region that a partition's global services live in; None for an unknown partition."""
    known = _partitions().get(partition)
    return str(known["outputs"]["implicitGlobalRegion"]) if known else None


def regions_of(partition: str) -> Mapping[str, str]:
    """The Regions of a partition by name, and what each is called; none for an unknown partition."""
    regions = _partitions().get(partition, {}).get("regions", {})
    return {
        name: str(facts.get("description", name))
        for name, facts in regions.items()
        if not name.endswith("-global")
    }


def located(endpoint: Endpoint, partition: str) -> Endpoint:
    """`endpoint` with the partition's main Region, where it names none and the partition is not "aws"."""
    if endpoint.region or partition == "aws":
        return endpoint
    return replace(endpoint, region=main_region(partition))


def partition_of_region(region: str) -> str | None:
    """The partition that a Region is in, known or by its form; None when no partition has such."""
    for name, known in _partitions().items():
        if region in known["regions"] or re.search(known["regionRegex"], region):
            return name
    return None
