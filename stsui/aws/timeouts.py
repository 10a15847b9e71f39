"""How long to wait for AWS: botocore's own minute for each is too long for a screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection, and for an answer."""

    connect: float = 3
    read: float = 10


TIMEOUTS = Timeouts()
