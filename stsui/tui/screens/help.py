"""The help screen: the keys as they are mapped now."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static


class HelpScreen(ModalScreen[None]):
    """All keys of the screen below."""

    BINDING_GROUP_TITLE = "Help"
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 84; max-width: 100%; height: auto; max-height: 100%;
            border: round $primary; background: $surface; padding: 0 2;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss(None)", "close", id="help.close"),
    ]

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll():
            yield Static(id="keys")

    def on_mount(self) -> None:
        """List the keys of the screen below."""
        below = self.app.screen_stack[-2]
        table = Table.grid(padding=(0, 2))
        for active in below.active_bindings.values():
            binding = active.binding
            if binding.id:
                key = self.app.get_key_display(binding)
                table.add_row(Text(key, "bold"), Text(binding.tooltip or binding.description))
        self.query_one("#keys", Static).update(table)
