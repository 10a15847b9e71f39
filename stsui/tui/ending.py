"""Ending in order when the system asks for it: the terminal and the files are left as they were."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

SIGNALS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Asked to end, the terminal is closed, and Windows' word for both."""
PATIENCE_SECONDS = 5.0
"""How long the end may take: on a terminal that has gone, writing can block for ever."""


def end_in_order(app: App[object]) -> None:
    """From now on let these signals end `app` as its own key does; the exit code says which it was.

    To be called in the main thread, on the app's loop.
    """
    loop = asyncio.get_running_loop()

    def end(number: int, _frame: FrameType | None) -> None:
        guard = threading.Timer(PATIENCE_SECONDS, os._exit, (128 + number,))
        guard.daemon = True
        guard.start()
        loop.call_soon_threadsafe(partial(app.exit, return_code=128 + number))

    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
