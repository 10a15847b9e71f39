"""Asking AWS: whose sessions these are, and whose access keys a text holds."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work

from stsui.errors import StsuiError
from stsui.model import USABLE
from stsui.tui.messages import KeysOpened, KeysRequested, WhoAmIRequested
from stsui.tui.threads import in_daemon_thread
from stsui.tui.using import Using
from stsui.tui.wording import counted

if TYPE_CHECKING:
    from stsui.answers import KeyAnswer
    from stsui.model import Credentials, Endpoint
    from stsui.tui.screens.identities import IdentitiesScreen
    from stsui.tui.screens.key_info import KeyInfoScreen

MOST_KEYS = 200
"""Keys of one text that are looked at; a log may hold thousands."""


class Asking(Using):
    """The part of the app that asks AWS what it knows."""

    # -------------------------------------------------------------- who am I

    @on(WhoAmIRequested)
    def who_am_i(self, request: WhoAmIRequested) -> None:
        """Ask AWS for the identity of these profiles' sessions, starting first those that can be."""
        names = request.profiles
        startable = tuple(name for name in names if not self.view(name).plan.problems)
        self.with_sessions(startable, lambda _: self._open_identities(names))

    def _open_identities(self, profiles: tuple[str, ...]) -> None:
        from stsui.tui.screens.identities import IdentitiesScreen

        screen = IdentitiesScreen(profiles)
        self.push_screen(screen)
        self._ask_identities(screen, profiles)

    @work(group="identities", exclusive=True, exit_on_error=False, description="ask who the sessions are")
    async def _ask_identities(self, screen: IdentitiesScreen, profiles: tuple[str, ...]) -> None:
        from stsui.services.identities import answer

        async def ask(name: str) -> None:
            async with self.slots:
                if screen in self.screen_stack:  # else nobody waits for it any more
                    caller = partial(self._caller, name)
                    screen.take(await in_daemon_thread(partial(answer, self.services, name, caller)))

        await asyncio.gather(*(ask(name) for name in profiles))

    def _caller(self, name: str) -> tuple[Credentials, Endpoint]:
        """The credentials of a row's session, and where calls with them go."""
        session = self.session_of(name)
        return session.credentials, self.services.located(self.plan(name).endpoint, session)

    # -------------------------------------------------------------- whose keys

    @on(KeysOpened)
    def open_keys(self, request: KeysOpened) -> None:
        """Show where key ids are pasted."""
        from stsui.tui.screens.key_info import KeyInfoScreen

        self.push_screen(KeyInfoScreen(request.profile))

    @on(KeysRequested)
    def look_at_keys(self, request: KeysRequested) -> None:
        """Look at the keys in a text."""
        if request.start and request.profile:
            self.with_sessions((request.profile,), lambda _: self._look_at_keys(request))
        else:
            self._look_at_keys(request)

    def _look_at_keys(self, request: KeysRequested) -> None:
        from stsui.tui.screens.key_info import KeyInfoScreen

        if isinstance(self.screen, KeyInfoScreen):
            self._ask_about_keys(self.screen, request)

    @work(group="keys", exclusive=True, exit_on_error=False, description="ask about access keys")
    async def _ask_about_keys(self, screen: KeyInfoScreen, request: KeysRequested) -> None:
        from stsui.services.keys import asked

        try:
            known, many = await in_daemon_thread(partial(self._known_keys, request.text))
            caller = await in_daemon_thread(partial(self._key_caller, request.profile))
        except StsuiError as error:
            self.show_error("look at the keys", error)
            return
        screen.show(known, _note(many, request.profile, asking=caller is not None), startable=not caller)
        if caller is None:
            return

        async def ask(answer: KeyAnswer) -> None:
            async with self.slots:
                screen.take(await in_daemon_thread(partial(asked, self.services, answer, caller)))

        await asyncio.gather(*(ask(answer) for answer in known))

    def _known_keys(self, text: str) -> tuple[list[KeyAnswer], int]:
        """What the text's keys tell by themselves, of so many as are looked at; and how many there are."""
        from stsui.aws.key_info import key_ids
        from stsui.services.keys import offline_answers

        ids = key_ids(text)
        return offline_answers(self.services, ids[:MOST_KEYS]), len(ids)

    def _key_caller(self, profile: str | None) -> tuple[Credentials, Endpoint] | None:
        """Who asks: a long-term profile's own key, else its session, if it runs; else nobody."""
        if profile is None:
            return None
        if own := self.services.own_key(profile):
            return own
        info = self.sessions.get(profile)
        if info is None or info.remaining(self.services.clock.now()) < USABLE:
            return None
        return self._caller(profile)


def _note(many: int, profile: str | None, *, asking: bool) -> str:
    """What is said above the table."""
    if not many:
        return "There is no access key id in that. One has 16 to 128 capital letters and digits, as in AKIA…"
    words = f"{counted(many, 'key')}"
    if many > MOST_KEYS:
        words += f", of which the first {MOST_KEYS} are looked at"
    if asking:
        return f"{words}. AWS is asked as {profile}."
    who = f"{profile} has no session" if profile else "no profile is chosen"
    return f"{words}. AWS is not asked, for {who}: accounts are computed from the ids, where these hold them."
