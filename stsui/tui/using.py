"""Using sessions: console, clipboard, subshell, denials, details, forgetting, favourites."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import SuspendNotSupported
from textual.worker import get_current_worker

from stsui.errors import AccessRefused, StsuiError
from stsui.model import Secret, Session
from stsui.tui.messages import (
    ConsolePageAsked,
    ConsoleRequested,
    CopyRequested,
    DecodeOpened,
    DecodeRequested,
    DetailsRequested,
    FavouriteToggled,
    ForgetRequested,
    NoticeShown,
    RevealRequested,
    ShellRequested,
    TextCopied,
)
from stsui.tui.serving import Serving, close_all
from stsui.tui.text import clean
from stsui.tui.threads import in_daemon_thread
from stsui.tui.wording import counted

if TYPE_CHECKING:
    from stsui.aws.console import SignInUrl
    from stsui.services import Services
    from stsui.sessions import Progress
    from stsui.tui.console_page import ConsolePage, PageAsking
    from stsui.tui.screens.decode import DecodeScreen
    from stsui.tui.screens.details import DetailsScreen
    from stsui.tui.widgets.practice_strip import Practice

MANY = 1
"""Forgetting more sessions than this asks first."""


class Using(Serving):
    """The part of the app that uses sessions."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self._decode: DecodeScreen | None = None
        self._details: DetailsScreen | None = None

    # -------------------------------------------------------------- console

    @on(ConsoleRequested)
    def open_console(self, request: ConsoleRequested) -> None:
        """Sign in to the console with each profile's session."""
        self.with_sessions(request.profiles, partial(self._make_links, request.page))

    def _make_links(self, page: ConsolePage | None, profiles: tuple[str, ...]) -> None:
        for name in profiles:
            self.call(
                f"open the console for {name}",
                partial(self._link, name, page),
                partial(self.open_link, name),
                name,
            )

    def _link(self, name: str, page: ConsolePage | None) -> SignInUrl:
        where = page._asdict() if page else {}
        return self.services.console_link(self.session_of(name), self.plan(name).endpoint, **where)

    @on(ConsolePageAsked)
    def ask_for_page(self, request: ConsolePageAsked) -> None:
        """Ask where the console is to open."""
        self._page_asking.ask(request.profiles)

    @cached_property
    def _page_asking(self) -> PageAsking:
        """Knows what was chosen last; made when it is first asked."""
        from stsui.tui.console_page import PageAsking

        return PageAsking(self)

    def open_link(self, name: str, link: SignInUrl) -> None:
        """Give the link to the browser; where there is none, to the clipboard."""
        from stsui.delivery.browser import open_in_browser

        opening = partial(
            open_in_browser,
            link.url,
            self.services.environ,
            clock=self.services.clock,
            progress=partial(self._say_waiting, name),
            owns_terminal=False,
        )
        self.call("open a browser", opening, partial(self._say_opened, name, link), name)

    def _say_waiting(self, name: str, news: Progress) -> None:
        self.post_message(NoticeShown(f"{name}: {news.text}"))  # called in another thread

    def _say_opened(self, name: str, link: SignInUrl, obstacle: str | None) -> None:
        notes = " ".join(link.notes)
        if obstacle is None:
            self.say(f"The console of {name} is opening in the browser. {notes}".strip())
        else:
            self.copy_to_clipboard(link.url.reveal())
            self.say(
                f"{obstacle}. The link that signs in to {name} is on the clipboard, for 15 minutes: "
                f"show it to nobody. {notes}".strip(),
                "warning",
            )

    # -------------------------------------------------------------- credentials

    @on(CopyRequested)
    def copy_credentials(self, request: CopyRequested) -> None:
        """Put the lines for the person's shell on the clipboard; of several, credentials file sections."""
        self.with_sessions(request.profiles, self._copy)

    def _copy(self, names: tuple[str, ...]) -> None:
        if len(names) == 1:
            self._with_secrets(names[0], self._copy_session)
        else:
            read = partial(self._sections, names)
            self.call("copy the credentials", read, partial(self._copy_sections, len(names)))

    def _sections(self, names: tuple[str, ...]) -> Secret:
        from stsui.delivery.credentials_file import sections_text

        return Secret(sections_text([self.session_of(name) for name in names]))

    def _copy_sections(self, count: int, sections: Secret) -> None:
        self.copy_to_clipboard(sections.reveal())
        self.say(f"Credentials of {count} profiles copied as sections for the AWS credentials file.")

    def _copy_session(self, session: Session) -> None:
        from stsui.delivery.shells import export_text

        form = self.shell_form()
        try:
            self.copy_to_clipboard(export_text(session, form))
        except StsuiError as error:
            self.show_error("copy the credentials", error)
            return
        name, info = session.info.profile, self.sessions.get(session.info.profile)
        own = name not in self.called and info is not None and info.key == session.info.key
        otherwise = f" Should nothing arrive: stsui export {name}" if own else ""
        self.say(f"Credentials of {name} copied as {form} lines.{otherwise}")

    @on(ShellRequested)
    def run_shell(self, request: ShellRequested) -> None:
        """Leave the screen to a shell with the credentials, until it ends."""
        self.with_sessions((request.profile,), lambda names: self._with_secrets(names[0], self._run_subshell))

    def _run_subshell(self, session: Session) -> None:
        from stsui.delivery.environment import child_environment
        from stsui.delivery.run import user_shell

        name, until = clean(session.info.profile), session.info.expires_at
        try:
            environment = child_environment(self.services.environ, session)
            with self.suspend():
                print(f"A shell as {name}, till {until:%H:%M} UTC. exit comes back to stsui.", flush=True)
                code = self._recorded(session, user_shell(environment), environment)
        except SuspendNotSupported:
            self.say("This terminal cannot be lent to a shell; use stsui exec.", "warning")
        except StsuiError as error:
            self.show_error("run a shell", error)
        else:
            self.say(f"Back from the shell as {name}" + (f", which ended with {code}" if code else ""))

    def _recorded(self, session: Session, shell: str, environment: Mapping[str, str]) -> int:
        """Run a shell, and let other windows know of it; its exit code."""
        from stsui.delivery.run import run_and_wait
        from stsui.delivery.users import Use, recorded

        clock, command = self.services.clock, PurePath(shell).name
        with recorded(self.services.state_dir, clock=clock, say=self.services.on_notice) as record:
            until = session.credentials.expires_at
            record.update(Use(session.info.profile, command, os.getpid(), "subshell", until))
            return run_and_wait([shell], environment)

    def _with_secrets(self, name: str, then: Callable[[Session], None]) -> None:
        """Read a session with its secrets from the store, and do something with it."""
        self.call(f"read the session of {name}", partial(self.session_of, name), then, name)

    # -------------------------------------------------------------- denials

    @on(DecodeOpened)
    async def open_decode(self, request: DecodeOpened) -> None:
        """Show the decode screen as it was left; it reads the last refusal of the profile asked about."""
        from stsui.tui.screens.decode import DecodeScreen

        if self._decode is None:
            self._decode = DecodeScreen(self.decode_sample, self.services.clock)
            self.install_screen(self._decode, "decode")
        screen = self._decode
        screen.know([each for each in self.listing.profiles if each.name not in self.called])
        if screen not in self.screen_stack:
            await self.push_screen(screen)
        if request.profile:
            screen.use(request.profile)
        if text := self._refusal_text(request.about):
            screen.read(text)

    def _refusal_text(self, profile: str | None) -> str | None:
        """What AWS said when it last refused a profile, if it did."""
        error = self.errors.get(profile or "")
        return error.answer.text if isinstance(error, AccessRefused) and error.answer else None

    @on(DecodeRequested)
    def decode(self, request: DecodeRequested) -> None:
        """Read a pasted text; the screen shows what comes of it."""
        if request.start and request.profile:
            self.with_sessions((request.profile,), lambda _: self._read_denials(request))
        else:
            self._read_denials(request)

    def _read_denials(self, request: DecodeRequested) -> None:
        if self._decode:
            self._read_for(self._decode, request)

    @work(group="denials", exclusive=True, exit_on_error=False, description="read denials")
    async def _read_for(self, screen: DecodeScreen, request: DecodeRequested) -> None:
        from stsui.tui.stopping import READING

        screen.begin()

        def tell(news: Progress) -> None:  # in another thread
            self.call_later(screen.wait_for, news.text)

        read = partial(self.services.decode, request.text, request.profile, self.codes(), tell)
        try:
            with self.under_way.begun(READING) as check:
                denials = await in_daemon_thread(partial(read, check))
        except StsuiError as error:
            self.show_error("read the denial", error)
        else:
            screen.show(denials, request.text)
        finally:
            if not get_current_worker().is_cancelled:  # else another text is being read already
                screen.rest()

    # -------------------------------------------------------------- details

    @on(DetailsRequested)
    def open_details(self, request: DetailsRequested) -> None:
        """Show everything about one profile."""
        from stsui.tui.screens.details import DetailsScreen

        self._details = DetailsScreen(self.view(request.profile), self.services.clock.now())
        self.push_screen(self._details)

    def publish(self) -> None:
        """Show it all, on the details screen as well."""
        super().publish()
        screen = self._details
        if screen and screen.is_current and self.has(screen.profile):
            screen.show(self.view(screen.profile), self.services.clock.now())

    @on(RevealRequested)
    def reveal(self, request: RevealRequested) -> None:
        """Show the secrets on the details screen, because the person asked."""
        self._with_secrets(request.profile, self._show_secrets)

    def _show_secrets(self, session: Session) -> None:
        from stsui.tui.screens.details import DetailsScreen

        if isinstance(self.screen, DetailsScreen):
            self.screen.reveal(session.credentials, self.endpoint_token(session.info.profile))

    @on(TextCopied)
    def copy_text(self, request: TextCopied) -> None:
        """Put a text on the clipboard."""
        self.copy_to_clipboard(request.text)
        self.say(f"{request.what} copied (by OSC 52).")

    # -------------------------------------------------------------- forgetting, favourites

    @on(ForgetRequested)
    def forget(self, request: ForgetRequested) -> None:
        """Forget sessions; many only after a question."""
        names = tuple(name for name in request.profiles if name in self.sessions)
        if not names:
            self.say("None of the marked profiles has a session to forget.", "warning")
        elif len(names) > MANY:
            from stsui.tui.screens.confirm import Confirm

            question = (
                f"Forget {counted(len(names), 'session')}? New ones need a code again where MFA has run out."
            )
            self.push_screen(Confirm(question, "Forget"), lambda yes: self._forget(names) if yes else None)
        else:
            self._forget(names)

    def _forget(self, names: tuple[str, ...]) -> None:
        endpoints = self.no_longer_served(names)

        def forget() -> int:
            close_all(endpoints)  # else they would go on renewing what is forgotten
            return sum(self._forget_one(name) for name in names)

        self.call("forget the sessions", forget, lambda _: self._say_forgotten(names))

    def _forget_one(self, name: str) -> int:
        """Forget a row's session; those that operations gave stay when their caller's own is forgotten."""
        if called := self.called.get(name):
            return self.services.manager.drop(called.info.key)
        others = {each.info.key for each in self.called.values()}
        return self.services.manager.forget(name, but=others)

    def _say_forgotten(self, names: tuple[str, ...]) -> None:
        self.sessions = {name: info for name, info in self.sessions.items() if name not in names}
        self.publish()
        self.look_at_sessions()
        one = len(names) == 1
        what, whose = (names[0], "its") if one else (counted(len(names), "session"), "their")
        self.say(f"{what} forgotten here. AWS honours {whose} keys until they expire.")

    @on(FavouriteToggled)
    def toggle_favourite(self, request: FavouriteToggled) -> None:
        """Star these profiles, or unstar them if all have their stars."""
        profiles = [name for name in request.profiles if name not in self.called]
        wanted = not all(name in self.favourites for name in profiles)
        self.favourites ^= {name for name in profiles if (name in self.favourites) != wanted}
        self.show_favourites()

        def save() -> None:
            for name in profiles:
                self.services.favourites.choose(name, wanted)

        self.call("save the favourite", save, lambda _: None)
