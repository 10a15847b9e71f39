"""Where else to ask when an STS endpoint cannot be reached or fails: the alternative Regions, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from stsui.aws.partitions import partition_of_region
from stsui.clock import Clock
from stsui.model import Endpoint

REMEMBERED = 120.0
"""Seconds for which the endpoint that answered is asked first: the others in a crowd need not wait too."""


def is_address(alternative: str) -> bool:
    """Whether an alternative is an STS address of one's own (a VPC endpoint, say), not a Region's name."""
    return alternative.startswith(("https://", "http://"))


def others(endpoint: Endpoint, alternatives: tuple[str, ...], partition: str) -> tuple[Endpoint, ...]:
    """The endpoints to turn to: those of the same partition, and in place of an address addresses only.

    An address was chosen so that calls go there and nowhere else: no public endpoint takes its place.
    """
    home = (endpoint.region and partition_of_region(endpoint.region)) or partition
    found = []
    for each in alternatives:
        if is_address(each):
            found.append(replace(endpoint, url=each))
        elif endpoint.url is None and (partition_of_region(each) or home) == home:
            found.append(replace(endpoint, region=each, regional_endpoints="regional"))
    itself = (
        endpoint
        if endpoint.regional_endpoints == "legacy"
        else replace(endpoint, regional_endpoints="regional")
    )
    return tuple(each for each in dict.fromkeys(found) if each not in (endpoint, itself))


class Routes:
    """The order in which endpoints are asked. Safe for any number of threads."""

    def __init__(self, clock: Clock, alternatives: Callable[[], tuple[str, ...]]) -> None:
        self._clock = clock
        self._alternatives = alternatives
        self._answered: dict[Endpoint, tuple[Endpoint, float]] = {}
        self._lock = threading.Lock()

    def of(self, endpoint: Endpoint, partition: str) -> tuple[Endpoint, ...]:
        """The endpoints to ask, the likeliest first; `endpoint` is always among them."""
        alternatives = self._alternatives()
        if not alternatives:
            return (endpoint,)
        order = (endpoint, *others(endpoint, alternatives, partition))
        with self._lock:
            answered, until = self._answered.get(endpoint, (endpoint, 0.0))
        if answered in order and self._clock.monotonic() < until:
            return (answered, *(each for each in order if each != answered))
        return order

    def answered(self, endpoint: Endpoint, by: Endpoint) -> None:
        """Remember for a while which of them answered for `endpoint`."""
        if by == endpoint and endpoint not in self._answered:
            return
        with self._lock:
            if by == endpoint:
                self._answered.pop(endpoint, None)
            elif self._answered.get(endpoint, (None, 0.0))[0] != by or (
                self._clock.monotonic() >= self._answered[endpoint][1]
            ):
                # Not prolonged by each call: now and then the first choice gets its chance again.
                self._answered[endpoint] = (by, self._clock.monotonic() + REMEMBERED)
