"""The sessions screen: every profile, its session, its time left, and a key for each thing to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from stsui.model import Heading, SessionInfo, State
from stsui.tui.keys import as_mapped
from stsui.tui.listing import Listing
from stsui.tui.messages import (
    AutoRefreshToggled,
    CodeRequested,
    ConsolePageAsked,
    ConsoleRequested,
    CopyRequested,
    DecodeOpened,
    DetailsRequested,
    FavouriteToggled,
    ForgetRequested,
    NoticeShown,
    OperationsOpened,
    ProblemsOpened,
    ServeRequested,
    ShellRequested,
    StartRequested,
    StopRequested,
    ThemeCycled,
    WhoAmIRequested,
)
from stsui.tui.screens.opening import LaidOutOnce
from stsui.tui.screens.session_keys import SESSION_BINDINGS
from stsui.tui.view import ProfileView
from stsui.tui.widgets.details_pane import DetailsPane
from stsui.tui.widgets.filter_bar import Counts, FilterBar, FilterInput
from stsui.tui.widgets.key_bar import KeyBar
from stsui.tui.widgets.notice_line import NoticeLine
from stsui.tui.widgets.practice_strip import Practice, PracticeStrip
from stsui.tui.widgets.rows import SHAPES, WORDS, Activity, RowFacts
from stsui.tui.widgets.session_table import SessionTable
from stsui.tui.widgets.status_line import Status, StatusLine

ON_PROFILES: Mapping[str, Callable[[tuple[str, ...]], Message]] = {
    "start": StartRequested,
    "code": CodeRequested,
    "console": ConsoleRequested,
    "console_page": ConsolePageAsked,
    "copy": CopyRequested,
    "serve": ServeRequested,
    "who": WhoAmIRequested,
    "stop": ForgetRequested,
    "favourite": FavouriteToggled,
}
"""Actions on the marked profiles, or on the one under the cursor, and the request each one makes."""

ON_ONE = {"shell"}
"""Actions that take one profile, and so refuse several marked ones."""


class SessionsScreen(LaidOutOnce[None]):
    """The list, its filter, what is known of the highlighted profile, and the keys."""

    BINDING_GROUP_TITLE = "Sessions"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-middle"), (120, "-wide"), (140, "-widest")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = SESSION_BINDINGS

    table = getters.query_one(SessionTable)
    status = getters.query_one(StatusLine)
    counts = getters.query_one(Counts)
    filter_input = getters.query_one(FilterInput)
    pane = getters.query_one(DetailsPane)
    notice = getters.query_one(NoticeLine)
    served = 0
    """How many profiles' sessions are served to programs on this machine."""

    def __init__(
        self,
        describe: Callable[[str], ProfileView | None],
        facts: Callable[[str, SessionInfo | None], RowFacts],
        now: datetime,
        practice: Practice | None = None,
    ) -> None:
        super().__init__()
        self._describe = describe
        self._facts = facts
        self._now = now
        self._practice = practice
        self.listing: Listing | None = None
        """All profiles; None until they have been read."""
        self._apart: frozenset[str] = frozenset()
        """Rows that are no profiles: sessions that operations gave."""
        self.view: ProfileView | None = None
        """The highlighted profile."""
        self._described: Heading | None = None
        """The row that `view` is about."""
        self._refused: tuple[str, ...] | None = None
        """The actions that were greyed last."""
        self.code_asked_for = False
        """Whether a program waits for a code: the key then answers it, whatever profile is highlighted."""

    def compose(self) -> ComposeResult:
        """Status, filter, table with its pane, notice, keys."""
        yield StatusLine()
        yield FilterBar()
        with Horizontal(id="body"):
            yield SessionTable(self._facts)
            yield DetailsPane()
        yield NoticeLine()
        if self._practice:
            yield PracticeStrip(self._practice, self._now)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the table, and with the time."""
        self.table.focus()
        self.tick(self._now)
        self._show_listing()
        # Told in a message, a key would be painted before the table knew of it, and then again.
        self.watch(self.filter_input, "value", self._filter_typed, init=False)

    def _compositor_refresh(self) -> None:
        """Paint, but not while Textual holds back what it paints, as it does until the app is up."""
        if not self.app._batch_count:
            super()._compositor_refresh()

    # -------------------------------------------------------------- what the app tells

    def show_listing(self, listing: Listing) -> None:
        """Take a new list of profiles; the first one may come before the screen is there."""
        self.listing = listing
        if self.is_mounted:
            self._show_listing()

    def _show_listing(self) -> None:
        if self.listing:
            self.table.show(self.listing)
            self._say_counts()

    def show_sessions(self, sessions: Mapping[str, SessionInfo], activities: Mapping[str, Activity]) -> None:
        """Take the sessions as they are now, and what is going on for which profile."""
        self.table.update(sessions, activities)
        rows = self.table.listing.profiles if sessions else ()
        self._apart = frozenset(each.name for each in rows if each.role == "" and each.name in sessions)
        self._say_counts()
        self.look_again()

    def look_again(self) -> None:
        """Describe the highlighted profile anew: its plan or its session may have changed."""
        profile = self._described = self.table.selected
        view = self._describe(profile.name) if profile else None
        if view != self.view:
            self.view = view
            self.pane.show(view, self._now)
            self.refresh_keys()

    def refresh_keys(self) -> None:
        """Grey other keys, if others cannot apply now; looking at all bindings is too much for each key."""
        refused = tuple(name for name in (*ON_PROFILES, "shell") if self._refusal("act", (name,)))
        if refused != self._refused:
            self._refused = refused
            self.refresh_bindings()

    def show_status(self, status: Status) -> None:
        """Take the facts of the top line."""
        self.status.show(status)

    def tick(self, now: datetime) -> None:
        """Move the time on."""
        self._now = now
        self.status.tick(now)
        self.table.tick(now)
        if self._practice:
            self.query_one(PracticeStrip).tick(now)

    # -------------------------------------------------------------- what the person does

    def action_act(self, name: str) -> None:
        """Ask the app to do something with the marked profiles, or the one under the cursor."""
        targets = self.table.targets
        if name == "shell":
            self.post_message(ShellRequested(targets[0]))
        elif name == "details":
            if self.table.selected:
                self.post_message(DetailsRequested(self.table.selected.name))
        else:
            self.post_message(ON_PROFILES[name](targets))

    def action_decode(self) -> None:
        """Open the decode screen."""
        profile = self.table.selected
        self.post_message(DecodeOpened(about=profile.name if profile else None))

    def action_filter(self) -> None:
        """Type into the filter: at once, where `focus()` would wait its turn behind the keys already typed.

        What stands there is selected, so that another name can be typed over it.
        """
        self.set_focus(self.filter_input)
        self.filter_input.action_select_all()

    def action_mark(self) -> None:
        """Mark the profile under the cursor."""
        self.table.toggle_mark()
        self._say_counts()
        self.refresh_keys()

    def action_clear(self) -> None:
        """Stop what the rows wait for; else take the marks away, or else the filter."""
        activities = self.table.activities
        waiting = [name for name in self.table.targets if name in activities and activities[name].stoppable]
        if waiting:
            self.post_message(StopRequested(tuple(waiting)))
        elif self.table.marked:
            self.table.clear_marks()
            self._say_counts()
            self.refresh_keys()
        else:
            self.filter_input.value = ""

    def action_auto_refresh(self) -> None:
        """Turn the automatic refresh on or off."""
        self.post_message(AutoRefreshToggled())

    def action_operations(self) -> None:
        """Compare STS's operations for the profile under the cursor."""
        if profile := self.table.selected:
            self.post_message(OperationsOpened(profile.name))
        else:
            self.post_message(NoticeShown("There is no profile to do this with.", "warning"))

    def action_theme(self) -> None:
        """Go to the next theme."""
        self.post_message(ThemeCycled())

    def action_problems(self) -> None:
        """Show what is wrong in the files."""
        self.post_message(ProblemsOpened())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey what cannot apply; `on_key` says why when it is pressed all the same."""
        if action == "filter" and self.is_mounted and self.focused is self.filter_input:
            return False
        return None if self._refusal(action, parameters) else True

    def key_of(self, action_id: str) -> str:
        """An action's key as it is now, the person's own where one is set; empty where it has none."""
        bindings = (active.binding for active in self.active_bindings.values())
        found = next((binding for binding in bindings if binding.id == action_id), None)
        return self.app.get_key_display(found) if found else ""

    def _refusal(self, action: str, parameters: tuple[object, ...]) -> str | None:
        """Why an action cannot apply now; None when it can."""
        if action not in ("act", "mark"):
            return None
        name = str(parameters[0]) if parameters else ""
        if name == "code" and self.code_asked_for:
            return None
        if not self.is_mounted or not self.table.targets:
            return "There is no profile to do this with."
        if name in ON_ONE and len(self.table.targets) > 1:
            return self._too_many(name)
        if self.table.marked:
            return None
        return self.view.refusal(name) if self.view else None

    def _too_many(self, action_id: str) -> str:
        """That an action takes one profile, where several are marked, and what to press instead."""
        shown = self.app.get_key_display
        keys = {binding.id: shown(binding) for binding in as_mapped(self.app, SESSION_BINDINGS)}
        return (
            f"A {action_id} takes one profile, and {len(self.table.targets)} are marked: "
            f"{keys['clear']} takes the marks away, then {keys[action_id]} is for the one under the cursor."
        )

    def on_key(self, event: events.Key) -> None:
        """Say why a greyed key does nothing."""
        active = self.active_bindings.get(event.key)
        if active and not active.enabled and active.node is self:
            name, _, rest = active.binding.action.partition("(")
            reason = self._refusal(name, (rest.strip("')"),) if rest else ())
            if reason:
                event.stop()
                self.post_message(NoticeShown(reason, "warning"))

    # -------------------------------------------------------------- what the widgets tell

    @on(SessionTable.Highlighted)
    def _profile_highlighted(self) -> None:
        if self.table.selected is not self._described:
            self.look_again()

    @on(SessionTable.Chosen)
    def _profile_chosen(self, message: SessionTable.Chosen) -> None:
        if self.check_action("act", ("start",)):
            self.post_message(StartRequested((message.profile.name,)))

    def _filter_typed(self, typed: str) -> None:
        self.table.filter(typed)
        self._say_counts()
        self._profile_highlighted()

    @on(Input.Submitted, "#filter")
    def _filter_submitted(self) -> None:
        self.table.focus()
        refusal = self._refusal("act", ("start",))
        if refusal:
            self.post_message(NoticeShown(refusal, "warning"))
        else:
            self.action_act("start")

    @on(FilterInput.Left)
    def _filter_left(self) -> None:
        self.table.focus()

    @on(FilterInput.Steered)
    def _table_steered(self, message: FilterInput.Steered) -> None:
        (self.table.action_move if message.how == "move" else self.table.action_page)(message.by)

    def _say_counts(self) -> None:
        listing = self.table.listing
        apart = sum(line.name in self._apart for line in listing.lines) if self._apart else 0
        total, shown = f"{len(listing.profiles) - len(self._apart):,}", f"{listing.matches - apart:,}"
        noun = "profile" if total == "1" else "profiles"
        shown = total if shown == total else f"{shown} of {total}"
        states = list(self.table.states.values())
        counts = [
            (count, state) for state in (State.ACTIVE, State.EXPIRING) if (count := states.count(state))
        ]
        words, signs = ([f"{count:,} {said[state]}" for count, state in counts] for said in (WORDS, SHAPES))
        before = [f"{len(self.table.marked):,} marked"] if self.table.marked else []
        after = [f"{self.served:,} served"] if self.served else []
        given = [f"{apart:,} from operations"] if apart else []
        versions = (
            [f"{shown} {noun}", *given, *words, *after],
            [f"{shown} {noun}", *words, *after],
            [shown, *words, *after],
            [shown, *signs, *after],
        )
        self.counts.say(tuple(" · ".join(before + parts) for parts in versions))
