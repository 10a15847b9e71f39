"""Toasts: the same one is up once, and a long one as long as it takes to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

A_WORD = 0.4
"""Seconds that a word takes somebody who was woken up."""


class Toasts(App[object]):
    """The part of the app that says things in passing."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a toast. One that is up already with the same words makes way: pressed twice is said once."""
        for shown in list(self._notifications):
            if (shown.message, shown.title) == (message, title):
                self._unnotify(shown, refresh=False)
        to_read = len(f"{title} {message}".split()) * A_WORD
        timeout = max(self.NOTIFICATION_TIMEOUT, to_read) if timeout is None else timeout
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def take_back(self, message: str) -> None:
        """Take away a toast whose words hold no longer, if it is still up."""
        for shown in list(self._notifications):
            if shown.message == message:
                self._unnotify(shown)
