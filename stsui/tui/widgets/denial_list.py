"""The denials read in this run: those of the latest text, and below them the earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
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
from stsui.tui.wording import clock_time, counted

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
        reading: Reading

    @dataclass
    class Paged(Message):
        """The page of the highlighted denial is to be scrolled: "up" or "down"."""

        way: str

    def __init__(self) -> None:
        super().__init__(compact=True, markup=False)
        self._listed: list[tuple[Reading, Denial]] = []

    def show(self, readings: Sequence[Reading]) -> None:
        """List these readings; the first denial of the first of them is highlighted."""
        self._listed = []
        self.clear_options()
        options: list[Option | None] = []
        for number, reading in enumerate(readings):
            if number:
                options += [None] if options else []
                options.append(Option(Content(f"read at {clock_time(reading.at)}"), disabled=True))
            options += self._lines_of(reading)
        self.add_options(options)
        if self._listed:
            self.highlighted = self.get_option_index("0")

    @property
    def chosen(self) -> tuple[Reading, Denial] | None:
        """The highlighted denial and the reading that it is of."""
        option = self.highlighted_option
        return self._listed[int(option.id)] if option and option.id else None

    @property
    def denials(self) -> list[Denial]:
        """Everything listed."""
        return [denial for _, denial in self._listed]

    def _lines_of(self, reading: Reading) -> list[Option | None]:
        options: list[Option | None] = []
        for denial in reading.denials:
            verdict = verdict_of(denial)
            line = Content.assemble((f"{verdict.shape} ", _STYLES[verdict.part]), title_of(denial))
            options.append(Option(line, id=str(len(self._listed))))
            self._listed.append((reading, denial))
        if reading.left_out:
            options.append(Option(Content(f"and {counted(reading.left_out, 'other')}"), disabled=True))
        return options

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if chosen := self.chosen:
            reading, denial = chosen
            self.post_message(self.Highlighted(denial, reading))

    def action_page(self, way: str) -> None:
        """Scroll the page, not the list."""
        self.post_message(self.Paged(way))
