"""The decode screen's tabs: one for each text read in this run."""

from __future__ import annotations

from textual import getters, on
from textual.screen import Screen

from stsui.tui.keys import as_mapped
from stsui.tui.messages import NoticeShown
from stsui.tui.readings import Reading, Readings
from stsui.tui.screens.decode_keys import DECODE_BINDINGS
from stsui.tui.widgets.denial_text import what_of
from stsui.tui.widgets.tab_strip import Tab, TabStrip


class DecodeTabs(Screen[None]):
    """Goes from tab to tab, closes them and brings them back; `show_current` draws what they lead to."""

    strip = getters.query_one(TabStrip)

    def __init__(self) -> None:
        super().__init__()
        self.readings = Readings()

    def show_current(self) -> None:
        """Show the current reading."""
        raise NotImplementedError

    def show_tabs(self) -> None:
        """Draw the strip anew."""
        self.strip.show([_tab_of(reading) for reading in self.readings.all], self.readings.at)

    @on(TabStrip.Chosen)
    def _chosen(self, message: TabStrip.Chosen) -> None:
        self.action_tab(message.at + 1)

    def action_tab(self, number: int) -> None:
        """Go to a tab by its number, the first one's being 1."""
        self.readings.go(number - 1)
        self.show_current()

    def action_step(self, by: int) -> None:
        """Go so many tabs on; behind the last one is the first."""
        self.readings.go((self.readings.at + by) % len(self.readings.all))
        self.show_current()

    def action_close(self) -> None:
        """Forget the current tab, unless it is wanted back at once."""
        self.readings.close()
        self.show_current()
        self.post_message(NoticeShown(f"Closed; {self.key_of('decode.reopen')} brings it back."))

    def action_reopen(self) -> None:
        """Bring back what was closed last."""
        self.readings.reopen()
        self.show_current()

    def key_of(self, action_id: str) -> str:
        """How an action's key is called, as it is mapped."""
        bindings = as_mapped(self.app, DECODE_BINDINGS)
        return self.app.get_key_display(next(binding for binding in bindings if binding.id == action_id))

    def offers(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether one of the TABS actions is there: with one text there are no tabs to go to."""
        if action == "reopen":
            return True if self.readings.closed else None
        several = len(self.readings.all) > 1
        return several and (action != "tab" or parameters[0] in range(1, len(self.readings.all) + 1))


def _tab_of(reading: Reading) -> Tab:
    return Tab(what_of(reading.denials[0]), len(reading.denials) + reading.left_out)
