"""Widgets' lines put together to what the terminal is sent, with no more work than there is to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Span = tuple[int, int, int]
"""A line, and from where to where on it is to be painted."""


class FrontFirst(Compositor):
    """Textual's compositor, which stops when nothing is left to paint.

    Textual's own has every widget draw all its lines, and cuts them at every widget's edges: also lines that
    are not painted this time, and those of containers, which cannot be seen behind what they contain.
    """

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed, or None where nothing has."""
        spans = list(
            self._regions_to_spans(region.intersection(self.size.region) for region in self._dirty_regions)
        )
        self._dirty_regions.clear()
        return Spans(pieces_of(self, spans), spans, [cuts[1:] for cuts in self.cuts]) if spans else None

    def expose(self, regions: Iterable[Region]) -> None:
        """Have these regions painted where nothing stands in front of the screen itself."""
        fronts = [
            region.intersection(clip)
            for widget, (region, clip) in self.visible_widgets.items()
            if widget.parent is self.root
        ]
        seen = (region.intersection(self.size.region) for region in regions)
        for y, left, right in self._regions_to_spans(seen):
            for start, end in pairwise(self.cuts[y]):
                first, last = max(start, left), min(end, right)
                if first < last and not any(front.contains(first, y) for front in fronts):
                    self._dirty_regions.add(Region(first, y, last - first, 1))

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        lines = filter(is_rendered_line, crop.intersection(self.size.region).line_range)
        return pieces_of(self, [(y, crop.x, crop.right) for y in lines])  # type: ignore[return-value]


def pieces_of(compositor: Compositor, spans: Sequence[Span]) -> Sequence[Mapping[int, Strip | None]]:
    """The pieces of each line by where they begin, from the frontmost widgets; None for none wanted."""
    cuts_of = compositor.cuts
    pieces: list[dict[int, Strip | None]] = [{} for _ in cuts_of]
    missing: dict[int, set[int]] = {}
    for y, left, right in spans:
        pieces[y] = pieces[y] or dict.fromkeys(cuts_of[y][:-1])
        wanted = {start for start, end in pairwise(cuts_of[y]) if start < right and end > left}
        missing.setdefault(y, set()).update(wanted)
    for widget, (region, clip) in compositor.visible_widgets.items():
        seen = region.intersection(clip)
        lines = [
            y
            for y, starts in missing.items()
            if seen.y <= y < seen.bottom and any(seen.x <= at < seen.right for at in starts)
        ]
        if not lines:
            continue
        top, height = lines[0], lines[-1] + 1 - lines[0]
        part = Region(seen.x - region.x, top - region.y, seen.width, height)
        for y, strip in enumerate(widget.render_lines(part), top):
            if y not in missing:
                continue
            cuts = [cut for cut in cuts_of[y] if seen.x <= cut <= seen.right]
            whole = len(cuts) == 2 and strip.cell_length == seen.width
            parts = [strip] if whole else strip.divide([cut - seen.x for cut in cuts[1:]])
            for cut, piece in zip(cuts, parts, strict=False):
                if pieces[y][cut] is None:
                    pieces[y][cut] = piece
                    missing[y].discard(cut)
            if not missing[y]:
                del missing[y]
    for y, starts in missing.items():  # a screen may be drawn for the size it will have in a moment
        ends = dict(pairwise(cuts_of[y]))
        pieces[y].update({start: Strip.blank(ends[start] - start) for start in starts})
    return pieces


class Spans(ChopsUpdate):
    """What has changed, to be sent without what is beside it on its line."""

    def render_segments(self, console: Console) -> str:
        """Sequences for the terminal: to each place, and what is there."""
        sent: list[str] = []
        for y, left, right in self.spans:
            for end, (start, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                first, last = max(start, left), min(end, right)
                if strip is None or first >= last:
                    continue
                part = strip if (first, last) == (start, end) else strip.crop(first - start, last - start)
                sent += (f"\x1b[{y + 1};{first + 1}H", part.render(console))
        return "".join(sent)
