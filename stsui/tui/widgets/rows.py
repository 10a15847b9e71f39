"""How one line of the session table looks: its columns, its words, its colours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from stsui.model import Profile, SessionInfo, State, hours_minutes_seconds
from stsui.tui.ink import ink
from stsui.tui.listing import Group, Listing, label_of, role_of
from stsui.tui.text import clean, fit, spaced_account, width_of

if TYPE_CHECKING:
    from textual.widget import Widget

SHAPES = {
    State.NONE: "○",
    State.ACTIVE: "●",
    State.EXPIRING: "◐",
    State.EXPIRED: "◌",
    State.ERROR: "✗",
}
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
ROLE_AT_LEAST, ROLE_AT_MOST = 8, 24
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


@dataclass(frozen=True, slots=True)
class Activity:
    """What is going on, or went wrong, for a profile: shown in place of its columns."""

    text: str
    failed: bool = False
    until: datetime | None = None
    """When a wait ends: counted down behind the text."""


@dataclass(frozen=True, slots=True)
class RowState:
    """All that a row's look depends on beside its profile."""

    info: SessionInfo | None
    activity: Activity | None
    now: datetime | None
    cursor: bool
    focused: bool
    marked: bool
    favourite: bool
    refresh_at: datetime | None = None


def time_left(info: SessionInfo, now: datetime) -> str:
    """A session's countdown; empty once there is nothing left to count."""
    left = info.remaining(now)
    return hours_minutes_seconds(left) if left else ""


@dataclass(frozen=True, slots=True)
class Columns:
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
        widest_label, widest_role = listing.widest()
        room = width - PREFIX - WORD - TIME - 2 * GAP
        name = max(min(widest_label, room, NAME_AT_MOST), 4)
        room -= name + GAP
        bar = role = region = 0
        if roomy and room >= BAR_AT_LEAST + GAP:
            bar = BAR_AT_LEAST
            room -= bar + GAP
        if widest_role and room >= ROLE_AT_LEAST + GAP:
            role = min(widest_role, ROLE_AT_MOST, room - GAP)
            room -= role + GAP
        if roomy and room >= REGION + GAP:
            region = REGION
            room -= region + GAP
        if bar and room > 0:
            more = min(room, BAR_AT_MOST - bar)
            bar, room = bar + more, room - more
        return cls(name + max(min(room, widest_label - name), 0), role, bar, region)

    @property
    def word_at(self) -> int:
        """Where the state's word begins."""
        return PREFIX + self.name + GAP + (self.role + GAP if self.role else 0)

    @property
    def countdown(self) -> slice:
        """The cells that change as time goes by: from the bar (or the word) to the time left."""
        return slice(0, self.word_at + WORD + GAP + (self.bar + GAP if self.bar else 0) + TIME)


