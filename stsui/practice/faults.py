"""Trouble on demand: what the practice AWS does instead of answering."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from stsui.practice.messages import Response
from stsui.practice.refusal import Refusal

HANG_SECONDS = 60.0
"""A hanging call ends after this long, or when the practice AWS is closed."""


class Disconnect(Exception):
    """The connection is to be broken without an answer."""


@dataclass(slots=True)
class Fault:
    """One kind of trouble for an operation (None: for all), as many `times` (None: until cleared)."""

    operation: str | None = None
    kind: str = "throttle"
    """throttle, unavailable, internal, reset, hang, garbage or region-disabled."""
    times: int | None = None
    seconds: float = HANG_SECONDS
    """How long a hang lasts."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are {', '.join(sorted(KINDS))}")


class Faults:
    """The faults to come. Threads may add, take and clear at any time."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Let this happen from the next call on."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """No more trouble."""
        with self._lock:
            self._waiting.clear()

    def take(self, operation: str) -> Fault | None:
        """The fault that this call meets, counted down by one."""
        with self._lock:
            fault = next((each for each in self._waiting if each.operation in (None, operation)), None)
            if fault and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
            return fault


_REFUSALS = {
    "throttle": ("Throttling", "Rate exceeded", 400),
    "unavailable": ("ServiceUnavailable", "Service Unavailable", 503),
    "internal": (
        "InternalFailure",
        "The request processing has failed because of an unknown error, exception or failure.",
        500,
    ),
    "region-disabled": (
        "RegionDisabledException",
        "STS is not activated in this region for account. Your account administrator can activate STS in "
        "this region using the IAM Console.",
        403,
    ),
}
KINDS = frozenset({*_REFUSALS, "reset", "hang", "garbage"})


def suffer(fault: Fault, closing: threading.Event) -> Response:
    """What a call that met the fault gets; raises Refusal or Disconnect. `closing` cuts a hang short."""
    if fault.kind in _REFUSALS:
        raise Refusal(*_REFUSALS[fault.kind])
    if fault.kind == "garbage":
        return Response(200, b"<html><body>Please log in to the hotel's wireless network</body>", "text/html")
    if fault.kind == "hang":
        closing.wait(fault.seconds)
    raise Disconnect
