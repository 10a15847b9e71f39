"""Stopping what is waited for: said on the app's loop, heard in the threads that wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from stsui.errors import Interrupted

READING = "The reading of a text"
"""What the decode screen does goes by this name."""


class UnderWay:
    """What can be stopped, by the name it goes by: a profile, a helper's setting. Thread-safe."""

    def __init__(self) -> None:
        self._stops: dict[str, list[threading.Event]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def begun(self, name: str) -> Iterator[Callable[[], None]]:
        """For as long as this lasts it can be stopped; what it gives raises Interrupted from then on."""
        stop = threading.Event()
        with self._lock:
            self._stops.setdefault(name, []).append(stop)

        def check() -> None:
            if stop.is_set():
                raise Interrupted(f"{name} was stopped.")

        try:
            yield check
        finally:
            stop.set()  # a thread that still waits is waited for no more
            with self._lock:
                self._stops[name].remove(stop)

    def __contains__(self, name: object) -> bool:
        with self._lock:
            return bool(self._stops.get(str(name)))

    def stop(self, names: Iterable[str]) -> None:
        """Have all that goes by these names end as soon as it looks."""
        with self._lock:
            for stop in (each for name in names for each in self._stops.get(name, ())):
                stop.set()
