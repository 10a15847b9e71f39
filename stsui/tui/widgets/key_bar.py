"""The footer: the keys that apply here, greyed where they cannot, on one line that fits any width."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widget import Widget

from stsui.tui.ink import ink
from stsui.tui.text import width_of


class KeyBar(Widget):
    """Keys and what they do; a click on one presses it."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        padding: 0 1;
        color: $footer-description-foreground;
        background: $footer-background;
    }
    """

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self._spans: list[tuple[range, str]] = []
        self._state: list[tuple[str, bool]] = []
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen is not self.screen:
            return
        state = [(active.binding.key, active.enabled) for active in self._shown()]
        if state != self._state:
            self._state = state
            self.refresh()

    def _shown(self) -> list[ActiveBinding]:
        return [active for active in self.screen.active_bindings.values() if active.binding.show]

    def render(self) -> Text:
        """The keys in the order of the bindings, as many as fit; the last one is always there."""
        shown = self._shown()
        gap = "  " if self._fits(shown, 2) else " "
        while len(shown) > 1 and not self._fits(shown, len(gap)):
            del shown[-2]
        self._spans = []
        line = Text(no_wrap=True, end="")
        for active in shown:
            self._add(line, active, gap if line.plain else "")
        return line

    def _fits(self, shown: list[ActiveBinding], gap: int) -> bool:
        return sum(self._width(active) + gap for active in shown) - gap <= self.size.width

    def _width(self, active: ActiveBinding) -> int:
        return width_of(self.app.get_key_display(active.binding)) + 1 + width_of(active.binding.description)

    def _add(self, line: Text, active: ActiveBinding, gap: str) -> None:
        line.append(gap)
        start = width_of(line.plain)
        key = ink(self, "footer-key-foreground bold")
        disabled = ink(self, "footer-description-foreground 40%")
        line.append(self.app.get_key_display(active.binding), key if active.enabled else disabled)
        line.append(f" {active.binding.description}", Style() if active.enabled else disabled)
        self._spans.append((range(start, width_of(line.plain)), active.binding.key))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        at = event.x - self.gutter.left
        for cells, key in self._spans:
            if at in cells:
                self.app.simulate_key(key)
                return
