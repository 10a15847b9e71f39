"""Who uses which session: a small file for each command that has one, so that the UI can show it.

A record whose process has gone is never shown, though what it has started may still hold its lock.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from stsui.clock import Clock
from stsui.delivery import presence
from stsui.json_text import parse_json

FOLDER = "users"


class Use(NamedTuple):
    """A command that has a profile's session."""

    profile: str
    command: str
    """Its name: "terraform"."""
    pid: int
    way: str
    """How it has it: "exec", "exec --server", or the UI's key."""
    until: datetime | None
    """When the session it has now ends (AWS's time)."""

    def __str__(self) -> str:
        return f"{self.command} ({self.way}), pid {self.pid}"


if sys.platform == "win32":

    def _runs(_pid: int) -> bool:
        """Windows: no command outlives the process that holds the lock for it."""
        return True

else:

    def _runs(pid: int) -> bool:
        """Whether there is such a process: what it has started may have inherited its lock."""
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        except (OSError, OverflowError):
            return False
        return True


class UseRecord:
    """One use's own record."""

    def __init__(self, record: presence.Record) -> None:
        self._record = record

    def update(self, use: Use) -> None:
        """Say what is so now."""
        fields = use._asdict() | {"until": use.until.timestamp() if use.until else None}
        self._record.write(json.dumps(fields))

    def hand_on(self) -> None:
        """Keep it for as long as the program runs that is about to take this process's place."""
        self._record.hand_on()


@contextmanager
def recorded(state_dir: Path, *, clock: Clock, say: Callable[[str], None]) -> Iterator[UseRecord]:
    """A record for as long as the `with` block runs, or the program that the block turns into."""
    with presence.recorded(state_dir / FOLDER, clock=clock, say=say) as record:
        yield UseRecord(record)


def users_of(state_dir: Path) -> list[Use]:
    """Every command that has a session at the moment, by pid. Removes what killed ones left."""
    uses = [use for text in presence.records(state_dir / FOLDER) if (use := _use(text)) and _runs(use.pid)]
    return sorted(uses, key=lambda use: use.pid)


def _use(text: str) -> Use | None:
    """The record as it was written; None for a damaged one."""
    try:
        fields = parse_json(text)
        until = fields["until"]
        return Use(
            profile=str(fields["profile"]),
            command=str(fields["command"]),
            pid=int(fields["pid"]),
            way=str(fields["way"]),
            until=None if until is None else datetime.fromtimestamp(until, UTC),
        )
    except (ValueError, KeyError, TypeError, OverflowError, OSError):
        return None
