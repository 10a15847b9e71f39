"""A list with a cursor that goes from profile to profile, past the headers of their accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar

from stsui.model import Heading
from stsui.tui.listing import Group, Line, Listing
from stsui.tui.widgets.scroll_bar import QuickScrollBar


class CursorList(ScrollView, can_focus=True):
    """Lines of which some are profiles, and one of these under the cursor."""

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

    def __init__(self) -> None:
        super().__init__()
        self.listing = Listing(())
        self._cursor = -1
        self._highlighted: Heading | None = None

    @property
    def selected(self) -> Heading | None:
        """The profile under the cursor."""
        line = self._line(self._cursor)
        return line if isinstance(line, Heading) else None

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

    # -------------------------------------------------------------- inside

    def _line(self, at: int) -> Line | None:
        return self.listing.lines[at] if 0 <= at < len(self.listing.lines) else None

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
