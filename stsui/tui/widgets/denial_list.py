"""The denials of one text, in the order in which it tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from stsui.denials import Denial
from stsui.tui.readings import Reading
from stsui.tui.widgets.denial_text import title_of, verdict_of
from stsui.tui.wording import counted

_STYLES = {
    "problem": "$state-error",
    "warning": "$state-expiring",
    "good": "$state-active",
    "quiet": "$state-expired",
}


class DenialList(OptionList):
    """One line a denial, its verdict's shape first. Paging keys scroll the highlighted one's page."""

    DEFAULT_CSS = """
    DenialList {
        border: none;
        background: $background;
        scrollbar-size: 1 1;
        &:focus { border: none; }
        &.-textual-compact { padding: 0 0 0 1; }
        & > .option-list--option-disabled { color: $text-muted; }
        & > .option-list--option-highlighted {
            color: $foreground; background: $primary 15%; text-style: bold;
        }
        &:focus > .option-list--option-highlighted {
            color: $foreground; background: $primary 25%; text-style: bold;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page('up')", "page up", show=False),
        Binding("pagedown,space", "page('down')", "page down", show=False),
    ]

    @dataclass
    class Highlighted(Message):
        """Another denial is to be shown."""

        denial: Denial

    @dataclass
    class Paged(Message):
        """The page of the highlighted denial is to be scrolled: "up" or "down"."""

        way: str

    def __init__(self) -> None:
        super().__init__(compact=True, markup=False)
        self._reading: Reading | None = None
        self._told: Denial | None = None
        """What the page is about already."""

    def show(self, reading: Reading) -> None:
        """List a reading's denials; the one that was looked at last is highlighted."""
        self._reading = reading
        self.clear_options()
        self.add_options(_lines_of(reading))
        self.highlighted = reading.chosen
        self._told = reading.denials[reading.chosen]

    def clear(self) -> None:
        """List nothing."""
        self._reading = self._told = None
        self.clear_options()

    @property
    def chosen(self) -> tuple[Reading, Denial] | None:
        """The highlighted denial and the reading that it is of."""
        if self._reading is None or self.highlighted is None:
            return None
        return self._reading, self._reading.denials[self.highlighted]

    @property
    def denials(self) -> Sequence[Denial]:
        """Everything listed."""
        return self._reading.denials if self._reading else ()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if not (chosen := self.chosen) or chosen[1] is self._told:
            return
        reading, self._told = chosen
        reading.chosen = event.option_index
        self.post_message(self.Highlighted(self._told))

    def action_page(self, way: str) -> None:
        """Scroll the page, not the list."""
        self.post_message(self.Paged(way))


def _lines_of(reading: Reading) -> Iterator[Option]:
    for denial in reading.denials:
        verdict = verdict_of(denial)
        yield Option(Content.assemble((f"{verdict.shape} ", _STYLES[verdict.part]), title_of(denial)))
    if reading.left_out:
        yield Option(Content(f"and {counted(reading.left_out, 'other')}"), disabled=True)
