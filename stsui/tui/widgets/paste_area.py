"""The paste area: reads what is pasted at once, and keeps what is too long to show behind a stand-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from stsui.errors import StsuiError
from stsui.tui.clipboard import read_clipboard
from stsui.tui.messages import OperationFailed
from stsui.tui.threads import in_daemon_thread

MOST_SHOWN = 20_000
"""Characters that are shown: laying out more would stall the screen."""


class PasteArea(TextArea):
    """Text to be read. `whole` is all of it, however much of it is shown."""

    DEFAULT_CSS = """
    PasteArea {
        border: round $foreground 30%;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
        background: $background;
        padding: 0 1;
        &:focus { border: round $primary; }
        & .text-area--cursor-line { background: transparent; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+v", "paste", "paste", id="decode.paste", show=False,
                tooltip="Paste the desktop's clipboard, where it can be read"),
    ]  # fmt: skip

    @dataclass
    class Pasted(Message):
        """Something was pasted."""

        text: str = field(repr=False)

    def __init__(self) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.border_title = "Paste a denial"
        self._long = ""

    @property
    def whole(self) -> str:
        """The text to read."""
        return self._long or self.text

    def take(self, text: str) -> None:
        """Hold this text instead of what was there."""
        long = len(text) > MOST_SHOWN
        self._long = text if long else ""
        self.read_only = long
        self.border_subtitle = (
            f"{len(text):,} characters; the first {MOST_SHOWN:,} are shown, all are read" if long else ""
        )
        self.load_text(text[:MOST_SHOWN])
        self.move_cursor(self.document.end if not long else (0, 0))

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a paste into an empty area or beside what was typed, and say that it came."""
        event.prevent_default()
        event.stop()
        self.insert_pasted(event.text)

    def insert_pasted(self, text: str) -> None:
        """Put a pasted text where the cursor is; a long one stands alone."""
        if self._long or len(self.text) + len(text) > MOST_SHOWN:
            self.take(text)
        else:
            start, end = self.selection
            self.replace(text, start, end, maintain_selection_offset=False)
        self.post_message(self.Pasted(self.whole))

    def action_paste(self) -> None:
        """Paste the desktop's clipboard; the app's own would only hold what stsui copied."""
        self.take_from("read the clipboard", read_clipboard)

    def take_from(self, doing: str, source: Callable[[], str]) -> None:
        """Hold the text that `source` gives, which may take its time; say "Could not {doing}" if it fails."""
        self._take_from(doing, source)

    @work(group="sources", exclusive=True, exit_on_error=False, description="read a text from outside")
    async def _take_from(self, doing: str, source: Callable[[], str]) -> None:
        try:
            text = await in_daemon_thread(source)
        except StsuiError as error:
            self.post_message(OperationFailed(doing, error))
        else:
            self.take(text)
            self.post_message(self.Pasted(text))
