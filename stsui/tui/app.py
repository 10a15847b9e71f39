"""The terminal UI's app: boots, ticks, takes up edited files, and wires the screens to the services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import App
from textual.binding import Binding, BindingType

from stsui.model import FileProblem, SessionInfo
from stsui.rules import account_of
from stsui.tui import themes
from stsui.tui.keys import binding_ids, read_keymap
from stsui.tui.listing import Listing
from stsui.tui.messages import ProblemsOpened, ThemeCycled
from stsui.tui.screens.sessions import SessionsScreen
from stsui.tui.using import Using
from stsui.tui.widgets.filter_bar import FilterInput
from stsui.tui.widgets.practice_strip import Practice, PracticeStrip
from stsui.tui.widgets.session_table import SessionTable
from stsui.tui.widgets.status_line import Status
from stsui.tui.wording import counted

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.screen import Screen

    from stsui.practice import PracticeAws
    from stsui.services import Services

LOOK_EVERY = 2
"""Ticks (seconds) between looks at the files."""


def _commands() -> type[Provider]:
    """The palette's commands, imported when the palette is first opened."""
    from stsui.tui.palette import StsuiCommands

    return StsuiCommands


class Kept(NamedTuple):
    """What the store holds: sessions by key, and each profile's by profile."""

    entries: Mapping[str, SessionInfo]
    sessions: Mapping[str, SessionInfo]


class Found(NamedTuple):
    """What was read: the list of profiles, the favourites among them, the store."""

    listing: Listing
    favourites: set[str]
    kept: Kept


