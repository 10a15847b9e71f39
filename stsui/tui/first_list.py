"""The list of the first frame, read while Textual is still being imported.

Reading thousands of profiles and importing Textual are both work for a processor, which threads of one
interpreter take in turns. So a child process reads, where there is such a thing; else a thread does.
"""

from __future__ import annotations

import marshal
import os
import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING

from stsui.model import Heading, Kind
from stsui.tui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stsui.services import Services

LONGEST = 60
"""Seconds that the child process lives, whatever it waits for."""
PATIENCE = 0.3
"""Seconds for which the first frame waits for the list: longer than thousands of profiles take."""


def read_ahead(services: Services, *, apart: bool = False) -> Future[Listing]:
    """Begin to read; `apart` lets a child process do it, where there is no thread that it would lack."""
    child = _child(services) if apart and hasattr(os, "fork") and threading.active_count() == 1 else None
    reading: Future[Listing] = Future()

    def read() -> None:
        try:
            headings = _from_child(*child) if child else None
            if headings is None:
                headings = list(services.catalog.profiles.headings())
            reading.set_result(listed(services, headings))
        except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
            reading.set_exception(error)

    threading.Thread(target=read, daemon=True, name="stsui list").start()
    return reading


def soon(reading: Future[Listing]) -> Listing | None:
    """The list, if it is there within `PATIENCE`; what went wrong is left for `result()` to say."""
    wait([reading], timeout=PATIENCE)
    return reading.result() if reading.done() and not reading.exception() else None


def listed(services: Services, headings: Iterable[Heading]) -> Listing:
    """Headings as a list for the screen, favourites first."""
    chosen, headings = services.favourites.choice, list(headings)
    return Listing(headings, {each.name for each in headings if chosen(each.name, each.favourite)})


def _child(services: Services) -> tuple[int, int] | None:
    """A copy of this process that reads the files: its process id, and where it writes what it has read.

    None where the system allows no further process.
    """
    source, sink = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(source)
        os.close(sink)
        return None
    if child:
        os.close(sink)
        return child, source
    try:
        import signal

        signal.alarm(LONGEST)  # a file that never answers must not keep it when stsui is long gone
        rows = [(each.name, each.kind.value, *each[2:]) for each in services.catalog.profiles.headings()]
        with os.fdopen(sink, "wb") as pipe:
            marshal.dump(rows, pipe)
    finally:
        os._exit(0)  # nothing of this process is the child's to tidy up


def _from_child(child: int, source: int) -> list[Heading] | None:
    """What it read; None where it came to grief, and the files have to be read here."""
    with os.fdopen(source, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    try:
        rows = marshal.loads(told)  # noqa: S302 - written by ourselves
    except (EOFError, ValueError, TypeError):
        return None
    kinds = {kind.value: kind for kind in Kind}
    return [Heading(name, kinds[kind], *rest) for name, kind, *rest in rows]
