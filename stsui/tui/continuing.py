"""Going on after the process was stopped from outside: a paused container, a debugger, kill -STOP.

Textual begins anew with the terminal whenever a process continues. That is right after Ctrl-Z, before which
it let go of the terminal. A process that was not asked still has it: a second thread would read the keys
beside the first, and what the terminal is set to at the end would be what the UI had set.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any

from textual.app import App

Handler = Callable[[int, FrameType | None], Any]


class Continuing:
    """Lets go of an app's terminal before it is begun with anew, where nobody did; from the main thread."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._loop = asyncio.get_running_loop()
        self._let_go = False
        """Whether the terminal is a shell's, or was given back before the process was stopped."""
        self._taking_up = False
        if app.is_headless or not hasattr(signal, "SIGCONT"):  # no terminal, or Windows
            return
        app.app_suspend_signal.subscribe(app, lambda _: self._note(let_go=True), immediate=True)
        app.app_resume_signal.subscribe(app, lambda _: self._note(let_go=False), immediate=True)
        self._begin_anew = _replace(signal.SIGCONT, self._continued)
        self._stop = _replace(signal.SIGTSTP, self._asked_to_stop)

    def _note(self, *, let_go: bool) -> None:
        self._let_go = let_go

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._let_go = True
        self._stop(number, frame)

    def _continued(self, number: int, frame: FrameType | None) -> None:
        if self._taking_up or not self._app.is_running:
            return
        if self._let_go:
            self._begin_anew(number, frame)
        else:
            self._taking_up = True
            self._loop.call_soon_threadsafe(self._take_up)

    def _take_up(self) -> None:
        try:
            with self._app.suspend():
                """The terminal is as it was before the UI, for a moment."""
        finally:
            self._taking_up = False


def _replace(number: signal.Signals, handler: Handler) -> Handler:
    """Handle a signal; the handler until now, which is Textual's."""
    before = signal.getsignal(number)
    if not callable(before):
        raise TypeError(f"{number.name} has no handler to go before")
    signal.signal(number, handler)
    return before
