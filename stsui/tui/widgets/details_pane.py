"""The pane beside the table on wide terminals, and the widget that it shares with the details screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import zip_longest
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from stsui.tui.ink import ink
from stsui.tui.text import clean
from stsui.tui.view import ProfileView
from stsui.tui.widgets.description import Description, TextLine
from stsui.tui.widgets.rows import environment_class

INKS = {
    "heading": "text-muted bold",
    "label": "text-muted",
    "good": "state-active",
    "problem": "state-error",
    "code": "code",
    "bar": "bar-fill",
    "rest": "bar-rest",
    "plain": "foreground",
}


class ProfileDescription(Widget):
    """A profile's description; empty until it is given one. Drawn line by line: it follows the cursor."""

    DEFAULT_CSS = """
    ProfileDescription {
        height: auto;
        color: $foreground;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view: ProfileView | None = None
        self._now: datetime | None = None
        self._strips: list[Strip] = []
        self._blank = Strip([])
        self._inks: Mapping[str, Style] = {}
        """Looked up once for a theme."""
        self._width = 0
        """The width that the strips are for; 0 when they are to be made anew."""

    def show(self, view: ProfileView | None, now: datetime) -> None:
        """Take another profile, or a change of this one."""
        if view == self._view:
            return
        before, width = self._strips, self._width
        self._view, self._now, self._width = view, now, 0
        if self.styles.is_auto_height:
            self.refresh(layout=True)
        elif width:
            self._refresh_changed(before, self._laid_out(width), width)
        else:
            self.refresh()

    def _refresh_changed(self, before: list[Strip], after: list[Strip], width: int) -> None:
        """Paint only the lines that are not what they were: most of them are, from one row to the next."""
        lines = enumerate(zip_longest(before, after))
        if changed := [Region(0, y, width, 1) for y, (old, new) in lines if old != new]:
            self.refresh(*changed)

    def lines(self, view: ProfileView, description: Description) -> Iterator[TextLine]:  # noqa: ARG002
        """What is shown, top to bottom."""
        return description.lines()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the description takes at that width."""
        return len(self._laid_out(width))

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        strips = self._laid_out(self.content_size.width)
        return strips[y] if y < len(strips) else self._blank

    def notify_style_update(self) -> None:
        """Take new colours from the theme."""
        super().notify_style_update()
        self._width, self._inks = 0, {}

    def _laid_out(self, width: int) -> list[Strip]:
        if width != self._width:
            base, self._width = self.rich_style, width
            self._inks = self._inks or {part: base + ink(self, look) for part, look in INKS.items()}
            inks = self._inks
            self._blank = Strip.blank(width, base)
            lines: Iterable[TextLine] = ()
            if self._view and self._now:
                lines = self.lines(self._view, Description(self._view, self._now, width))
            self._strips = [
                Strip([Segment(text, inks[part]) for text, part in line]).adjust_cell_length(width, base)
                for line in lines
            ]
        return self._strips


class DetailsPane(ProfileDescription):
    """What enter will do here, and what is there already."""

    DEFAULT_CSS = """
    DetailsPane {
        width: 50;
        height: 1fr;
        padding: 0 1;
        border: round $foreground 30%;
        border-title-color: $foreground;
        border-title-style: bold;
    }
    DetailsPane.-prod { border: round $env-prod; border-title-color: $env-prod; }
    """

    _titled = ""
    _retitling = False

    def show(self, view: ProfileView | None, now: datetime) -> None:
        """Take another profile; a production account's colours the frame."""
        super().show(view, now)
        name = clean(view.profile.name) if view else ""
        if name != self._titled:
            self._titled = name
            self._retitle(name)
        production = view is not None and environment_class(view.profile.environment) == "prod"
        self.set_class(production, "-prod")

    def _retitle(self, name: str) -> None:
        """Give the frame another title, and paint that line alone: Textual would paint the whole pane."""
        self._retitling = True
        self.border_title = Content(name)
        self._retitling = False
        self.refresh(Region(-self.gutter.left, -self.gutter.top, self.size.width, 1))

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paint it, or these regions of it, anew."""
        if self._retitling:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
