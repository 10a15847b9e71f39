"""The one clock: this machine's time, corrected by the offset measured from AWS's `Date` headers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TRUSTED_SKEW = timedelta(seconds=2)
"""Offsets up to this size are the `Date` header's rounding and the network's delay, not skew."""

LARGEST_SKEW = timedelta(days=36_525)
"""A century: a machine may think it is 1970, but who tells a time beyond that is no server of AWS's."""

_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def in_utc(moment: datetime) -> datetime:
    """A time as somebody else stated it, in UTC (which is meant where no zone is said).

    The calendar's very ends, which some write for "never", are moved by a day or two: in other time zones
    they would fall outside it.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware, _FIRST), _LAST).astimezone(UTC)


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

    def now_by(self, skew: timedelta, since: datetime) -> datetime:
        """AWS's time by an offset that was measured at `since`; what AWS has told itself goes before.

        An offset that makes now earlier than `since` is not taken: this machine's clock was set right since.
        """
        return self.local() + skew if not self._measured and self._may_hold(skew, since) else self.now()

    def assume(self, skew: timedelta, since: datetime) -> None:
        """Go by an offset that was measured at `since`, if it may still hold, until AWS tells its time."""
        with self._lock:
            if not self._measured:
                self._skew = skew if self._may_hold(skew, since) else timedelta(0)

    def _may_hold(self, skew: timedelta, since: datetime) -> bool:
        return self.local() + skew >= since

    def learn(self, server_time: datetime, sent: datetime | None = None) -> None:
        """Take AWS's time, as just received in a `Date` header; not where it cannot be.

        AWS told it at some moment since the question was `sent` (by this machine's clock): a machine that was
        busy or asleep before it took the answer in is no reason to think its clock wrong.
        """
        received = self.local()
        offset = server_time - received
        if abs(offset) > LARGEST_SKEW:
            return
        largest = server_time - min(sent or received, received)
        with self._lock:
            self._skew = timedelta(0) if largest >= -TRUSTED_SKEW and offset <= TRUSTED_SKEW else offset
            self._measured = True