class StsuiApp(Using):
    """Sessions of AWS STS on one screen."""

    TITLE = "stsui"
    CSS_PATH = "stsui.tcss"
    COMMANDS = App.COMMANDS | {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", id="app.quit", show=False, priority=True),
    ]

    def __init__(self, services: Services, practice: Practice | None = None, *, ticking: bool = True) -> None:
        super().__init__(services)
        self.practice = practice
        self._ticking = ticking
        self._ticks = 0
        self._looking = False
        self._found = False
        self._stamp = -1
        self._other_problems: list[FileProblem] = []

    # -------------------------------------------------------------- booting

    def get_default_screen(self) -> Screen[None]:
        """The sessions screen."""
        return self.home

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """stsui's own colours, where a theme sets none."""
        return themes.variable_defaults(self.current_theme)

    def on_load(self) -> None:
        """Start reading the profiles; themes and keys before anything is drawn."""
        self.call("read the profiles", self._read_all, self._take_all)
        settings = self.services.settings
        self._other_problems += themes.register_themes(self, settings.path.parent / "themes")
        self.theme, other_theme = themes.theme_or_default(self, settings.theme)
        known = binding_ids(SessionsScreen.BINDINGS, SessionTable.BINDINGS, FilterInput.BINDINGS)
        keymap, unusable = read_keymap(settings.keys, known)
        self.set_keymap(keymap)
        for sentence in [*([other_theme] if other_theme else []), *unusable]:
            self._other_problems.append(FileProblem(str(settings.path), 0, sentence))

    def on_ready(self) -> None:
        """The first frame is there: begin to tick, and do what could wait."""
        if self.practice:
            self.home.mount(PracticeStrip(self.practice, self.services.clock.now()))
        if self.listing.profiles or self._found:
            self._show_all()
        for notice in self.services.notices:
            self.say(notice, "warning")
        if self._ticking:
            self.set_interval(1, self.tick)
        self.tick()

    # -------------------------------------------------------------- the time

    def tick(self) -> None:
        """One second has gone by, or more: the clock says what time it is, not the number of ticks."""
        now = self.services.clock.now()
        self._ticks += 1
        self.home.tick(now)
        for strip in self.home.query(PracticeStrip):
            strip.tick(now)
        self.renew_due(now)
        if self._ticks % LOOK_EVERY == 0:
            self.look()

    def look(self) -> None:
        """See, off the loop, whether files were edited or another process changed the store."""
        if not self._looking:
            self._looking = True
            self.call("look at the files", self._look, self._seen)

    def _look(self) -> Callable[[], None] | None:
        """What to take up, if anything changed."""
        if self.services.reload():
            return partial(self._take_all, self._read_all())
        if self.services.manager.stamp() != self._stamp:
            return partial(self._take_store, self._read_store())
        return None

    def _seen(self, news: Callable[[], None] | None) -> None:
        self._looking = False
        if news:
            news()

    # -------------------------------------------------------------- the catalog and the store

    def _read_all(self) -> Found:
        """The profiles as configured and the sessions in the store; reads files, so in a thread."""
        services = self.services
        profiles = services.catalog.profiles.values()
        favourites = {profile.name for profile in profiles if services.favourite(profile)}
        return Found(Listing(profiles, favourites), favourites, self._read_store())

    def _read_store(self) -> Kept:
        manager = self.services.manager
        self._stamp = manager.stamp()
        return Kept({info.key: info for info in manager.entries()}, manager.statuses())

    def _take_all(self, found: Found) -> None:
        """Show new profiles; the cursor, the marks and the filter stay."""
        self._found = True
        self.listing, self.favourites = found.listing, found.favourites
        self.entries, self.sessions = found.kept
        if self.home.is_mounted:
            self._show_all()

    def _show_all(self) -> None:
        self.home.empty.files = [stamp.path for stamp in self.services.catalog.files]
        self.home.show_listing(self.listing)
        self.publish()
        self._show_problems()

    def _take_store(self, kept: Kept) -> None:
        self.entries, self.sessions = kept
        self.publish()

    def look_at_sessions(self) -> None:
        """Read the store anew, after something was done to it."""
        self.call("read the store", self._read_store, self._take_store)

    def show_favourites(self) -> None:
        """Sort the list anew with the favourites as they are now."""
        self.listing = Listing(self.listing.profiles, self.favourites)
        self.home.show_listing(self.listing)

    # -------------------------------------------------------------- status and problems

    @property
    def file_problems(self) -> list[FileProblem]:
        """Everything wrong in files: of the catalog, the settings, the themes, the keys."""
        return [*self.services.catalog.problems, *self._other_problems]

    def _show_problems(self) -> None:
        problems = self.file_problems
        files = {Path(problem.file).name for problem in problems}
        where = files.pop() if len(files) == 1 else f"{len(files)} files"
        key = self.get_key_display(self.home.binding("problems"))
        text = f"{counted(len(problems), 'problem')} in {where}: press {key} to see" if problems else ""
        self.home.notice.say(text)

    def publish(self) -> None:
        """Show the sessions, and in the top line what they mean for the source they start from."""
        super().publish()
        self.show_status()

    def show_status(self) -> None:
        """Say whose keys are in use, till when MFA was given, and how the clock stands."""
        view = self.home.view
        source = view.plan.steps[0].profile if view and view.plan.steps else None
        clock = self.services.clock
        self.home.show_status(
            Status(
                source=source,
                source_account=account_of(view.plan.mfa_serial) if view else None,
                mfa_until=view.mfa.expires_at if view and view.mfa else None,
                mfa_needed=bool(view and view.device),
                auto_refresh=self.auto_refresh,
                skew=clock.skew if clock.measured else None,
                notice=self.code_notice,
            )
        )

    @on(SessionTable.Highlighted)
    def _source_changed(self) -> None:
        self.show_status()

    @on(ProblemsOpened)
    def open_problems(self) -> None:
        """List what is wrong in the files."""
        from stsui.tui.screens.problems import ProblemsScreen

        if problems := self.file_problems:
            self.push_screen(ProblemsScreen(problems))
        else:
            self.say("There is nothing wrong in the files.")

    # -------------------------------------------------------------- theme, help

    @on(ThemeCycled)
    def next_theme(self) -> None:
        """Go to the next of stsui's themes and the person's own."""
        names = [name for name in self.available_themes if name in self._own_themes]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        self.say(f"Theme {self.theme}. To keep it: theme: {self.theme} in {self.services.settings.path.name}")

    def action_help(self) -> None:
        """All keys."""
        from stsui.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())


def shown_practice(aws: PracticeAws) -> Practice:
    """What to show of this practice AWS: its first person with a device, and its encoded denial."""
    user = next(user for user in aws.company.users.values() if user.mfa_device)
    return Practice(user.name, user.mfa.code, aws.sample_denials()[0])


def run(services: Services, practice: PracticeAws | None = None) -> int:
    """Show the UI until the person quits; the command's exit code."""
    app = StsuiApp(services, shown_practice(practice) if practice else None)
    app.run()
    return app.return_code or 0
