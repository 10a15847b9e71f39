"""The one clock: this machine's time, corrected by the offset measured from AWS's `Date` headers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TRUSTED_SKEW = timedelta(seconds=2)
"""Offsets up to this size are the `Date` header's rounding and the network's delay, not skew."""


class Clock:
    """Tells AWS's time, which is the time that expiries are stated in.

    `read` gives this machine's time as Unix seconds, `monotonic` seconds that never jump and (on Linux and
    macOS) stand still while the machine sleeps, `sleep` waits. Tests pass their own three.
    """

    def __init__(
        self,
        read: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._read = read
        self.monotonic = monotonic
        self.sleep = sleep
        self._skew = timedelta(0)
        self._measured = False
        self._lock = threading.Lock()

    def local(self) -> datetime:
        """This machine's own time, UTC."""
        return datetime.fromtimestamp(self._read(), UTC)

    def now(self) -> datetime:
        """AWS's time, UTC, as well as it is known."""
        return self.local() + self._skew

    @property
    def skew(self) -> timedelta:
        """AWS's time minus this machine's: positive when this machine is slow."""
        return self._skew

    @property
    def measured(self) -> bool:
        """Whether AWS has told its time yet."""
        return self._measured

    def learn(self, server_time: datetime) -> None:
        """Take AWS's time, as just received in a `Date` header."""
        offset = server_time - self.local()
        with self._lock:
            self._skew = offset if abs(offset) > TRUSTED_SKEW else timedelta(0)
            self._measured = True
