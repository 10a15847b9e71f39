"""One key at a time: the next is looked at only when everything the one before it does has been done."""

from __future__ import annotations

from collections import deque

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.timer import Timer

from stsui.tui.widgets.filter_bar import FilterInput

ROUNDS = 2
"""Passes through the widgets' queues that a key needs: its action posts a message, which is handled."""
MOST_ROUNDS = 10
LONGEST = 0.5
"""Seconds after which a key waits no longer, whatever became of the one before."""

Typed = events.Key | events.Paste


class TypedAhead(App[object]):
    """Holds what is typed while a key is at work.

    Textual gives all keys of a burst to the widget that has the focus when they arrive. Of "enter 123456"
    typed fast, or pasted, the digits would go to the list and not to the dialog that enter opens.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Typed] = deque()
        self._at_work = False
        self._turn = 0
        self._patience: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """Let a key or a paste wait its turn; everything else has no turn to wait for."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._at_work:
            self._typed.append(event)
            if self._patience is None:
                self._patience = self.set_timer(LONGEST, self._next)
        elif self._only_text(event):
            await super().on_event(event)
        else:
            await self._look_at(event)

    def _only_text(self, event: Typed) -> bool:
        """Whether a key does no more than change what stands in the filter: no other need wait for it."""
        if not isinstance(self.focused, FilterInput) or not isinstance(event, events.Key):
            return False
        return event.is_printable or event.key == "backspace"

    async def _look_at(self, event: Typed) -> None:
        self._at_work = True
        self._turn += 1
        target: DOMNode = self.focused or self.screen
        await super().on_event(event)
        self._follow(target, self._turn, 1)

    def _follow(self, node: DOMNode | None, turn: int, rounds: int) -> None:
        """Wait until `node` has handled what it has, then its parent, and so on up to the app."""
        if node is None or node is self or not node.call_later(self._follow, node.parent, turn, rounds):
            self.call_later(self._arrived, turn, rounds)

    async def _arrived(self, turn: int, rounds: int) -> None:
        """Go round once more while anything is still to be handled, else on to the next key."""
        if turn != self._turn:
            return  # its key took too long, and another had its turn
        place: DOMNode = self.focused or self.screen
        busy = any(pump.message_queue_size for pump in (self, self.screen, place))
        if rounds < ROUNDS or (busy and rounds < MOST_ROUNDS):
            self._follow(place, turn, rounds + 1)
        else:
            await self._next()

    async def _next(self) -> None:
        """Look at the next key, if there is one."""
        if self._patience:
            self._patience.stop()
            self._patience = None
        self._at_work = False
        while self._typed and self._only_text(self._typed[0]):
            await super().on_event(self._typed.popleft())
        if self._typed:
            if len(self._typed) > 1:
                self._patience = self.set_timer(LONGEST, self._next)
            await self._look_at(self._typed.popleft())
