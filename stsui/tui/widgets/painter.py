"""How the session table's lines look, in the theme's colours; drawn lines are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from stsui.model import Heading, State, hours_minutes_seconds
from stsui.tui.ink import ink, wash
from stsui.tui.listing import Group, label_of, role_of
from stsui.tui.text import clean, fit, spaced_account, width_of
from stsui.tui.widgets.rows import (
    BUSY_SHAPE,
    CURSOR,
    FRAME,
    GAP,
    MARK,
    SHAPES,
    STAR,
    TIME,
    WORD,
    WORDS,
    Columns,
    RowState,
    bar_cells,
    environment_class,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widget import Widget

KEPT = 1024
"""Drawn rows that are kept: a few screenfuls."""
GAP_TEXT = " " * GAP
TIMED = (State.ACTIVE, State.EXPIRING)
"""The states in which a row has time left."""
NOTHING = Strip([])

INKS = {
    "header": "foreground bold",
    "account": "text-muted",
    "env-prod": "env-prod",
    "env-staging": "env-staging",
    "env-dev": "env-dev",
    "env-other": "env-other",
    "name": "foreground",
    "role": "text-muted",
    "region": "text-muted",
    "favourite": "favourite",
    "mark": "mark bold",
    "none": "text-disabled",
    "active": "state-active",
    "expiring": "state-expiring",
    "expired": "state-expired",
    "error": "state-error",
    "busy": "primary",
    "bar": "bar-fill",
    "bar-rest": "bar-rest",
}
GROUNDS = {"cursor": "primary 25%", "cursor-prod": "env-prod 25%", "cursor-blurred": "primary 12%"}

Parts = list[tuple[str, Style]]


class Painter:
    """Draws the table's lines in the theme's colours."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[tuple[str, str], Style] = {}
        self._kept: LRUCache[tuple[str, _Look, Columns, int], Drawn] = LRUCache(KEPT)
        self._headers: LRUCache[tuple[Group, int], Strip] = LRUCache(KEPT)

    def forget_styles(self) -> None:
        """Look the colours up again: the theme changed."""
        self._styles.clear()
        self.forget_rows()

    def forget_rows(self) -> None:
        """Draw all rows anew: the profiles changed."""
        self._kept.clear()
        self._headers.clear()

    def style(self, part: str, ground: str = "") -> Style:
        """A part's text colour on a ground: the table's own, or one of the cursor's."""
        found = self._styles.get((part, ground))
        if found is None:
            found = self._styles[part, ground] = self._style(part, ground)
        return found

    def _style(self, part: str, ground: str) -> Style:
        base = self._widget.rich_style
        if ground:
            base += wash(self._widget, GROUNDS[ground])
        style = base + ink(self._widget, INKS[part]) if part else base
        # What Textual does to every line for NO_COLOR, say, is done once to each style.
        _, behind = self._widget.background_colors
        for line_filter in self._widget.get_line_filters():
            [(_, filtered, _)] = line_filter.apply([Segment(" ", style)], behind)
            style = filtered or style
        return style

    def words(self, text: str, width: int) -> Strip:
        """A line that is no row: blank, or a sentence where there are no rows."""
        return _strip([(f"   {text}" if text else "", self.style("role"))], width, self.style(""))

    def header(self, group: Group, width: int) -> Strip:
        """An account's header line: its frame, name, id and label."""
        strip = self._headers.get((group, width))
        if strip is None:
            strip = self._headers[group, width] = self._header(group, width)
        return strip

    def _header(self, group: Group, width: int) -> Strip:
        kind = environment_class(group.environment)
        colour = self.style(f"env-{kind}")
        parts: Parts = [(f"{FRAME} ", colour), (group.title, self.style("header"))]
        if group.account_id and group.name:
            parts.append((f"  {spaced_account(group.account_id)}", self.style("account")))
        if group.environment:
            prod = kind == "prod"
            label = f" {group.environment.upper()} " if prod else group.environment
            parts += [("  ", colour), (label, colour + Style(bold=True, reverse=prod))]
        return _strip(parts, width, self.style(""))

    def row(self, profile: Heading, state: RowState, columns: Columns, width: int) -> Drawn:
        """A profile's line: the very same while it looks the same, for what Textual keeps of a line."""
        look = _look(state, columns.bar)
        ground = look.ground and (look.ground if not _is_prod(profile) or look.blurred else "cursor-prod")
        key = (profile.name, look, columns, width)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._row(profile, look, columns, width, ground)
        return kept

    def _row(self, profile: Heading, look: _Look, columns: Columns, width: int, ground: str) -> Drawn:
        """All of a line but the time left."""
        kind = environment_class(profile.environment)
        tone = self.style("busy" if look.busy else look.shown.value, ground)
        plain = self.style("", ground)
        parts = [(FRAME + (CURSOR if ground else " "), self.style(f"env-{kind}", ground))]
        _add(parts, MARK if look.marked else " ", self.style("mark", ground))
        _add(parts, f"{STAR} " if look.favourite else "  ", self.style("favourite", ground))
        _add(parts, f"{BUSY_SHAPE if look.busy else SHAPES[look.shown]} ", tone)
        room = columns.name if profile.role != "" else columns.name_and_role
        _add(parts, fit(label_of(profile), room) + GAP_TEXT, self.style("name", ground))
        if look.message is not None:
            _add(parts, look.message, tone)
            return Drawn(_strip(parts, width, plain))
        self._add_cells(parts, profile, look, columns, ground)
        region = fit(clean(look.note or profile.region or ""), columns.region)
        if look.shown not in TIMED:
            _add(parts, " " * TIME + GAP_TEXT, plain)
            _add(parts, region, self.style("region", ground))
            return Drawn(_strip(parts, width, plain))
        until = columns.countdown
        behind = [(GAP_TEXT + region, self.style("region", ground))] if region.strip() else []
        return Drawn(NOTHING, _cells(parts, until - TIME, plain), tone, _cells(behind, width - until, plain))

    def _add_cells(self, parts: Parts, profile: Heading, look: _Look, columns: Columns, ground: str) -> None:
        """Role, state and bar."""
        tone = self.style(look.shown.value, ground)
        if columns.role and profile.role != "":
            _add(parts, fit(role_of(profile), columns.role) + GAP_TEXT, self.style("role", ground))
        _add(parts, fit(WORDS[look.shown], WORD) + GAP_TEXT, tone)
        if columns.bar:
            fill = "bar" if look.shown is State.ACTIVE else look.shown.value
            rest = columns.bar - look.full
            _add(parts, "█" * look.full, self.style(fill, ground))
            _add(parts, ("░" if look.full else " ") * rest + GAP_TEXT, self.style("bar-rest", ground))


