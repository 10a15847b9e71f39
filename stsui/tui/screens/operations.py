""" "Which operation do I need?": STS's operations compared, for one profile, from the one table of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from stsui.comparison import Row
from stsui.rules import words_for
from stsui.tui.messages import NoticeShown, OperationChosen
from stsui.tui.screens.modal import Modal
from stsui.tui.text import clean, fit
from stsui.tui.widgets.lines import Lines, Page, TextLine

NAME = max(len(name) for name in ("AssumeRoleWithWebIdentity", "DecodeAuthorizationMessage"))
COLUMNS = (("may call", 9), ("for how long", 16), ("MFA", 4), ("policy", 7), ("console", 7))


def lifetime_words(row: Row) -> str:
    """How long the result may last: "15 min to 12 h"."""
    limits = row.durations
    return f"{words_for(limits.minimum)} to {words_for(limits.maximum)}" if limits else "–"


def _yes(fact: bool) -> str:
    return "yes" if fact else "–"


class OperationsScreen(Modal[None]):
    """A row for each operation; below, what is to be said of the one under the cursor."""

    BINDING_GROUP_TITLE = "Operations"
    DEFAULT_CSS = """
    OperationsScreen {
        align: center middle;
        & > Vertical {
            width: 96; max-width: 100%; height: auto; max-height: 100%;
            border: round $foreground 30%; background: $surface; padding: 0 1;
            border-title-style: bold; border-title-color: $foreground;
            border-subtitle-color: $text-muted;
        }
        & #heads { color: $text-muted; height: 1; }
        & OptionList {
            height: auto; max-height: 11; background: $surface; border: none; padding: 0;
            scrollbar-size-vertical: 1;
            &:focus { border: none; background-tint: transparent; }
        }
        & #about { height: 7; margin-top: 1; scrollbar-size-vertical: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "close", id="operations.close", key_display="esc"),
        Binding("n,q", "dismiss(None)", "close", id="operations.close_too", show=False),
    ]

    options = getters.query_one(OptionList)
    about = getters.query_one(Lines)

    def __init__(self, profile: str, rows: Sequence[Row]) -> None:
        super().__init__()
        self._profile, self._rows = profile, rows

    def compose(self) -> ComposeResult:
        """The table, and the words on one operation."""
        with Vertical() as box:
            box.border_title = Content(f"Which operation? As {clean(self._profile)} may call them")
            heads = "".join(fit(head, width) for head, width in COLUMNS)
            box.border_subtitle = "enter open its form · esc close"
            yield Static(f"{fit('operation', NAME + 1)}{heads}", id="heads", markup=False)
            yield OptionList(*(Option(self._line(row), id=str(row.operation)) for row in self._rows))
            with VerticalScroll(id="about", can_focus=False):
                yield Lines()

    def on_mount(self) -> None:
        """Begin with the first row."""
        self.options.focus()
        self.options.highlighted = 0

    def _line(self, row: Row) -> Content:
        may = "yes" if row.allowed and not row.reason else "perhaps" if row.allowed else "no"
        cells = (may, lifetime_words(row), _yes(row.rules.mfa), _yes(row.rules.session_policy))
        words = [fit(cell, width) for cell, (_, width) in zip(cells, COLUMNS, strict=False)]
        name = fit(str(row.operation), NAME + 1)
        line = "".join([name, *words, _yes(row.rules.console)])
        return Content.styled(line, "" if row.allowed else "dim")

    @on(OptionList.OptionHighlighted)
    def describe(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the operation is for, who may call it, and what its result may not do."""
        row = self._rows[event.option_index]
        self.about.show(lambda page: _about(row, page))

    @on(OptionList.OptionSelected)
    def open(self, event: OptionList.OptionSelected) -> None:
        """Open the form; where it may not be called, say why."""
        row = self._rows[event.option_index]
        if row.allowed:
            self.dismiss()
            self.post_message(OperationChosen(row.operation, self._profile))
        else:
            self.post_message(NoticeShown(row.reason, "warning"))


def _default(row: Row) -> str:
    limits = row.durations
    return f"{lifetime_words(row)}; {words_for(limits.default)} if nothing is said" if limits else ""


def _about(row: Row, page: Page) -> Iterator[TextLine]:
    yield from page.paragraph(row.rules.purpose, "title")
    if row.reason:
        yield from page.paragraph(row.reason, "warning" if row.allowed else "problem")
    yield from page.fact("callers", row.rules.callers)
    yield from page.fact("lasts", _default(row))
    yield from page.fact("result", row.rules.restrictions)
    if row.rules.regional:
        yield from page.fact("where", "Regional endpoints only.")
