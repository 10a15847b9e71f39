"""The terminal UI's app: boots, ticks, takes up edited files, and wires the screens to the services."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from stsui.model import FileProblem
from stsui.rules import account_of
from stsui.tui import themes
from stsui.tui.answering import Answering
from stsui.tui.ending import end_in_order
from stsui.tui.first_list import read_ahead, soon
from stsui.tui.keys import binding_ids, known_ids, read_keymap
from stsui.tui.messages import ProblemsOpened, ThemeCycled
from stsui.tui.screens.decode_keys import DECODE_BINDINGS
from stsui.tui.screens.sessions import SessionsScreen
from stsui.tui.widgets.filter_bar import FilterInput
from stsui.tui.widgets.practice_strip import Practice
from stsui.tui.widgets.session_table import SessionTable
from stsui.tui.widgets.status_line import Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from textual.command import Provider
    from textual.driver import Driver
    from textual.screen import Screen
    from textual.theme import Theme

    from stsui.practice import PracticeAws
    from stsui.services import Services
    from stsui.tui.listing import Listing

RENEW_EVERY = 5
"""Ticks between looks at what is due for renewal."""
GAP = timedelta(seconds=2)
"""More time than this between two ticks, or less than none: the machine slept, or its clock was set."""


def _commands() -> type[Provider]:
    """The palette's commands, imported when the palette is first opened."""
    from stsui.tui.palette import StsuiCommands

    return StsuiCommands


