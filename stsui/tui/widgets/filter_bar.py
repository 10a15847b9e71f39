"""The second line: what is typed to narrow the list, and how much of it is shown."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from stsui.tui.text import width_of


class FilterInput(Input):
    """The field itself: the arrow keys move the list's cursor, escape clears and goes back to the list."""

    BINDING_GROUP_TITLE = "Filter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "start", id="filter.start", key_display="⏎",
                tooltip="Start the profile under the cursor"),
        Binding("escape", "leave", "clear", id="filter.clear", key_display="esc",
                tooltip="Clear the filter and go back to the list"),
        Binding("tab", "back", "keep it, to the list", id="filter.leave",
                tooltip="Keep the filter and go back to the list"),
        Binding("up", "steer('move', -1)", "Up", show=False, id="filter.up"),
        Binding("down", "steer('move', 1)", "Down", show=False, id="filter.down"),
        Binding("pageup", "steer('page', -1)", "Page up", show=False, id="filter.page_up"),
        Binding("pagedown", "steer('page', 1)", "Page down", show=False, id="filter.page_down"),
    ]  # fmt: skip

    virtual_size = Reactive(Size(0, 0), layout=False)
    """A longer text moves nothing on the screen: no new layout for each key."""

    class Changed(Input.Changed, bubble=False):
        """Another text; the screen watches the text itself, and so the message stays here."""

    class Left(Message):
        """The person is done with the field: back to the list."""

    class Steered(Message):
        """An arrow key meant for the list."""

        def __init__(self, how: str, by: int) -> None:
            super().__init__()
            self.how, self.by = how, by

    def action_leave(self) -> None:
        """Clear the filter and go back to the list."""
        self.value = ""
        self.post_message(self.Left())

    def action_back(self) -> None:
        """Keep the filter and go back to the list."""
        self.post_message(self.Left())

    def action_steer(self, how: str, by: int) -> None:
        """Move the list's cursor."""
        self.post_message(self.Steered(how, by))


class Counts(Widget):
    """How much of the list is shown, in as many words as there is room for."""

    DEFAULT_CSS = """
    Counts { width: 3fr; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._versions: tuple[str, ...] = ("",)

    def say(self, versions: tuple[str, ...]) -> None:
        """Show the first of these texts, the longest one, that fits; else as much as does of the last."""
        if versions != self._versions:
            self._versions = versions
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """The text for the width there is."""
        width, style = self.size.width, self.rich_style
        fitting = (text for text in self._versions if width_of(text) <= width)
        text = next(fitting, self._versions[-1])
        return Strip([Segment(text.rjust(width + len(text) - width_of(text)), style)]).crop(0, width)


class FilterBar(Horizontal):
    """A slash, the field, and the counts."""

    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        padding: 0 1;
        background: $surface;
        & > #slash { width: 2; color: $text-muted; }
        & > FilterInput { width: 2fr; background: $surface; padding: 0; }
        &:focus-within > #slash { color: $primary; text-style: bold; }
    }
    """

    def compose(self) -> ComposeResult:
        """The three parts."""
        yield Static("/", id="slash", markup=False)
        yield FilterInput(
            placeholder="type to filter",
            compact=True,
            id="filter",
            select_on_focus=False,
        )
        yield Counts()
