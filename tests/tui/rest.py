"""When a screen is at rest: nothing left to handle, to paint or to scroll. The loop tells, not a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from textual._context import active_app
from textual.app import App
from textual.pilot import Pilot
from textual.timer import Timer

from stsui.tui.app import StsuiApp

FRAME = 1 / 50
"""Seconds: timers as short as that paint, scroll or lay out."""
MOMENT = 0.002
"""Seconds between looks at what tells nobody of its end."""


async def at_rest(*_: float) -> None:
    """Wait until the loop has nothing to run but what asks for it, and the screen nothing to paint.

    It takes the place of Textual's own wait, which sleeps for a fiftieth of a second at a time until the
    process used little of one: too long where all is quiet, and too short where the process had no turn.
    """
    loop: Any = asyncio.get_running_loop()
    app = active_app.get()
    while True:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        if app._screen_stack and app.screen._update_timer._active.is_set():
            app.screen._on_timer_update()  # what this timer would do within a frame
        elif any(_running(timer) for timer in _timers(app)):
            await asyncio.sleep(MOMENT)
        else:
            return


def _timers(app: App[Any]) -> Iterator[Timer]:
    for pump in (app, *app._registry):
        yield from pump._timers
    yield app.animator._timer


def _running(timer: Timer) -> bool:
    task = timer._task
    return timer._interval <= FRAME and timer._active.is_set() and task is not None and not task.done()


async def until(happened: Callable[[], bool]) -> None:
    """Wait for what a thread or another process brings about; the test's time limit ends a vain wait."""
    while not happened():
        await asyncio.sleep(MOMENT)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until every worker is done and everything is painted."""
    app = pilot.app
    while True:
        await at_rest()
        if any(not worker.is_finished for worker in app.workers):
            await app.workers.wait_for_complete()
        elif isinstance(app, StsuiApp) and app.looking.busy:
            await asyncio.sleep(MOMENT)
        elif not app.animator._complete_event.is_set():
            await app.animator.wait_until_complete()
        else:
            return
