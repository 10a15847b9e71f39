"""The pane beside the table on wide terminals, and the widget that it shares with the details screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.style import Style
from rich.text import Text
from textual.content import Content
from textual.widget import Widget

from stsui.tui.ink import ink
from stsui.tui.text import clean
from stsui.tui.view import ProfileView
from stsui.tui.widgets.description import Description
from stsui.tui.widgets.rows import environment_class


class ProfileDescription(Widget):
    """A profile's description; empty until it is given one."""

    DEFAULT_CSS = """
    ProfileDescription {
        height: auto;
        color: $foreground;
        & > .details--heading { color: $text-muted; text-style: bold; }
        & > .details--label { color: $text-muted; }
        & > .details--good { color: $state-active; }
        & > .details--problem { color: $state-error; }
        & > .details--code { color: $code; }
        & > .details--bar { color: $bar-fill; }
        & > .details--rest { color: $bar-rest; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"details--{part}" for part in ("heading", "label", "good", "problem", "code", "bar", "rest")
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view: ProfileView | None = None
        self._now: datetime | None = None

    def show(self, view: ProfileView | None, now: datetime) -> None:
        """Take another profile, or a change of this one."""
        self._view, self._now = view, now
        self.refresh(layout=self.styles.is_auto_height)

    def render(self) -> RenderableType:
        """Draw the parts, each under the other."""
        if self._view is None or self._now is None:
            return Text("")
        return Group(*self.parts(Description(self._view, self._now, self.style_of)))

    def parts(self, description: Description) -> Iterator[RenderableType]:
        """What is shown, top to bottom."""
        yield from description.parts()

    def style_of(self, part: str) -> Style:
        """The style of a part's name."""
        return ink(self, f"details--{part}")


class DetailsPane(ProfileDescription):
    """What enter will do here, and what is there already."""

    DEFAULT_CSS = """
    DetailsPane {
        width: 54;
        height: 1fr;
        padding: 0 1;
        border: round $foreground 30%;
        border-title-color: $foreground;
        border-title-style: bold;
    }
    DetailsPane.-prod { border: round $env-prod; border-title-color: $env-prod; }
    """

    def show(self, view: ProfileView | None, now: datetime) -> None:
        """Take another profile; a production account's colours the frame."""
        super().show(view, now)
        self.border_title = Content(clean(view.profile.name)) if view else ""
        self.set_class(bool(view) and environment_class(view.profile.environment) == "prod", "-prod")
