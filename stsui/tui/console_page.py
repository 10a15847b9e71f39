"""Choosing where the console opens: a service or a page, and a Region; the last choice is offered again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Self

from stsui.tui.messages import ConsoleRequested

if TYPE_CHECKING:
    from stsui.aws.console_pages import Pages
    from stsui.tui.using import Using
    from stsui.tui.view import ProfileView


class ConsolePage(NamedTuple):
    """Where in the console to land; what is None is left to the profile."""

    service: str | None = None
    region: str | None = None
    destination: str | None = None
    """A page's own address, in place of a service."""

    @classmethod
    def typed(cls, where: str, region: str) -> Self:
        """What somebody means who types a service's name, or an address, and a Region."""
        if "://" in where:
            return cls(None, region or None, where)
        return cls(where or None, region or None)


class PageAsking:
    """Asks where the console is to open, and remembers the answer for as long as the UI runs."""

    def __init__(self, app: Using) -> None:
        self._app = app
        self._last = ConsolePage()

    def ask(self, profiles: tuple[str, ...]) -> None:
        """Open the dialog for those of the profiles that can sign in; say why another cannot."""
        app = self._app
        views = [app.view(name) for name in profiles]
        if reason := next(filter(None, (view.refusal("console") for view in views)), None):
            app.say(reason, "warning")
        if fit := [view for view in views if not view.refusal("console")]:
            self._open(fit)

    def _open(self, views: list[ProfileView]) -> None:
        """Open it at once, for what is typed next is meant for it; the Regions come when they are read."""
        from stsui.aws.console_services import SERVICES
        from stsui.tui.screens.console_page import ConsolePageDialog

        profiles = tuple(view.profile for view in views)
        dialog = ConsolePageDialog(profiles, self._last, SERVICES)
        self._app.push_screen(dialog, partial(self._go, tuple(profile.name for profile in profiles)))
        self._app.call("list the Regions", partial(_pages_of, views), dialog.know)

    def _go(self, profiles: tuple[str, ...], page: ConsolePage | None) -> None:
        if page is not None:
            self._last = page
            self._app.post_message(ConsoleRequested(profiles, page))


def _pages_of(views: list[ProfileView]) -> Pages:
    from stsui.aws.console_pages import pages_of

    return pages_of((view.plan, view.info) for view in views)
