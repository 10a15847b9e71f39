"""Asks for the path of a file to read."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from stsui.tui.screens.modal import Modal


class OpenFile(Modal[str | None]):
    """Dismisses with the path as typed, or None."""

    BINDING_GROUP_TITLE = "Open a file"
    DEFAULT_CSS = """
    OpenFile {
        align: center middle;
        & > Vertical {
            width: 72; max-width: 96%; height: auto;
            border: round $primary; border-title-style: bold; border-subtitle-color: $text-muted;
            background: $surface; padding: 1 2;
        }
        & Input { width: 100%; background: $panel; border: none; height: 1; padding: 0 1; }
        & Static { color: $text-muted; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", id="open_file.cancel"),
    ]

    def __init__(
        self,
        example: str = "~/terraform.log",
        about: str = "A log, a CloudTrail record, a saved page: denials are found anywhere in it.",
    ) -> None:
        super().__init__()
        self._example, self._about = example, about

    def compose(self) -> ComposeResult:
        """One field."""
        with Vertical() as box:
            box.border_title = "Open a file"
            box.border_subtitle = "enter read · esc cancel"
            yield Input(placeholder=self._example, compact=True)
            yield Static(self._about)

    @on(Input.Submitted)
    def accept(self, event: Input.Submitted) -> None:
        """Take the path, if there is one."""
        if path := event.value.strip():
            self.dismiss(path)
