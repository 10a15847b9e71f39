"""How long to wait for AWS, and how much to take: botocore has a minute for each read, and no other limit."""

from __future__ import annotations

from stsui.records import record


@record
class Timeouts:
    """Seconds to wait for a connection, for more of an answer, and for the whole of it; bytes it may have."""

    connect: float = 3
    read: float = 10
    answer: float = 20
    largest: int = 1 << 20


TIMEOUTS = Timeouts()
