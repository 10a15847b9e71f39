"""What one line of the session table says: its columns, its words, and what of it hangs on the time."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from stsui.model import SessionInfo, State, hours_minutes_seconds
from stsui.remaining import SHAPES as SHAPES
from stsui.tui.listing import Listing

WORDS = {
    State.NONE: "–",
    State.ACTIVE: "active",
    State.EXPIRING: "expiring",
    State.EXPIRED: "expired",
    State.ERROR: "error",
}
BUSY_SHAPE = "◔"
FRAME, CURSOR, MARK, STAR = "┃", "▌", "✓", "★"
PREFIX = 7
"""Frame, cursor, mark, star, a blank, the state's shape, a blank."""
WORD, TIME, REGION = 8, 8, 14
NAME_AT_MOST = 36
BAR_AT_LEAST, BAR_AT_MOST = 10, 20
ROLE_AT_LEAST, ROLE_AT_MOST = 12, 24
GAP = 2

_ENVIRONMENTS = {
    "prod": ("prod", "production", "prd", "live"),
    "staging": ("staging", "stage", "stg", "preprod", "uat", "qa", "test"),
    "dev": ("dev", "development", "sandbox", "lab"),
}


def environment_class(environment: str | None) -> str:
    """The colour's name for an account's label: prod, staging, dev or other."""
    word = (environment or "").lower()
    return next((name for name, words in _ENVIRONMENTS.items() if word in words), "other")


class Activity(NamedTuple):
    """What is going on, or went wrong, for a profile: shown in place of its columns."""

    text: str
    failed: bool = False
    until: datetime | None = None
    """When a wait ends: counted down behind the text."""
    stoppable: bool = False
    """Whether it is waiting for something of this machine, so that a person can stop it at once."""


class RowFacts(NamedTuple):
    """What the app knows of a profile when its row is drawn, and not before."""

    problem: str = ""
    """Why it cannot be started."""
    note: str = ""
    """What is said in the region's place: when the session will be renewed."""


NO_FACTS = RowFacts()


class RowState(NamedTuple):
    """All that a row's look depends on beside its profile."""

    info: SessionInfo | None
    activity: Activity | None
    now: datetime | None
    cursor: bool
    focused: bool
    marked: bool
    favourite: bool
    facts: RowFacts = NO_FACTS


class Timed(NamedTuple):
    """What of a row hangs on the time."""

    state: State | None = None
    full: int = 0
    """Cells of the bar."""
    left: str = ""
    waits: bool = False
    """Whether the time stands behind an activity's text, and not in its column."""


NOT_TIMED = Timed()


def time_left(info: SessionInfo, now: datetime) -> str:
    """A session's countdown; empty once there is nothing left to count."""
    left = info.remaining(now)
    return hours_minutes_seconds(left) if left else ""


def timed(info: SessionInfo, now: datetime, bar: int) -> Timed:
    """What a session's row shows at a time, in a bar of so many cells."""
    return Timed(info.state(now), bar_cells(info, now, bar), time_left(info, now))


class Columns(NamedTuple):
    """The widths in cells of a row's columns; 0 leaves one out."""

    name: int = 20
    role: int = 0
    bar: int = 0
    region: int = 0

    @classmethod
    def fitting(cls, width: int, listing: Listing, *, roomy: bool) -> Columns:
        """The columns for a table of `width` cells: the name first, then the bar, the role, the region.

        The bar and the region are for `roomy` screens only.
        """
        widest_label, widest_role, widest_alone = listing.widest()
        room = width - PREFIX - WORD - TIME - 2 * GAP
        name = max(min(widest_label, room, NAME_AT_MOST), 4)
        room -= name + GAP
        bar = role = region = 0
        if roomy and room >= BAR_AT_LEAST + GAP:
            bar = BAR_AT_LEAST
            room -= bar + GAP
        # A label without a role has the role's place, too: only the rest of it needs room there.
        widest_role = max(widest_role, widest_alone - name - GAP)
        if widest_role and room >= ROLE_AT_LEAST + GAP:
            role = min(widest_role, ROLE_AT_MOST, room - GAP)
            room -= role + GAP
        more = max(min(widest_alone - name - (role + GAP if role else 0), room), 0)
        name, room = name + more, room - more
        if roomy and room >= REGION + GAP:
            region = REGION
            room -= region + GAP
        if bar and room > 0:
            more = min(room, BAR_AT_MOST - bar)
            bar, room = bar + more, room - more
        return cls(name + max(min(room, widest_label - name), 0), role, bar, region)

    @property
    def name_and_role(self) -> int:
        """The width of both together, for a name without a role."""
        return self.name + (GAP + self.role if self.role else 0)

    @property
    def word_at(self) -> int:
        """Where the state's word begins."""
        return PREFIX + self.name_and_role + GAP

    @property
    def countdown(self) -> int:
        """Where the time left ends; up to there a row changes as time goes by."""
        return self.word_at + WORD + GAP + (self.bar + GAP if self.bar else 0) + TIME


def bar_cells(info: SessionInfo | None, now: datetime | None, width: int) -> int:
    """How many cells of a bar are full: at least one while there is any time left, else none."""
    left = info.remaining(now) if info and now else None
    if not info or not left:
        return 0
    return min(max(round(width * (left / info.lifetime)), 1), width) if info.lifetime else width