class StsuiApp(Answering):
    """Sessions of AWS STS on one screen."""

    TITLE = "stsui"
    CSS_PATH = "stsui.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", id="app.quit", show=False, priority=True,
                tooltip="Quit from any screen"),
        Binding("ctrl+z", "suspend_process", "suspend", id="app.suspend", show=False,
                tooltip="Back to your shell; fg comes back here"),
        Binding("ctrl+p", "command_palette", "palette", id="palette", show=False, priority=True,
                tooltip="The palette: every action on every profile, by name"),
    ]  # fmt: skip

    def __init__(
        self,
        services: Services,
        practice: Practice | None = None,
        first: Future[Listing] | None = None,
        *,
        ticking: bool = True,
    ) -> None:
        super().__init__(services, practice)
        self.first = first or read_ahead(services)
        self._ticking = ticking
        self._ticks = 0
        self._ticked = services.clock.now()
        self.own_themes: list[str] = []
        """The names of stsui's themes and the person's own."""
        themes.use_theme(self, services.settings.theme, self._users_themes)
        if listing := soon(self.first):
            self.take_first(listing)

    # -------------------------------------------------------------- booting

    def get_default_screen(self) -> Screen[None]:
        """The sessions screen."""
        return self.home

    def get_driver_class(self) -> type[Driver]:
        """Ours where Textual would take its own for Linux and macOS."""
        driver = super().get_driver_class()
        if driver.__name__ != "LinuxDriver":
            return driver
        from stsui.tui.terminal_driver import TerminalDriver

        return TerminalDriver

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """stsui's own colours, where a theme sets none."""
        return themes.variable_defaults(self.current_theme)

    def on_load(self) -> None:
        """Take the person's keys, before anything is drawn."""
        if self._ticking:
            end_in_order(self)
        settings = self.services.settings
        at_hand = binding_ids(
            self.BINDINGS,
            SessionsScreen.BINDINGS,
            SessionTable.BINDINGS,
            FilterInput.BINDINGS,
            DECODE_BINDINGS,
        )
        keymap, unusable = read_keymap(settings.keys, known_ids(settings.keys, at_hand))
        self.set_keymap(keymap)
        self.other_problems += [FileProblem(str(settings.path), 0, sentence) for sentence in unusable]

    def on_ready(self) -> None:
        """The first frame is there: begin to tick, and do what could wait."""
        self.call_after_refresh(self.read_on)  # not before: its thread takes the processor from the painting
        self.app_resume_signal.subscribe(self, self.paint_anew)
        self._keep_the_terminal_whole()
        self.services.on_notice = self._tell
        for notice in self.services.notices:
            self.say(notice, "warning")
        if self._ticking:
            self.set_interval(1, self.tick)
        self.tick()

    def _keep_the_terminal_whole(self) -> None:
        from stsui.tui.continuing import Continuing

        Continuing(self)

    def make_ready(self) -> None:
        """Read and import, in threads, what the first key presses would have to wait for."""
        self.call("read the themes", partial(themes.read_all_themes, self._users_themes), self._take_themes)
        self.call("make ready", self._make_ready, self._take_serials)
        self.call("see who can read the files", self._check_modes, lambda _: None)
        if self._ticking:
            self.listen()

    def _check_modes(self) -> None:
        """Close to others what is stsui's own; tell what else of the person's they can get at."""
        from stsui.services.secrecy import exposures, mend_own

        services = self.services
        mend_own(services.state_dir, services.clock, self._tell)
        for message, mend in exposures(services.environ, services.settings.path):
            self._tell(f"{message} End it with: {mend}")

    def _make_ready(self) -> frozenset[str]:
        import stsui.aws.clients  # brings botocore
        import stsui.tui.screens.operation  # noqa: F401  # brings the start dialog

        return frozenset(self.services.seeds.serials())

    def _take_serials(self, serials: frozenset[str]) -> None:
        self.stored_serials = serials

    # -------------------------------------------------------------- the time

    def tick(self) -> None:
        """One second has gone by, or more: the clock says what time it is, not the number of ticks."""
        if not self.home.is_attached:  # the UI ends: its screens go before its timers
            return
        now = self.services.clock.now()
        woke = not timedelta(0) <= now - self._ticked <= GAP
        self._ticked = now
        self._ticks += 1
        if woke:
            self.paint_anew()
        self.home.tick(now)
        if self._dialog and self._dialog.is_current:
            self._dialog.tick()
        if self._ticks > 1:  # the first one is part of the first frame
            self.look()
        if woke or self._ticks % RENEW_EVERY == 0:
            self.renew_due(now)

    def paint_anew(self, _: object = None) -> None:
        """Paint the whole screen, whatever was written on the terminal meanwhile."""
        self.refresh(layout=True)

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
                auto_refresh=self.renewing,
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

    @property
    def _users_themes(self) -> Path:
        return self.services.settings.path.parent / "themes"

    def _take_themes(self, found: tuple[list[Theme], list[FileProblem]]) -> None:
        """Make all themes known, and what is wrong with any."""
        read, problems = found
        for theme in read:
            if self.get_theme(theme.name) != theme:
                self.register_theme(theme)
        self.own_themes = sorted(theme.name for theme in read)
        settings = self.services.settings
        if sentence := themes.theme_problem(self, settings.theme):
            problems = [*problems, FileProblem(str(settings.path), 0, sentence)]
        self.other_problems += problems
        if problems and self.found:
            self._show_problems()

    @on(ThemeCycled)
    def change_theme(self, wanted: ThemeCycled) -> None:
        """Go to a theme, or to the next of stsui's and the person's own."""
        names = self.own_themes or [self.theme]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = wanted.name or names[(at + 1) % len(names)]
        self.say(f"Theme {self.theme}. To keep it: theme: {self.theme} in {self.services.settings.path.name}")

    def action_help(self) -> None:
        """All keys."""
        from stsui.tui.screens.help import HelpScreen

        services = self.services
        files = [("read from", stamp.path) for stamp in services.catalog.files]
        files.append(("your themes", str(services.settings.path.parent / "themes")))
        files.append(("state", str(services.state_dir)))
        self.push_screen(HelpScreen(files))


def shown_practice(aws: PracticeAws) -> Practice:
    """What to show of this practice AWS: its first person with a device, and its encoded denial."""
    user = next(user for user in aws.company.users.values() if user.mfa_device)
    return Practice(user.name, user.mfa.code, aws.sample_denials()[0])


def run(services: Services, practice: PracticeAws | None, first: Future[Listing]) -> int:
    """Show the UI until the person quits; the command's exit code."""
    app = StsuiApp(services, shown_practice(practice) if practice else None, first)
    app.run()
    app.close_service()
    return app.return_code or 0
