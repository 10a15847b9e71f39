"""A screen over another one, which is seen dimmed around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, ScreenResultType
from textual.strip import Strip

from stsui.tui.screens.opening import LaidOutOnce


class _Dimmed(BackgroundScreen):
    """Works each style's dimmed colours out once: a screen has thousands of texts, and some forty styles."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterator[Segment]:
        """The same texts, dimmed."""
        dimmed: dict[Style | None, Style | None] = {}
        for segment in segments:
            style = segment.style
            if style not in dimmed:
                dimmed[style] = next(iter(super().process_segments([segment], color))).style
            yield Segment(segment.text, dimmed[style], segment.control)


class Modal(ModalScreen[ScreenResultType], LaidOutOnce[ScreenResultType]):
    """A modal screen that is quick to open: the screen beneath is painted once, until something changes."""

    _backdrop: Sequence[Strip] = ()
    """The lines around the dialog; none when they are to be painted anew."""

    def render(self) -> RenderableType:
        """The screen beneath."""
        ground = super().render()
        return _Dimmed(ground.screen, ground.color) if isinstance(ground, BackgroundScreen) else ground

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the lines as they were painted."""
        if self.app.screen is not self:
            return super().render_lines(crop)
        width, height = size = self._compositor.size  # the screen's own may be of a layout still to come
        if [strip.cell_length for strip in self._backdrop] != [width] * height:
            self._backdrop = super().render_lines(size.region)
        return [strip.crop(crop.x, crop.right) for strip in self._backdrop[crop.y : crop.bottom]]

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paint the backdrop anew where regions are named: there, a screen beneath has changed."""
        if regions:
            self._backdrop = ()
        elif self._opening and not layout and not recompose:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Take new colours from the theme."""
        super().notify_style_update()
        self._backdrop = ()

    def on_screen_suspend(self) -> None:
        """Paint the backdrop anew afterwards: what changes meanwhile is not told."""
        self._backdrop = ()
