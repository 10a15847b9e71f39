"""Who uses which session: a record for each running command that is served, so that the UI can show it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from stsui.clock import Clock
from stsui.delivery import presence

FOLDER = "users"


class Use(NamedTuple):
    """A command that a profile's session is kept fresh for."""

    profile: str
    command: str
    """Its name: "terraform"."""
    pid: int
    way: str
    """How it is served: "exec --server"."""
    until: datetime | None
    """When the session it has now ends (AWS's time)."""

    def __str__(self) -> str:
        return f"{self.command} ({self.way}), pid {self.pid}"


class UseRecord:
    """This process's own record."""

    def __init__(self, record: presence.Record) -> None:
        self._record = record

    def update(self, use: Use) -> None:
        """Say what is so now."""
        fields = use._asdict() | {"until": use.until.timestamp() if use.until else None}
        self._record.write(json.dumps(fields))


@contextmanager
def recorded(state_dir: Path, *, clock: Clock, say: Callable[[str], None]) -> Iterator[UseRecord]:
    """A record for as long as the `with` block runs."""
    with presence.recorded(state_dir / FOLDER, clock=clock, say=say) as record:
        yield UseRecord(record)


def users_of(state_dir: Path) -> list[Use]:
    """Every command that is served at the moment, by pid."""
    uses = [use for text in presence.records(state_dir / FOLDER) if (use := _use(text))]
    return sorted(uses, key=lambda use: use.pid)


def _use(text: str) -> Use | None:
    """The record as it was written; None for a damaged one."""
    try:
        fields = json.loads(text)
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
