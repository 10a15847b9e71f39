"""A button on one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class PushButton(Widget, can_focus=True):
    """Enter, space or a click presses it.

    Textual's own has a hundred rules of style for its variants, and matching them takes longer than drawing.
    """

    DEFAULT_CSS = """
    PushButton {
        width: auto; height: 1; min-width: 12; margin-right: 2; padding: 0 1;
        text-align: center; text-style: bold; pointer: pointer;
        color: $button-foreground; background: $panel;
        &:hover { background: $surface-darken-1; }
        &:focus { color: $block-cursor-foreground; background: $block-cursor-background; }
        &:disabled { text-opacity: 0.6; pointer: not-allowed; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "Press", show=False)]
    ALLOW_SELECT = False

    label: reactive[str] = reactive("", layout=True)
    """What it does."""

    @dataclass
    class Pressed(Message):
        """The button was pressed."""

        button: PushButton

        @property
        def control(self) -> PushButton:
            """The button itself."""
            return self.button

    def __init__(self, label: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.set_reactive(PushButton.label, label)

    def render(self) -> Content:
        """The label, which is no markup."""
        return Content(self.label)

    def press(self) -> None:
        """Do what it does, unless it is disabled."""
        if not self.disabled and self.display:
            self.post_message(self.Pressed(self))

    def action_press(self) -> None:
        """Press it with a key."""
        self.press()

    def on_click(self) -> None:
        """Press it with the mouse."""
        self.press()
