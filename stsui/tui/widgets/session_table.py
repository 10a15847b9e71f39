"""The table of profiles and sessions: drawn line by line, so that 10,000 cost no more than a screenful."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from stsui.model import Heading, SessionInfo, State, hours_minutes_seconds
from stsui.tui.listing import Group, Line, Listing
from stsui.tui.widgets.empty import empty_text
from stsui.tui.widgets.painter import Painter
from stsui.tui.widgets.rows import (
    NOT_TIMED,
    TIME,
    Activity,
    Columns,
    RowFacts,
    RowState,
    Timed,
    timed,
)
from stsui.tui.widgets.scroll_bar import QuickScrollBar

ROOMY = 100
"""Screens narrower than this show neither bars nor Regions."""
SMALLEST = Size(40, 8)
TOO_SMALL = f"Needs {SMALLEST.width}×{SMALLEST.height} cells"


class SessionTable(ScrollView, can_focus=True):
    """Profiles grouped by account, with each session's state and the time it has left."""

    BINDING_GROUP_TITLE = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="table.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="table.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="table.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="table.page_down"),
        Binding("home,g", "edge(-1)", "First", show=False, id="table.first"),
        Binding("end,G", "edge(1)", "Last", show=False, id="table.last"),
    ]

    virtual_size = Reactive(Size(0, 0), layout=False)
    """The scrollbar is always there, so a longer list moves nothing: no new layout for each key."""

    @dataclass(eq=False, repr=False)
    class Highlighted(Message):
        """The cursor came to rest on another profile, or on none."""

        profile: Heading | None

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A profile was double-clicked."""

        profile: Heading

    def __init__(self, facts: Callable[[str, SessionInfo | None], RowFacts]) -> None:
        super().__init__()
        self._facts = facts
        self._known: dict[str, tuple[State | None, RowFacts]] = {}
        self.listing = Listing(())
        self.sessions: Mapping[str, SessionInfo] = {}
        self.activities: Mapping[str, Activity] = {}
        self.marked: set[str] = set()
        self._typed = ""
        self._cursor = -1
        self._highlighted: Heading | None = None
        self._now: datetime | None = None
        self._painted: dict[int, Timed] = {}
        """By line: what of it hangs on the time, as it was last drawn."""
        self._fresh: dict[int, Timed] = {}
        """The same as the tick found it, for the drawing that follows."""
        self.files: Sequence[str] = ()
        """The files that were looked for, to be named when there is no profile."""
        self._advice = empty_text(None, "", ()).splitlines()
        self._painter = Painter(self)
        self._columns = Columns()
        self._fitted = 0
        """The width that the columns are for."""
        self._cramped = False

    # -------------------------------------------------------------- what is shown

    @property
    def selected(self) -> Heading | None:
        """The profile under the cursor."""
        line = self._line(self._cursor)
        return line if isinstance(line, Heading) else None

    @property
    def targets(self) -> tuple[str, ...]:
        """The profiles that a key acts on: the marked ones, else the one under the cursor."""
        if self.marked:
            return tuple(profile.name for profile in self.listing.profiles if profile.name in self.marked)
        return (self.selected.name,) if self.selected else ()

    def show(self, listing: Listing) -> None:
        """Take a new list; the cursor, the marks and the filter stay with their profiles."""
        names = {profile.name for profile in listing.profiles} if self.marked else set()
        self.marked &= names
        self.listing = listing
        self._known.clear()
        self._painter.forget_rows()
        self._choose_columns()
        self._narrow(anew=True)

    def filter(self, typed: str) -> None:
        """Show only the profiles that match every word of `typed`."""
        self._typed = typed
        self._narrow(anew=False)

    def update(self, sessions: Mapping[str, SessionInfo], activities: Mapping[str, Activity]) -> None:
        """Take the sessions as they are now, and what is going on for which profile."""
        self.sessions, self.activities = sessions, activities
        self._known.clear()
        self._fresh.clear()
        if self._typed:
            self._narrow(anew=True)
        self.refresh()

    def tick(self, now: datetime) -> None:
        """Repaint the cells on the screen that the time has changed, and nothing else."""
        self._now = now
        self._fresh.clear()
        top, end = self.scroll_offset.y, self._columns.countdown
        changed: list[Region] = []
        for y in range(min(self.size.height, len(self.listing.lines) - top)):
            before = self._painted.get(top + y, NOT_TIMED)
            after = self._fresh[top + y] = self._timed(self.listing.lines[top + y])
            if before != after:
                alike = before.state is after.state and before.full == after.full and not after.waits
                start = end - TIME if alike else 0
                changed.append(Region(start, y, end - start, 1))
        if changed:
            self.refresh(*changed)

    def toggle_mark(self) -> None:
        """Mark the profile under the cursor, or take its mark away; the cursor goes on to the next."""
        if self.selected:
            self.marked ^= {self.selected.name}
            self._refresh_line(self._cursor)
            self.action_move(1)

    def clear_marks(self) -> None:
        """Take all marks away."""
        self.marked.clear()
        self.refresh()

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, made at its first use as Textual makes its own."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = QuickScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    # -------------------------------------------------------------- moving about

    def action_move(self, by: int) -> None:
        """Move the cursor to the next profile in a direction."""
        at = self._cursor + by
        while 0 <= at < len(self.listing.lines):
            if isinstance(self.listing.lines[at], Heading):
                self._move_to(at)
                return
            at += by
        self.scroll_to(y=0 if by < 0 else self.max_scroll_y, animate=False)

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        aim = self._cursor + direction * max(self.size.height - 1, 1)
        self._move_to(self._nearest(aim, direction))

    def action_edge(self, direction: int) -> None:
        """Move the cursor to the first or the last profile."""
        self._move_to(self._nearest(0 if direction < 0 else len(self.listing.lines) - 1, -direction))
        if direction < 0:
            self.scroll_to(y=0, animate=False)

    def go_to(self, name: str) -> None:
        """Put the cursor on the profile called `name`, if it is on the list."""
        at = self._find(name)
        if at >= 0:
            self._move_to(at)

    def on_click(self, event: events.Click) -> None:
        """Select with a click, start with a double click."""
        at = event.y + self.scroll_offset.y
        line = self._line(at)
        if not isinstance(line, Heading):
            return
        self._move_to(at)
        if event.chain == 2:
            self.post_message(self.Chosen(line))

    # -------------------------------------------------------------- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the rows as they are drawn: with no border, padding or tint there is nothing to add to them.

        Textual's own way composes every line anew, which makes a tick and a key cost twice as much.
        """
        top, width = self.scroll_offset.y, self.scrollable_content_region.width
        if width != self._fitted:  # the first frame is drawn before the size is told in an event
            self._choose_columns()
        strips = [self._draw(top + y, width) for y in crop.line_range]
        if crop.column_span == (0, width):
            return strips
        blank = self._painter.style("")
        return [strip.crop_extend(crop.x, crop.right, blank) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        return self._draw(self.scroll_offset.y + y, self.scrollable_content_region.width)

    def _draw(self, at: int, width: int) -> Strip:
        if self._cramped:
            return self._painter.words("" if at > self.scroll_offset.y else TOO_SMALL, width)
        line = self._line(at)
        if line is None:
            return self._painter.words(self._advice[at] if at < len(self._advice) else "", width)
        if isinstance(line, Group):
            self._painted.pop(at, None)
            return self._painter.header(line, width)
        self._painted[at] = self._fresh.pop(at) if at in self._fresh else self._timed(line)
        return self._painter.row(line, self._state_of(line, at), self._columns, width)

    def on_resize(self) -> None:
        """Choose the columns that fit."""
        self._choose_columns()
        self._set_virtual_size()
        self.refresh()

    def notify_style_update(self) -> None:
        """Take new colours from the theme."""
        super().notify_style_update()
        self._painter.forget_styles()

    # -------------------------------------------------------------- inside

    def _choose_columns(self) -> None:
        screen = self.screen.size
        self._cramped = screen.width < SMALLEST.width or screen.height < SMALLEST.height
        roomy = screen.width >= ROOMY
        self._fitted = self.scrollable_content_region.width
        self._columns = Columns.fitting(self._fitted, self.listing, roomy=roomy)

    def _line(self, at: int) -> Line | None:
        return self.listing.lines[at] if 0 <= at < len(self.listing.lines) else None

    def _state_of(self, profile: Heading, at: int) -> RowState:
        info = self.sessions.get(profile.name)
        return RowState(
            info=info,
            activity=self.activities.get(profile.name),
            now=self._now,
            cursor=at == self._cursor,
            focused=self.has_focus,
            marked=profile.name in self.marked,
            favourite=profile.name in self.listing.favourites,
            facts=self._facts_of(profile.name, info),
        )

    def _facts_of(self, name: str, info: SessionInfo | None) -> RowFacts:
        """What is known of a row, asked once for each state that its session comes to."""
        state = info.state(self._now) if info and self._now else None
        known = self._known.get(name)
        if known is None or known[0] is not state:
            known = self._known[name] = state, self._facts(name, info)
        return known[1]

    def _timed(self, line: Line) -> Timed:
        if isinstance(line, Group) or self._now is None:
            return NOT_TIMED
        activity = self.activities.get(line.name)
        if activity and activity.until:
            return NOT_TIMED._replace(left=hours_minutes_seconds(activity.until - self._now), waits=True)
        info = self.sessions.get(line.name)
        return timed(info, self._now, self._columns.bar) if info else NOT_TIMED

    def _states(self) -> Mapping[str, State]:
        now = self._now
        states = {name: info.state(now) for name, info in self.sessions.items()} if now else {}
        failed = {name: State.ERROR for name, activity in self.activities.items() if activity.failed}
        return states | failed

    def _narrow(self, *, anew: bool) -> None:
        kept, before = self._highlighted, self._visible()
        self.listing.narrow(self._typed, self._states() if self._typed else {}, anew=anew)
        self._fresh.clear()
        self._advice = empty_text(self.listing, self._typed, self.files).splitlines()
        self._set_virtual_size()
        at = self._line_of(kept, anew=anew) if kept else -1
        self._cursor = at if at >= 0 else self._nearest(0, 1)
        self._bring_into_view()
        self._announce(self.selected)
        self._refresh_changed(() if anew else before)

    def _visible(self) -> Sequence[object]:
        """What hangs on the filter in each visible line: what it is of, and whether the cursor is there."""
        top, lines = self.scroll_offset.y, self.listing.lines
        shown: Sequence[Line | str] = lines[top : top + self.size.height] or self._advice
        return [(line, at == self._cursor) for at, line in enumerate(shown, top)]

    def _refresh_changed(self, before: Sequence[object]) -> None:
        """Paint the visible lines that are not as they were."""
        pairs = zip_longest(before, self._visible())
        changed = [y for y, (old, new) in enumerate(pairs) if old != new]
        if not before or len(changed) > self.size.height // 2:
            self.refresh()
        else:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _set_virtual_size(self) -> None:
        lines = len(self.listing.lines)
        self.virtual_size = Size(0, lines)
        self.vertical_scrollbar.window_virtual_size = lines
        self.scroll_to(y=min(self.scroll_y, self.max_scroll_y), animate=False)

    def _line_of(self, profile: Heading, *, anew: bool) -> int:
        """The line of a profile, also where it has been read `anew`; -1 where it is not shown."""
        try:
            return self.listing.lines.index(profile)
        except ValueError:
            return self._find(profile.name) if anew else -1

    def _find(self, name: str) -> int:
        for at, line in enumerate(self.listing.lines):
            if isinstance(line, Heading) and line.name == name:
                return at
        return -1

    def _nearest(self, at: int, direction: int) -> int:
        """The line of a profile at `at`, or the next one in a direction, or the last one before it."""
        lines = self.listing.lines
        if not lines:
            return -1
        at = min(max(at, 0), len(lines) - 1)
        for candidates in (range(at, len(lines)), range(at, -1, -1))[:: 1 if direction > 0 else -1]:
            for candidate in candidates:
                if isinstance(lines[candidate], Heading):
                    return candidate
        return -1

    def _move_to(self, at: int) -> None:
        if at == self._cursor or at < 0:
            return
        self._refresh_line(self._cursor)
        self._cursor = at
        self._refresh_line(at)
        self._bring_into_view()
        self._announce(self.selected)

    def _bring_into_view(self) -> None:
        if self._cursor < 0 or not self.size.height:
            return
        first = self._cursor - 1 if isinstance(self._line(self._cursor - 1), Group) else self._cursor
        top, height = self.scroll_offset.y, self.size.height
        if first < top:
            self.scroll_to(y=first, animate=False)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False)

    def _announce(self, profile: Heading | None) -> None:
        if profile is not self._highlighted:
            self._highlighted = profile
            self.post_message(self.Highlighted(profile))

    def _refresh_line(self, at: int) -> None:
        y = at - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))
