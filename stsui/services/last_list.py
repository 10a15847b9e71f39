"""The list of profiles as it was last read: on the screen before thousands of profiles are read again.

It is good only while every file it came from, and every variable that plans hang on, is as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stsui.catalog import PLAN_VARIABLES, Catalog
from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.files import FileStamp
from stsui.model import Heading, Kind
from stsui.store.folder import PrivateFolder

FILE = "list.json"
WORTHWHILE = 500
"""Fewer profiles than this are read as fast as their list."""
LARGEST = 32 * 2**20


class LastList:
    """The list in the state folder, where nobody else can have written it."""

    def __init__(self, state_dir: Path, environ: Mapping[str, str], clock: Clock) -> None:
        self._folder = PrivateFolder(state_dir, clock=clock, say=lambda _: None)
        self._environ = environ

    def headings(self) -> list[Heading] | None:
        """What was kept, if reading the files would give the same; None where they have to be read."""
        try:
            said: Any = json.loads(self._folder.read(FILE, LARGEST) or "null")
            if not said or said["environment"] != self._environment():
                return None
            if any(FileStamp(*stamp).changed() for stamp in said["files"]):
                return None
            kinds = {kind.value: kind for kind in Kind}
            return [Heading(name, kinds[kind], *rest) for name, kind, *rest in said["headings"]]
        except (StoreFailed, ValueError, TypeError, KeyError):
            return None  # damaged, or not ours: the files tell all of it

    def keep(self, catalog: Catalog) -> None:
        """Keep a catalog's list for the next time, if it is long enough to be worth it."""
        if len(catalog.profiles) < WORTHWHILE:
            return
        said = {
            "environment": self._environment(),
            "files": catalog.files,
            "headings": list(catalog.profiles.headings()),
        }
        self._folder.write(FILE, json.dumps(said))

    def _environment(self) -> dict[str, str | None]:
        return {name: self._environ.get(name) for name in PLAN_VARIABLES}
