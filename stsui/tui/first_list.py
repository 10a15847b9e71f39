"""The list of the first frame, read while Textual is still being imported.

Reading thousands of profiles and importing Textual are both work for a processor, which threads of one
interpreter take in turns. So a child process reads, where there is such a thing; else a thread does.
"""

from __future__ import annotations

import marshal
import os
import threading
from concurrent.futures import Future, wait
from itertools import islice, repeat
from typing import TYPE_CHECKING

from stsui.model import Heading, Kind
from stsui.tui.listing import Group, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stsui.services import Services

LONGEST = 60
"""Seconds that the child process lives, whatever it waits for."""
PATIENCE = 0.3
"""Seconds for which the first frame waits for the list: longer than thousands of profiles take."""


KIND = Heading._fields.index("kind")


def read_ahead(services: Services, *, apart: bool = False) -> Future[Listing]:
    """Begin to read; `apart` lets a child process do it, where there is no thread that it would lack."""
    child = _child(services) if apart and hasattr(os, "fork") and threading.active_count() == 1 else None
    reading: Future[Listing] = Future()

    def read() -> None:
        try:
            listing = _from_child(*child) if child else None
            reading.set_result(listing or listed(services, services.catalog.profiles.headings()))
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
        with os.fdopen(sink, "wb") as pipe:
            pipe.write(_packed(listed(services, services.catalog.profiles.headings())))
    finally:
        os._exit(0)  # nothing of this process is the child's to tidy up


def _from_child(child: int, source: int) -> Listing | None:
    """What it read; None where it came to grief, and the files have to be read here."""
    with os.fdopen(source, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    try:
        return _unpacked(told)
    except (EOFError, ValueError, TypeError):
        return None


def _packed(listing: Listing) -> bytes:
    """A list as bytes: column by column, which is quicker to read than thousands of rows."""
    profiles = listing.profiles
    columns = [list(column) for column in zip(*profiles, strict=True)]
    if columns:
        columns[KIND] = [kind.value for kind in columns[KIND]]
    once: dict[object, object] = {}  # marshal writes the very same object once
    columns = [[once.setdefault(value, value) for value in column] for column in columns]
    sections = [(tuple(group), len(members)) for group, members in listing.sections]
    return marshal.dumps((columns, sections, list(listing.favourites), listing.widest()))


def _unpacked(told: bytes) -> Listing:
    """The list, arranged and measured as it was. EOFError, ValueError or TypeError where it is none."""
    columns, sizes, favourites, widest = marshal.loads(told)  # noqa: S302 - written by ourselves
    if columns:
        kinds = {kind.value: kind for kind in Kind}
        columns[KIND] = [kinds[value] for value in columns[KIND]]
    profiles = map(tuple.__new__, repeat(Heading), zip(*columns, strict=True))
    sections = [(Group(*group), list(islice(profiles, size))) for group, size in sizes]
    return Listing.arranged(sections, set(favourites), widest)
