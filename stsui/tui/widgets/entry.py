"""What texts of a form are typed and pasted into: whole, or not at all where it is far too much."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

MOST = 25_000
"""Characters; no parameter of STS takes as many, and laying out many more would stall the screen."""


def too_much(size: int) -> str:
    """Why a text of so many characters was not put in."""
    return f"Nothing was put in: the text has {size:,} characters, more than anything here may have."


@dataclass
class Refused(Message):
    """A paste was not put in."""

    reason: str
    """A sentence."""


def _refuses(entry: Input | TextArea, event: events.Paste) -> bool:
    """Whether a paste is too much to be put in; it is told then."""
    if len(event.text) <= MOST:
        return False
    event.prevent_default()
    entry.post_message(Refused(too_much(len(event.text))))
    return True


class LineEntry(Input):
    """One line. What is pasted in several is joined with commas: Textual would drop all but the first."""

    def on_paste(self, event: events.Paste) -> None:
        """Put the whole text in, in one line."""
        event.stop()
        if _refuses(self, event):
            return
        event.prevent_default()
        lines = (line.strip() for line in event.text.splitlines())
        self.replace(", ".join(filter(None, lines)), *self.selection)


class TextEntry(TextArea):
    """Several lines; tab leaves it."""

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")

    def on_paste(self, event: events.Paste) -> None:
        """Put in what is not too much, once: what bubbles up comes down again to what has the focus."""
        event.stop()
        _refuses(self, event)
