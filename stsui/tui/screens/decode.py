"""The decode screen: paste anything that holds a denial, and read who was refused what, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static, TextArea

from stsui.denials import Denial, explain, rows, to_markdown
from stsui.tui.messages import DecodeRequested, NoticeShown, TextCopied
from stsui.tui.text import clean
from stsui.tui.widgets.key_bar import KeyBar


class DecodeScreen(Screen[None]):
    """Reads denials; nothing pasted is written anywhere."""

    BINDING_GROUP_TITLE = "Decode"
    DEFAULT_CSS = """
    DecodeScreen {
        & > TextArea { height: 8; border: round $primary; }
        & > VerticalScroll { padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "read", "read", id="decode.read", priority=True, tooltip="Read the pasted text"),
        Binding("ctrl+y", "copy", "copy", id="decode.copy", priority=True, tooltip="Copy as Markdown"),
        Binding("escape", "app.pop_screen", "back", id="decode.close", key_display="esc"),
    ]
    area = getters.query_one(TextArea)
    result = getters.query_one("#result", Static)

    def __init__(self, sample: str | None, profiles: Sequence[str]) -> None:
        super().__init__()
        self._sample, self._profiles = sample, profiles
        self._denials: Sequence[Denial] = ()

    def compose(self) -> ComposeResult:
        """The paste area above what was read."""
        yield TextArea()
        with VerticalScroll():
            yield Static(id="result", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Ready to paste."""
        self.area.focus()

    def show(self, denials: Sequence[Denial]) -> None:
        """Take what was read."""
        self._denials = denials
        texts = [
            "\n".join([*(f"{label:14}{clean(value)}" for label, value in rows(denial)), "", explain(denial)])
            for denial in denials
        ]
        self.result.update("\n\n".join(texts) or "No error of AWS's was found in that text.")

    def action_read(self) -> None:
        """Ask the app to read what is in the paste area."""
        if self.area.text.strip():
            self.post_message(DecodeRequested(self.area.text))
        else:
            self.post_message(NoticeShown("Paste something first.", "warning"))

    def action_copy(self) -> None:
        """Copy what was read as Markdown."""
        if self._denials:
            self.post_message(TextCopied("\n".join(map(to_markdown, self._denials)), "The Markdown"))