class Painter:
    """Draws the table's lines in the theme's colours."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"session-table--{part}"
        for part in (
            "header", "account", "env-prod", "env-staging", "env-dev", "env-other", "name", "role", "dim",
            "region", "favourite", "mark", "cursor", "cursor-prod", "cursor-blurred", "none", "active",
            "expiring", "expired", "error", "busy", "bar", "bar-rest",
        )
    }  # fmt: skip

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[str, Style] = {}

    def forget_styles(self) -> None:
        """Look the colours up again: the theme changed."""
        self._styles.clear()

    def style(self, part: str) -> Style:
        """What a component class adds to a line: a cursor its background, all others their text colour."""
        found = self._styles.get(part)
        if found is None:
            component = f"session-table--{part}"
            if part.startswith("cursor"):
                found = Style(bgcolor=self._widget.get_component_rich_style(component).bgcolor)
            else:
                found = ink(self._widget, component)
            self._styles[part] = found
        return found

    def header(self, group: Group, width: int) -> Strip:
        """An account's header line: its frame, name, id and label."""
        kind = environment_class(group.environment)
        colour = self.style(f"env-{kind}")
        segments = [Segment(f"{FRAME} ", colour), Segment(group.title, self.style("header"))]
        if group.account_id and group.name:
            segments.append(Segment(f"  {spaced_account(group.account_id)}", self.style("account")))
        if group.environment:
            word = group.environment.upper() if kind == "prod" else group.environment
            label = colour + Style(bold=True, reverse=kind == "prod")
            segments += [Segment("  ", None), Segment(f" {word} " if kind == "prod" else word, label)]
        return self._finish(segments, width, self._widget.rich_style)

    def row(self, profile: Profile, state: RowState, columns: Columns, width: int) -> Strip:
        """A profile's line."""
        kind = environment_class(profile.environment)
        shown = self._shown_state(profile, state)
        segments = [
            Segment(FRAME, self.style(f"env-{kind}")),
            Segment(CURSOR if state.cursor else " ", self.style(f"env-{kind}")),
            Segment(MARK if state.marked else " ", self.style("mark")),
            Segment(STAR if state.favourite else " ", self.style("favourite")),
            Segment(" ", None),
            Segment(self._shape(shown, state), self.style(self._tone(shown, state))),
            Segment(" ", None),
            Segment(fit(label_of(profile), columns.name), self.style("name")),
            Segment(" " * GAP, None),
        ]
        message = self._message(profile, state)
        if message is not None:
            segments.append(Segment(message, self.style(self._tone(shown, state))))
        else:
            segments += self._cells(profile, state, columns, shown)
        return self._finish(segments, width, self._background(state, kind))

    def _cells(
        self, profile: Profile, state: RowState, columns: Columns, shown: State
    ) -> list[Segment]:
        """Role, state, bar, time left and region."""
        tone = self.style(shown.value)
        segments = []
        if columns.role:
            segments.append(Segment(fit(role_of(profile), columns.role) + " " * GAP, self.style("role")))
        segments.append(Segment(fit(WORDS[shown], WORD) + " " * GAP, tone))
        if columns.bar:
            segments += self._bar(state, columns.bar, tone)
        left = time_left(state.info, state.now) if state.info and state.now else ""
        segments.append(Segment(left.rjust(TIME), tone))
        if columns.region:
            region = clean(profile.region or "")
            segments.append(Segment(" " * GAP + fit(region, columns.region), self.style("region")))
        return segments

    def _bar(self, state: RowState, width: int, tone: Style) -> list[Segment]:
        """The share of its lifetime that a session has left."""
        info, now = state.info, state.now
        left = info.remaining(now) if info and now else None
        if not info or not now or not left:
            return [Segment(" " * (width + GAP), None)]
        full = min(max(round(width * (left / info.lifetime)), 1), width) if info.lifetime else width
        colour = self.style("bar") if info.state(now) is State.ACTIVE else tone
        return [
            Segment("█" * full, colour),
            Segment("░" * (width - full) + " " * GAP, self.style("bar-rest")),
        ]

    @staticmethod
    def _shown_state(profile: Profile, state: RowState) -> State:
        if state.activity and state.activity.failed:
            return State.ERROR
        if state.info and state.now:
            return state.info.state(state.now)
        return State.ERROR if profile.problems else State.NONE

    @staticmethod
    def _shape(shown: State, state: RowState) -> str:
        return BUSY_SHAPE if state.activity and not state.activity.failed else SHAPES[shown]

    @staticmethod
    def _tone(shown: State, state: RowState) -> str:
        return "busy" if state.activity and not state.activity.failed else shown.value

    @staticmethod
    def _message(profile: Profile, state: RowState) -> str | None:
        """What is said in place of the columns: an activity, an error, a profile's problem."""
        activity = state.activity
        if activity is None:
            return clean(profile.problems[0].message) if profile.problems and not state.info else None
        text = clean(activity.text)
        if activity.until and state.now and activity.until > state.now:
            text = f"{text} {hours_minutes_seconds(activity.until - state.now)}"
        return text

    def _background(self, state: RowState, kind: str) -> Style:
        base = self._widget.rich_style
        if not state.cursor:
            return base
        name = "cursor-prod" if kind == "prod" else "cursor"
        return base + self.style(name if state.focused else "cursor-blurred")

    @staticmethod
    def _finish(segments: list[Segment], width: int, background: Style) -> Strip:
        used = sum(width_of(segment.text) for segment in segments)
        if used < width:
            segments.append(Segment(" " * (width - used), None))
        strip = Strip(segments).apply_style(background)
        if used > width:
            last = strip.crop(0, width - 1)
            return Strip([*last, Segment("…", background)], width)
        return strip.adjust_cell_length(width, background)
