"""Serving sessions to programs on this machine, and knowing which programs have which session."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual import on, work

from stsui.errors import StsuiError
from stsui.model import NO_PARAMETERS, USABLE, Secret, Session
from stsui.tui.messages import EndpointCopyRequested, ServeRequested
from stsui.tui.threads import in_daemon_thread
from stsui.tui.wording import names_in_short
from stsui.tui.writing import Writing

if TYPE_CHECKING:
    from stsui.delivery.endpoint import CredentialsEndpoint
    from stsui.delivery.shells import Format
    from stsui.model import SessionInfo
    from stsui.services import Services
    from stsui.tui.view import ProfileView
    from stsui.tui.widgets.practice_strip import Practice

WAY = "serving"
"""How the commands' list of uses names the UI's own endpoints."""

HIDDEN = (
    "The AWS files have a default profile with credentials, which SDKs would take rather than ask an "
    "endpoint: a shell with these lines does not see these files."
)


class _Served(NamedTuple):
    """An endpoint that is open."""

    session: Session
    """The first one that it gave."""
    endpoint: CredentialsEndpoint
    close: Callable[[], None]
    """Blocks for a moment."""


class Serving(Writing):
    """The part of the app that serves sessions, each at an endpoint of its own on loopback."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self._served: dict[str, _Served] = {}
        """By profile."""
        self._opening: set[str] = set()
        self._uses: Mapping[str, tuple[str, ...]] = {}
        """By profile: the commands that have its session, in words."""
        self._kept: tuple[object, set[str]] = (None, set())
        """The entries that were seen last, and the profiles among them."""

    # -------------------------------------------------------------- what is known

    def view(self, name: str) -> ProfileView:
        """With its endpoint, and who uses its session."""
        served = self._served.get(name)
        return replace(
            super().view(name),
            endpoint=served.endpoint.url if served else None,
            used_by=self._uses.get(name, ()),
        )

    def row_note(self, info: SessionInfo) -> str:
        """That it is served."""
        return "served" if info.profile in self._served else super().row_note(info)

    def publish(self) -> None:
        """Show it all; what was forgotten, by this UI or a command, is served no longer."""
        if self.entries is not self._kept[0]:
            called = {each.info.key for each in self.called.values()}
            kept = {info.profile for key, info in self.entries.items() if key not in called}
            forgotten = tuple(name for name in self._served if name in self._kept[1] - kept)
            self._kept = self.entries, kept
            if forgotten:
                self._close(self.no_longer_served(forgotten))
                self.say(f"{_are(forgotten)} forgotten elsewhere and served no longer.", "warning")
        self.home.served = len(self._served)
        super().publish()

    # -------------------------------------------------------------- the key

    @on(ServeRequested)
    def serve_or_stop(self, request: ServeRequested) -> None:
        """Serve those of the profiles that are not served yet; if all are, stop it."""
        refusals = {name: self.view(name).refusal("serve") for name in request.profiles}
        if reason := next(filter(None, refusals.values()), None):
            self.say(reason, "warning")
        names = [name for name, reason in refusals.items() if not reason and name not in self._opening]
        if wanted := tuple(name for name in names if name not in self._served):
            self.with_sessions(wanted, self._serve)
        elif names:
            self._close(self.no_longer_served(names))
            self.say(f"{_are(names)} served no longer: programs that ask there get nothing new.")
            self.publish()

    def _serve(self, profiles: tuple[str, ...]) -> None:
        self._open(profiles)

    @work(group="serving", exit_on_error=False, description="serve sessions")
    async def _open(self, profiles: tuple[str, ...]) -> None:
        """Open an endpoint for each profile, side by side; then put the lines for all on the clipboard."""
        self._opening.update(profiles)
        try:
            opened = await asyncio.gather(*(self._open_one(name) for name in profiles))
        finally:
            self._opening.difference_update(profiles)
        self.publish()
        if names := [name for name, done in zip(profiles, opened, strict=True) if done]:
            self._copy_lines(
                names, f"{_are(names)} served on this machine and renewed until {self._stop_key()}. "
            )

    async def _open_one(self, name: str) -> bool:
        try:
            self._served[name] = await in_daemon_thread(partial(self._endpoint, name))
        except StsuiError as error:
            self.show_error(f"serve {name}", error)
        return name in self._served

    def _endpoint(self, name: str) -> _Served:
        """An open endpoint for a profile's session. Blocks."""
        from stsui.delivery.serving import served
        from stsui.delivery.supervise import leave_no_core_file

        leave_no_core_file()
        session, stack = self.session_of(name), ExitStack()
        code = self.home.key_of("code")
        endpoint = stack.enter_context(
            served(
                session,
                self.services.manager,
                self.codes(),
                command="stsui",
                way=WAY,
                state_dir=self.services.state_dir,
                clock=self.services.clock,
                say=self.services.on_notice,
                advice=f"Press {code} here to enter one." if code else "",
            )
        )
        return _Served(session, endpoint, stack.close)

    def has(self, name: str) -> bool:
        """Whether there is still a row of that name."""
        return name in self.called or name in self.services.catalog.profiles

    def session_of(self, name: str) -> Session:
        """A row's session with its secrets, as it was started. Blocks."""
        info = self.sessions.get(name)
        changes = info.changes if info and name not in self.called else NO_PARAMETERS
        tell = partial(self.tell_progress, name)
        with self.stoppable(name) as check:
            return self.obtain(
                name, self.codes(), min_remaining=USABLE, changes=changes, progress=tell, check=check
            )

    def _stop_key(self) -> str:
        key = self.home.key_of("serve")
        return f"you press {key} again" if key else "stsui ends"

    # -------------------------------------------------------------- the lines for a shell

    @on(EndpointCopyRequested)
    def copy_endpoint(self, request: EndpointCopyRequested) -> None:
        """Put a served profile's lines on the clipboard once more, for another shell."""
        if request.profile in self._served:
            self._copy_lines([request.profile])

    def _copy_lines(self, names: list[str], before: str = "") -> None:
        from stsui.delivery.serving import served_lines, shadowed_by, without_aws_files

        shadowed = shadowed_by(self.services.catalog.profiles.get("default"))
        hidden = without_aws_files() if shadowed else {}
        form = self.shell_form()
        try:
            texts = [
                served_lines(each.session, each.endpoint, form, hidden)
                for each in map(self._served.__getitem__, names)
            ]
        except StsuiError as error:
            self.show_error("write the lines for your shell", error)
            return
        self.copy_to_clipboard("\n".join(texts))
        what = (
            "Its lines for your shell are"
            if len(names) == 1
            else f"{len(names)} blocks of lines, one a shell, are"
        )
        self.say(f"{before}{what} copied as {form} lines. Should nothing arrive: they are in the details.")
        if shadowed:
            self.say(HIDDEN, "warning")

    def shell_form(self) -> Format:
        """The form of lines for the person's shell; a POSIX shell's where stsui does not know theirs."""
        from stsui.delivery.shells import Format, default_format

        try:
            return default_format(self.services.environ, windows=os.name == "nt")
        except StsuiError:
            return Format.ENV

    def endpoint_token(self, name: str) -> Secret | None:
        """What programs must know to be answered at a profile's endpoint."""
        served = self._served.get(name)
        return Secret(served.endpoint.token) if served else None

    # -------------------------------------------------------------- the end

    def no_longer_served(self, names: Iterable[str]) -> list[_Served]:
        """Take the endpoints of these profiles away; they are to be closed."""
        return [served for name in names if (served := self._served.pop(name, None))]

    def _close(self, endpoints: list[_Served]) -> None:
        self.call("close the endpoint", partial(close_all, endpoints), lambda _: None)

    async def action_quit(self) -> None:
        """Quit; first ask, if programs may be living on an endpoint."""
        from stsui.tui.screens.confirm import Confirm

        if not self._served or isinstance(self.screen, Confirm):
            await super().action_quit()
            return
        question = (
            f"{_are(list(self._served))} served, and that ends with stsui: programs that use the endpoint "
            "get nothing new when their keys run out. Quit?"
        )
        self.push_screen(Confirm(question, "Quit"), lambda yes: self.exit() if yes else None)

    async def on_unmount(self) -> None:
        """Endpoints end with the UI."""
        if endpoints := self.no_longer_served(list(self._served)):
            await in_daemon_thread(partial(close_all, endpoints))

    # -------------------------------------------------------------- who uses what

    def _look(self) -> Callable[[], None] | None:
        news, uses = super()._look(), self._read_uses()
        return news if uses == self._uses else partial(self.take_uses, uses, news)

    def _read_uses(self) -> Mapping[str, tuple[str, ...]]:
        """Who has which session, but for the endpoints of this very UI."""
        from stsui.delivery.users import users_of

        uses: dict[str, tuple[str, ...]] = {}
        for use in users_of(self.services.state_dir):
            if (use.pid, use.way) != (os.getpid(), WAY):
                till = f", till {use.until:%H:%M}" if use.until else ""
                uses[use.profile] = (*uses.get(use.profile, ()), f"{use}{till}")
        return uses

    def take_uses(self, uses: Mapping[str, tuple[str, ...]], news: Callable[[], None] | None) -> None:
        """Show who uses what, and what else is new."""
        self._uses = uses
        (news or self.publish)()


def close_all(endpoints: Iterable[_Served]) -> None:
    """Close endpoints. Blocks."""
    for each in endpoints:
        each.close()


def _are(names: list[str] | tuple[str, ...]) -> str:
    """ "a is", "a, b are"."""
    return f"{names_in_short(names)} {'is' if len(names) == 1 else 'are'}"
