"""The table of profiles and sessions: drawn line by line, so that 10,000 cost no more than a screenful."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Self

from textual.geometry import Region, Size
from textual.strip import Strip

from stsui.model import Heading, SessionInfo, State, hours_minutes_seconds
from stsui.tui.listing import WITHIN, Group, Line, Listing
from stsui.tui.widgets.cursor_list import CursorList
from stsui.tui.widgets.empty import empty_text
from stsui.tui.widgets.painter import Drawn, Painter
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

ROOMY = 100
"""Screens narrower than this show neither bars nor Regions."""
SMALLEST = Size(40, 8)
TOO_SMALL = f"Needs {SMALLEST.width}×{SMALLEST.height} cells"


class SessionTable(CursorList):
    """Profiles grouped by account, with each session's state and the time it has left."""

    def __init__(self, facts: Callable[[str, SessionInfo | None], RowFacts]) -> None:
        super().__init__()
        self._facts = facts
        self._known: dict[str, tuple[State | None, RowFacts]] = {}
        self.sessions: Mapping[str, SessionInfo] = {}
        self.activities: Mapping[str, Activity] = {}
        self.marked: set[str] = set()
        self._typed = ""
        self._steered = False
        """Whether the person has moved the cursor among what the filter shows."""
        self._now: datetime | None = None
        self._states: Mapping[str, State] | None = None
        """Of every session at this moment; None until somebody asks."""
        self._painted: dict[int, Timed] = {}
        """By line: what of it hangs on the time, as it was last drawn."""
        self._drawn: dict[int, Drawn] = {}
        """By line: how it looks but for the time left, until anything but that changes."""
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
    def targets(self) -> tuple[str, ...]:
        """The profiles that a key acts on: the marked ones, else the one under the cursor."""
        if self.marked:
            return tuple(profile.name for profile in self.listing.profiles if profile.name in self.marked)
        return (self.selected.name,) if self.selected else ()

    @property
    def states(self) -> Mapping[str, State]:
        """The state of every session, worked out once for each moment, however many keys are typed in it."""
        if self._states is None:
            now = self._now
            self._states = {name: info.state(now) for name, info in self.sessions.items()} if now else {}
        return self._states

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
        goes_on = bool(typed) and (typed.startswith(self._typed) or self._typed.startswith(typed))
        self._typed, self._steered = typed, self._steered and goes_on
        self._narrow(anew=False)

    def update(self, sessions: Mapping[str, SessionInfo], activities: Mapping[str, Activity]) -> None:
        """Take the sessions as they are now, and what is going on for which profile."""
        self.sessions, self.activities = sessions, activities
        self._states = None
        self._known.clear()
        self._fresh.clear()
        if self._typed:
            self._narrow(anew=True)
        self.refresh()

    def tick(self, now: datetime) -> None:
        """Repaint the cells on the screen that the time has changed, and nothing else."""
        self._now, self._states = now, None
        self._fresh.clear()
        top, end = self.scroll_offset.y, self._columns.countdown
        times: list[Region] = []
        changed: list[Region] = []
        for y in range(min(self.size.height, len(self.listing.lines) - top)):
            before = self._painted.get(top + y, NOT_TIMED)
            after = self._fresh[top + y] = self._timed(self.listing.lines[top + y])
            if before == after:
                continue
            if before.state is after.state and before.full == after.full and not after.waits:
                times.append(Region(end - TIME, y, TIME, 1))
            else:
                changed.append(Region(0, y, end, 1))
        if changed:
            self.refresh(*changed)
        if times:
            super().refresh(*times)

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

    # -------------------------------------------------------------- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the rows as they are drawn: with no border, padding or tint there is nothing to add to them.

        Textual's own way composes every line anew, which makes a tick and a key cost twice as much.
        """
        top, width = self.scroll_offset.y, self.scrollable_content_region.width
        if width != self._fitted:  # the first frame is drawn before the size is told in an event
            self._choose_columns()
        strips = [self._draw(top + y, width) for y in crop.line_range]
        if crop.x == 0 and crop.right >= width:  # what is beyond is the scrollbar's
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
        timed = self._painted[at] = self._fresh.pop(at) if at in self._fresh else self._timed(line)
        drawn = self._drawn.get(at)
        if drawn is None:
            state = self._state_of(line, at)
            drawn = self._drawn[at] = self._painter.row(line, state, self._columns, width)
        return drawn.at(timed.left, width)

    def on_resize(self) -> None:
        """Choose the columns that fit."""
        self._choose_columns()
        self._set_virtual_size()
        self.refresh()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw it, or these regions of it, anew: something has changed beside the time left."""
        self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Take new colours from the theme."""
        super().notify_style_update()
        self._painter.forget_styles()
        self._drawn.clear()

    # -------------------------------------------------------------- inside

    def _choose_columns(self) -> None:
        screen = self.screen.size
        self._cramped = screen.width < SMALLEST.width or screen.height < SMALLEST.height
        roomy = screen.width >= ROOMY
        self._fitted = self.scrollable_content_region.width
        self._columns = Columns.fitting(self._fitted, self.listing, roomy=roomy)

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

    def _times(self) -> Mapping[str, timedelta]:
        now = self._now
        return {name: info.remaining(now) for name, info in self.sessions.items()} if now else {}

    def _narrow(self, *, anew: bool) -> None:
        kept, before = self._highlighted, self._visible()
        failed = {name: State.ERROR for name, activity in self.activities.items() if activity.failed}
        states = {**self.states, **failed} if failed else self.states
        self.listing.narrow(self._typed, states, self._times() if WITHIN in self._typed else {}, anew=anew)
        self._fresh.clear()
        self._drawn.clear()
        self._advice = empty_text(self.listing, self._typed, self.files).splitlines()
        self._set_virtual_size()
        self._cursor = self._cursor_for(kept, anew=anew)
        self._bring_into_view()
        self._announce(self.selected)
        self._refresh_changed(() if anew else before)

    def _cursor_for(self, kept: Heading | None, *, anew: bool) -> int:
        """The line that the cursor goes to: what the person chose while it is shown, else what fits best."""
        if not anew and not self._steered and (best := self.listing.best()) >= 0:
            return best
        at = self._line_of(kept, anew=anew) if kept else -1
        self._steered = self._steered and at >= 0
        return at if at >= 0 else self._nearest(0, 1)

    def _move_to(self, at: int) -> None:
        self._steered = bool(self._typed)
        super()._move_to(at)

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
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))
