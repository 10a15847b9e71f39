"""Blocking calls off the event loop, in threads that nobody waits for when the app quits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


async def in_daemon_thread(call: Callable[[], Result]) -> Result:
    """The result of `call`, run in a thread of its own.

    The loop's own executor is not used: its threads are joined when the interpreter ends, so that quitting
    would wait for a hanging network call.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.done():  # cancelled meanwhile
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None only where Result is None

    def run() -> None:
        result: Result | None = None
        failure: BaseException | None = None
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001  # handed to whoever awaits
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, daemon=True, name="stsui call").start()
    return await future


class Standby:
    """A thread that does the same work whenever it is asked to, and costs the event loop nothing by that.

    It ends with the program, or before that when told to.
    """

    def __init__(self, work: Callable[[], None], name: str) -> None:
        self._work = work
        self._asked = threading.Event()
        self._working = False
        self._ended = False
        self._thread = threading.Thread(target=self._run, daemon=True, name=name)

    @property
    def busy(self) -> bool:
        """Whether what was asked for is still to be done."""
        return self._asked.is_set() or self._working

    def ask(self) -> None:
        """Have the work done, once more if it is under way."""
        self._asked.set()
        if not self._thread.is_alive() and not self._ended:
            self._thread.start()

    def end(self) -> None:
        """Do it no more."""
        self._ended = True
        self._asked.set()

    def _run(self) -> None:
        while self._asked.wait() and not self._ended:
            self._working = True
            self._asked.clear()
            self._work()
            self._working = False
