"""Screens that are quick to open."""

from __future__ import annotations

from textual import events
from textual.screen import Screen, ScreenResultType

from stsui.tui.screens.compositor import FrontFirst


class LaidOutOnce(Screen[ScreenResultType]):
    """A screen that is matched with the style sheet, laid out and painted once when it opens.

    Textual matches all styles when it composes a screen, again when the screen comes to the front, and again
    when its size has told which breakpoint's class it has; and lays everything out each time.
    """

    _compositor: FrontFirst
    _opening = True
    """Whether the first layout is still to come."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name, id, classes)
        self._compositor = FrontFirst()

    def on_compose(self) -> None:
        """Set the class that hangs on the size before anything is matched."""
        breakpoints = self.HORIZONTAL_BREAKPOINTS or []
        for name in self._get_breakpoint_classes(self.app.size.width, breakpoints):
            self.add_class(name, update=False)

    def _compositor_refresh(self) -> None:
        """Paint what has changed, or tell the dialog in front of it once; Textual tells it ever again."""
        front = self.app.screen
        if front is self:
            super()._compositor_refresh()
            return
        if self not in self.app._background_screens:
            return
        changed = tuple(self._compositor._dirty_regions)
        self._compositor._dirty_regions.clear()
        self._dirty_widgets.clear()
        if changed:
            front.refresh(*changed)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Leave the styles as they are where they have just been matched."""
        event.refresh_styles = not self._opening

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew when the terminal's size has changed, not when the first layout has told its own."""
        if self._opening and event.size == self.size:
            event.prevent_default()
        self._opening = False
