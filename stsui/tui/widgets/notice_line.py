"""One quiet line above the footer: a file's problems, a bulk start's progress. Gone when there is nothing."""

from __future__ import annotations

from textual.widgets import Static

from stsui.tui.text import clean


class NoticeLine(Static):
    """Says one thing; takes no room when there is nothing to say."""

    DEFAULT_CSS = """
    NoticeLine {
        height: 1;
        padding: 0 1;
        display: none;
        color: $state-expiring;
        background: $surface;
    }
    NoticeLine.-busy { color: $primary; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def say(self, text: str, *, busy: bool = False) -> None:
        """Show `text`; nothing hides the line."""
        self.display = bool(text)
        self.set_class(busy, "-busy")
        self.update(clean(text), layout=False)
