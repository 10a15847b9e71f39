"""One line above the keys: a program on this machine waits for a token code. Gone when none does."""

from __future__ import annotations

from textual.widgets import Static

from stsui.tui.text import clean


class QuestionLine(Static):
    """Says who waits for which code, and which key answers; takes nobody's focus."""

    DEFAULT_CSS = """
    QuestionLine {
        height: auto;
        max-height: 2;
        padding: 0 1;
        color: $code;
        background: $surface;
        text-style: bold;
    }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def say(self, text: str) -> None:
        """Show `text`; nothing hides the line."""
        self.display = bool(text)
        self.update(clean(text))
