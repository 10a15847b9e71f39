"""The table's scrollbar, which is another at nearly every key that narrows the list."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.strip import Strip


class QuickScrollBar(ScrollBar):
    """A vertical scrollbar as Textual draws it, but not composed cell by cell as the lines of a widget."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """A strip for each line of `crop`; alike cells share one, and so what Textual keeps of it."""
        console, filters = self.app.console, self.get_line_filters()
        _, ground = self.background_colors
        drawn: dict[Segment, Strip] = {}
        strips: list[Strip] = []
        for cell in console.render(self.render(), console.options.update_dimensions(*self.size)):
            if cell.text == "\n":
                continue
            if cell not in drawn:
                strip = Strip([cell], self.size.width)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, ground)
                drawn[cell] = strip
            strips.append(drawn[cell])
        return strips[crop.y : crop.bottom]
