"""The command palette: every action on every profile, and what is not about a profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.message import Message

from stsui.tui.messages import (
    ConsoleRequested,
    CopyRequested,
    DecodeOpened,
    DetailsRequested,
    StartRequested,
    ThemeCycled,
)

if TYPE_CHECKING:
    from stsui.tui.app import StsuiApp

ON_PROFILE: tuple[tuple[str, Callable[[str], Message]], ...] = (
    ("Start", lambda name: StartRequested((name,))),
    ("Console", lambda name: ConsoleRequested((name,))),
    ("Copy", lambda name: CopyRequested((name,))),
    ("Details", lambda name: DetailsRequested(name)),
    ("Decode with", lambda name: DecodeOpened(name)),
)
MOST = 50


class StsuiCommands(Provider):
    """stsui's commands."""

    def _general(self) -> Iterator[tuple[str, Message, str]]:
        yield "Decode a denial", DecodeOpened(), "Paste a 403 and read it"
        yield "Next theme", ThemeCycled(), "Colours"

    async def discover(self) -> Hits:
        """What is not about a profile."""
        for title, message, about in self._general():
            yield DiscoveryHit(title, partial(self.app.post_message, message), help=about)

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for title, message, about in self._general():
            if score := matcher.match(title):
                yield Hit(
                    score, matcher.highlight(title), partial(self.app.post_message, message), help=about
                )
        names = cast("StsuiApp", self.app).services.catalog.profiles
        found = 0
        for name in names:
            for verb, make in ON_PROFILE:
                title = f"{verb} {name}"
                if score := matcher.match(title):
                    yield Hit(score, matcher.highlight(title), partial(self.app.post_message, make(name)))
                    found += 1
            if found >= MOST:
                return
