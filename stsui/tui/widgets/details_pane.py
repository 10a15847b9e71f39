"""The pane beside the table on wide terminals: the highlighted profile, its plan and its session."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.console import Group
from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from stsui.tui.text import clean
from stsui.tui.view import ProfileView
from stsui.tui.widgets.description import Description
from stsui.tui.widgets.rows import environment_class


class DetailsPane(Widget):
    """What enter will do here, and what is there already."""

    DEFAULT_CSS = """
    DetailsPane {
        width: 54;
        padding: 0 1;
        border: round $foreground 30%;
        border-title-color: $foreground;
        border-title-style: bold;
        color: $foreground;
        & > .details--heading { color: $text-muted; text-style: bold; }
        & > .details--label { color: $text-muted; }
        & > .details--good { color: $state-active; }
        & > .details--problem { color: $state-error; }
        & > .details--code { color: $code; }
        & > .details--bar { color: $bar-fill; }
        & > .details--rest { color: $bar-rest; }
    }
    DetailsPane.-prod { border: round $env-prod; border-title-color: $env-prod; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"details--{part}" for part in ("heading", "label", "good", "problem", "code", "bar", "rest")
    }
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view: ProfileView | None = None
        self._now: datetime | None = None

    def show(self, view: ProfileView | None, now: datetime) -> None:
        """Take another profile, or a change of this one."""
        self._view, self._now = view, now
        self.border_title = Text(clean(view.profile.name)) if view else ""
        environment = environment_class(view.profile.environment) if view else ""
        self.set_class(environment == "prod", "-prod")
        self.refresh()

    def render(self) -> Group | Text:
        """Draw the profile's parts, each under the other."""
        if self._view is None or self._now is None:
            return Text("")
        return Group(*Description(self._view, self._now, self._style).parts())

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"details--{part}", partial=True)
