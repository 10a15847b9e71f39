"""Asks which profile's session should decode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from stsui.tui.screens.modal import Modal
from stsui.tui.text import clean

MOST = 100
"""Profiles that are listed at once; typing narrows them."""
BEST = "The best session there is"


class ChooseProfile(Modal[str | None]):
    """Dismisses with a profile's name, "" for the best session there is, or None."""

    BINDING_GROUP_TITLE = "Choose a profile"
    DEFAULT_CSS = """
    ChooseProfile {
        align: center middle;
        & > Vertical {
            width: 60; max-width: 96%; height: auto; max-height: 90%;
            border: round $primary; border-title-style: bold; border-subtitle-color: $text-muted;
            background: $surface; padding: 0 1;
        }
        & Input { width: 100%; background: $panel; margin-bottom: 1; padding: 0 1; }
        & OptionList { height: auto; max-height: 16; border: none; background: $surface; padding: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", id="choose.cancel"),
        Binding("down", "move('down')", "down", show=False, priority=True, id="choose.down"),
        Binding("up", "move('up')", "up", show=False, priority=True, id="choose.up"),
    ]
    options = getters.query_one(OptionList)

    def __init__(self, profiles: Sequence[str], title: str) -> None:
        super().__init__()
        self._profiles, self._title = profiles, title

    def compose(self) -> ComposeResult:
        """What narrows the list, above the list."""
        with Vertical() as box:
            box.border_title = self._title
            box.border_subtitle = "enter choose · esc cancel"
            yield Input(placeholder="type to narrow", compact=True)
            yield OptionList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Begin with all of them."""
        self._list("")

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """List those that hold every word that was typed."""
        self._list(event.value)

    def _list(self, typed: str) -> None:
        words = typed.lower().split()
        found = [name for name in self._profiles if all(word in name.lower() for word in words)]
        self.options.clear_options()
        if not words:
            self.options.add_option(Option(Content(BEST), id="best"))
        self.options.add_options(Option(Content(clean(name)), id=f"profile {name}") for name in found[:MOST])
        if len(found) > MOST:
            more = f"and {len(found) - MOST:,} more: type to narrow"
            self.options.add_option(Option(Content(more), disabled=True))
        self.options.highlighted = 0 if self.options.option_count else None

    def action_move(self, way: str) -> None:
        """Move the choice while typing goes on."""
        (self.options.action_cursor_down if way == "down" else self.options.action_cursor_up)()

    @on(Input.Submitted)
    def accept(self) -> None:
        """Take what is highlighted."""
        self.options.action_select()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Take what was chosen."""
        self.dismiss((event.option_id or "").removeprefix("best").removeprefix("profile "))
