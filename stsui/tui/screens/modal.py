"""A screen over another one, which is seen dimmed around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.geometry import Region, Size
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, ScreenResultType
from textual.strip import Strip

from stsui.tui.screens.compositor import pieces_of
from stsui.tui.screens.opening import LaidOutOnce


class Modal(ModalScreen[ScreenResultType], LaidOutOnce[ScreenResultType]):
    """A modal screen that is quick to open, and costs next to nothing while it is open.

    The lines of the screen beneath are dimmed once, and anew when something on them has changed; Textual
    would paint all of both screens each second for a countdown that goes on beneath.
    """

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name, id, classes)
        self._backdrop: list[Strip] = []
        """The lines around the dialog, and behind it."""
        self._backdrop_size = Size(0, 0)
        """The size that they are for; none when all are to be painted anew."""
        self._stale: set[Region] = set()
        """Where they are to be painted anew."""
        self._dimmed: dict[Style | None, Style | None] = {}
        """Each style of the screen beneath, and what becomes of it: there are some forty."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Give the screen beneath, dimmed."""
        size = self._compositor.size  # the screen's own may be of a layout still to come
        covered = self.app.screen is not self  # and so not told of what changes beneath
        if covered or size != self._backdrop_size:
            self._backdrop_size, self._stale = size, {size.region}
            self._backdrop = [Strip.blank(size.width, self.rich_style)] * size.height
        if self._stale:
            self._paint([region.intersection(size.region) for region in self._stale])
            self._stale.clear()
        return [strip.crop(crop.x, crop.right) for strip in self._backdrop[crop.y : crop.bottom]]

    def _paint(self, regions: Iterable[Region]) -> None:
        """Dim these regions of the screen beneath, which may still be of the size before."""
        stack = self.app.screen_stack
        beneath = stack[stack.index(self) - 1]._compositor
        spans = [span for span in beneath._regions_to_spans(regions) if span[0] < len(beneath.cuts)]
        pieces = pieces_of(beneath, spans)
        for y, left, right in spans:
            strips = {
                start: strip
                for start, strip in pieces[y].items()
                if strip and start < right and start + strip.cell_length > left
            }
            at = min(strips, default=0)
            part = Strip.join(strips.values()).crop(left - at, right - at)
            painted = Strip(map(self._dim, part), part.cell_length)
            line = self._backdrop[y]
            after = line.crop(left + painted.cell_length)
            self._backdrop[y] = Strip.join([line.crop(0, left), painted, after])

    def _dim(self, segment: Segment) -> Segment:
        text, style, _ = segment
        if style not in self._dimmed:
            self._dimmed[style] = self._dim_style(style)
        return Segment(text, self._dimmed[style])

    def _dim_style(self, style: Style | None) -> Style | None:
        """What the screen's translucent ground makes of a style, and then NO_COLOR, say."""
        [(_, dimmed, _)] = BackgroundScreen.process_segments([Segment(" ", style)], self.styles.background)
        segments = [Segment(" ", self.rich_style + dimmed)]
        for line_filter in self.get_line_filters():
            segments = line_filter.apply(segments, self.background_colors[1])
        return segments[0].style

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Paint it anew, or what can be seen of regions in which the screen beneath has changed."""
        if regions and not self._compositor.size:  # not laid out yet: all of it is still to be painted
            return self
        if regions:
            self._stale.update(regions)
            self._compositor.expose(regions)
            self._dirty_widgets.add(self)
            self.check_idle()
            return self
        if self._opening and not layout and not recompose:
            return self
        return super().refresh(repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Take new colours from the theme."""
        super().notify_style_update()
        self._backdrop_size, self._dimmed = Size(0, 0), {}

    @on(events.ScreenResume)
    def _forget_backdrop(self) -> None:
        """Paint the backdrop anew: what changed under another screen was not told."""
        self._backdrop_size = Size(0, 0)