class Drawn:
    """A drawn line: the whole of it, and where it counts down also what stands before and after the time."""

    __slots__ = ("_after", "_before", "_left", "_tone", "_whole")

    def __init__(
        self,
        whole: Strip,
        before: Sequence[Segment] = (),
        tone: Style | None = None,
        after: Sequence[Segment] = (),
    ) -> None:
        self._whole, self._before, self._tone, self._after = whole, before, tone, after
        self._left: str | None = None
        """The time in `whole`."""

    def at(self, left: str, width: int) -> Strip:
        """The line with so much time left."""
        if self._tone is not None and left != self._left:
            time = Segment(left.rjust(TIME), self._tone)
            self._left, self._whole = left, Strip([*self._before, time, *self._after], width)
        return self._whole


def _is_prod(profile: Heading) -> bool:
    return environment_class(profile.environment) == "prod"


class _Look(NamedTuple):
    """Everything that a row's look hangs on, but its profile, its columns and the time left."""

    shown: State
    busy: bool
    ground: str
    blurred: bool
    marked: bool
    favourite: bool
    message: str | None
    full: int
    """Cells of the bar that are full."""
    note: str
    """What stands in the region's place."""


def _look(state: RowState, bar: int) -> _Look:
    ground = "" if not state.cursor else "cursor" if state.focused else "cursor-blurred"
    return _Look(
        _shown_state(state),
        state.activity is not None and not state.activity.failed,
        ground,
        not state.focused,
        state.marked,
        state.favourite,
        _message(state),
        bar_cells(state.info, state.now, bar),
        state.facts.note,
    )


def _shown_state(state: RowState) -> State:
    if state.activity and state.activity.failed:
        return State.ERROR
    if state.info and state.now:
        return state.info.state(state.now)
    return State.ERROR if state.facts.problem else State.NONE


def _message(state: RowState) -> str | None:
    """What is said in place of the columns: an activity, an error, a profile's problem."""
    activity = state.activity
    if activity is None:
        return clean(state.facts.problem) if state.facts.problem and not state.info else None
    text = clean(activity.text)
    if activity.until and state.now and activity.until > state.now:
        text = f"{text} {hours_minutes_seconds(activity.until - state.now)}"
    return text


def _add(parts: Parts, text: str, style: Style) -> None:
    """Append a text; blanks and more of the same style lengthen the last part, so that a line has few."""
    if not text.strip() or parts[-1][1] is style:
        parts[-1] = (parts[-1][0] + text, parts[-1][1])
    else:
        parts.append((text, style))


def _strip(parts: Parts, width: int, ground: Style) -> Strip:
    """A line of exactly `width` cells."""
    return Strip(_cells(parts, width, ground), width)


def _cells(parts: Parts, width: int, ground: Style) -> list[Segment]:
    """Exactly `width` cells of a line; what is too long ends in an ellipsis."""
    used = sum([width_of(text) for text, _ in parts])
    segments = [Segment(text, style) for text, style in parts if text]
    if used <= width:
        return [*segments, Segment(" " * (width - used), ground)] if used < width else segments
    line = Strip(segments, used)
    if not line.crop(width).text.strip():
        return [*line.crop(0, width)]
    return [*line.crop(0, width - 1), Segment("…", ground)]
