"""The command palette: every action on every profile, and what is not about a profile.

Profiles are matched word by word, as in the filter of the list: that is fast enough for 10,000 of them, and
only the few that are shown are made into hits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape
from textual.message import Message

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
    KeysOpened,
    OperationsOpened,
    ProblemsOpened,
    ServeRequested,
    ShellRequested,
    StartRequested,
    ThemeCycled,
    WhoAmIRequested,
)
from stsui.tui.text import clean

if TYPE_CHECKING:
    from stsui.tui.app import StsuiApp

MOST = 60
"""Hits about profiles that are shown; more words narrow them."""
AT_A_TIME = 1000
"""Profiles that are looked at before the screen has its turn."""


class Action(NamedTuple):
    """Something to do with a profile."""

    verb: str
    name: str
    """The action's name, as in `ProfileView.refusal`."""
    request: Callable[[str], Message]
    about: str


ACTIONS = (
    Action("Start", "start", lambda name: StartRequested((name,)), "Start or refresh its session"),
    Action("Console", "console", lambda name: ConsoleRequested((name,)), "Open the AWS console, signed in"),
    Action(
        "Console page of",
        "console_page",
        lambda name: ConsolePageAsked((name,)),
        "Choose the console's service and Region",
    ),
    Action("Copy", "copy", lambda name: CopyRequested((name,)), "Copy its credentials for your shell"),
    Action(
        "Serve", "serve", lambda name: ServeRequested((name,)), "Serve it to programs here; again: no more"
    ),
    Action("Shell", "shell", ShellRequested, "Run a subshell with its credentials"),
    Action("Details", "details", DetailsRequested, "Identity, plan, expiry, the aws command"),
    Action("Decode with", "decode", DecodeOpened, "Read denials, decoding with its session"),
    Action("Who am I", "who", lambda name: WhoAmIRequested((name,)), "Ask AWS who its session is"),
    Action("Operations of", "details", OperationsOpened, "Which STS operation do I need? What may it call?"),
    Action("Code for", "code", lambda name: CodeRequested((name,)), "Enter an MFA code now"),
    Action("Forget", "stop", lambda name: ForgetRequested((name,)), "Forget its session"),
    Action(
        "Favourite", "favourite", lambda name: FavouriteToggled((name,)), "Keep it at the top, or no more"
    ),
)


class StsuiCommands(Provider):
    """stsui's commands."""

    @property
    def _stsui(self) -> StsuiApp:
        return cast("StsuiApp", self.app)

    def _general(self) -> Iterator[tuple[str, Callable[[], object], str]]:
        app, post = self._stsui, self.app.post_message
        yield "Decode a denial", partial(post, DecodeOpened()), "Paste a 403: who, what, why, what to do"
        selected = app.home.table.selected
        keys = KeysOpened(selected.name if selected else None)
        yield "Access keys in a text", partial(post, keys), "Whose are they? Long-term? In use here?"
        yield (
            "Auto-refresh",
            partial(post, AutoRefreshToggled()),
            "Renew sessions ahead of their end: on or off",
        )
        yield "Next theme", partial(post, ThemeCycled()), "Other colours"
        yield "Problems in files", partial(post, ProblemsOpened()), "What is wrong in the files"
        if names := tuple(app.sessions):
            yield "Forget all sessions", partial(post, ForgetRequested(names)), f"There are {len(names):,}"
        yield "Help", app.action_help, "Keys, signs, words, files"
        yield "Quit", app.action_quit, "Sessions stay in the store"

    def _themes(self) -> Iterator[tuple[str, Callable[[], object], str]]:
        for name in self._stsui.own_themes:
            yield f"Theme {name}", partial(self.app.post_message, ThemeCycled(name)), "Take these colours"

    async def discover(self) -> Hits:
        """What is not about a profile, and what there is to do with the one under the cursor."""
        for title, run, about in self._general():
            yield DiscoveryHit(Content(title), run, title, about)
        if selected := self._stsui.home.table.selected:
            for action in ACTIONS:
                title, run, about = self._entry(action, selected.name)
                yield DiscoveryHit(Content(title), run, title, about)

    async def search(self, query: str) -> Hits:
        """What holds every word of the query, in any order; what is not about a profile may match loosely."""
        matcher = self.matcher(query)
        for title, run, about in chain(self._general(), self._themes()):
            if score := matcher.match(title):
                yield Hit(score, matcher.highlight(title), run, title, about)
        words = query.lower().split()
        for number, (action, name) in enumerate(await self._found(words)):
            title, run, about = self._entry(action, name)
            # Scored by the order of the list: a fuzzy score would put one profile's actions far apart.
            yield Hit(0.9 - number / (MOST * 4), _highlighted(title, words), run, title, about)

    def _entry(self, action: Action, name: str) -> tuple[str, Callable[[], object], str]:
        """A title, what it runs, and what that does; or why it cannot be done."""
        refusal = self._stsui.view(name).refusal(action.name)
        run = partial(self.app.post_message, action.request(name))
        return f"{action.verb} {clean(name)}", run, escape(clean(refusal)) if refusal else action.about

    async def _found(self, words: Sequence[str]) -> list[tuple[Action, str]]:
        """The first actions on profiles that hold all the words."""
        found: list[tuple[Action, str]] = []
        answering: dict[tuple[str, ...], list[Action]] = {}
        for number, heading in enumerate(self._stsui.listing.profiles, 1):
            if number % AT_A_TIME == 0:
                await asyncio.sleep(0)
            name = heading.name.lower()
            left = tuple(word for word in words if word not in name)
            if left not in answering:
                answering[left] = [action for action in ACTIONS if _says(action, left)]
            found += [(action, heading.name) for action in answering[left]]
            if len(found) >= MOST:
                break
        return found[:MOST]


def _says(action: Action, words: Sequence[str]) -> bool:
    """Whether an action's verb holds the words that are left of a query: "sta" or "decode with"."""
    parts = action.verb.lower().split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _highlighted(title: str, words: Sequence[str]) -> Content:
    """The title with the words of the query underlined."""
    shown, lowered = Content(title), title.lower()
    for word in words:
        at = lowered.find(word)
        if at >= 0:
            shown = shown.stylize("underline", at, at + len(word))
    return shown
