"""Widgets' lines put together to what the terminal is sent, with no more work than there is to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class FrontFirst(Compositor):
    """Textual's compositor, which stops when nothing is left to paint.

    Textual's own has every widget draw all its lines, and cuts them at every widget's edges: also lines that
    are not painted this time, and those of containers, which cannot be seen behind what they contain.
    """

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line by where they begin, from the frontmost widgets; none of other lines."""
        pieces: list[dict[int, Strip | None]] = [{} for _ in self.cuts]
        missing: dict[int, set[int]] = {}
        for y in filter(is_rendered_line, crop.line_range):
            pieces[y] = dict.fromkeys(self.cuts[y][:-1])
            missing[y] = {
                start for start, end in pairwise(self.cuts[y]) if start < crop.right and end > crop.x
            }
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            lines = [y for y in seen.line_range if y in missing] if seen.overlaps(crop) else ()
            if not lines:
                continue
            top, height = lines[0], lines[-1] + 1 - lines[0]
            part = Region(seen.x - region.x, top - region.y, seen.width, height)
            for y, strip in enumerate(widget.render_lines(part), top):
                if y not in missing:
                    continue
                cuts = [cut for cut in self.cuts[y] if seen.x <= cut <= seen.right]
                for cut, piece in zip(cuts, strip.divide([cut - seen.x for cut in cuts[1:]]), strict=False):
                    if pieces[y][cut] is None:
                        pieces[y][cut] = piece
                        missing[y].discard(cut)
                if not missing[y]:
                    del missing[y]
        return pieces  # type: ignore[return-value] # as Textual has it: there is always a screen behind
