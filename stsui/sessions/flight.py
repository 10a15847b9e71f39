"""Single flight: however many ask for a thing at once, one gets it and the others share how it ended."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from stsui import errors
from stsui.clock import Clock
from stsui.errors import Answer, AwsError, StsuiError
from stsui.json_text import parse_json
from stsui.store.folder import PrivateFolder
from stsui.store.locks import SessionLocks

FOLDER = "failures"
Result = TypeVar("Result")

_OWN_AFFAIR = (errors.CodeNeeded, errors.CodeRefused, errors.Interrupted, errors.StoreFailed)
"""Failures of the one who asked: somebody else may have a code, or patience."""


class Flights:
    """Runs work under its key's lock, and lets those who waited share how it ended.

    A failure is left in a small file (no secrets) for those who were waiting when it happened; whoever asks
    later tries again.
    """

    def __init__(
        self, state_dir: Path | None, locks: SessionLocks, *, clock: Clock, say: Callable[[str], None]
    ) -> None:
        self._folder = PrivateFolder(state_dir / FOLDER, clock=clock, say=say) if state_dir else None
        self._memory: dict[str, str] = {}
        self._locks = locks

    def run(
        self,
        key: str,
        look: Callable[[], Result | None],
        work: Callable[[], Result],
        waiting: Callable[[], None],
    ) -> Result:
        """What `look` finds once the lock is held, or else what `work` makes."""
        before = self._failure(key)
        with self._locks.in_process(key, waiting):
            # A crowd of threads need not go through the other lock one by one, once the first is done.
            found = self._ended(key, look, before)
            if found is not None:
                return found
            with self._locks.between_processes(key, waiting):
                found = self._ended(key, look, before)
                return self._first(key, work) if found is None else found

    def _ended(self, key: str, look: Callable[[], Result | None], before: str | None) -> Result | None:
        """How it ended for whoever was at it since `before` was read: a result or, raised, a failure."""
        found = look()
        if found is None:
            failure = self._failure(key)
            if failure and failure != before and (error := _revived(failure)):
                raise error
        return found

    def _first(self, key: str, work: Callable[[], Result]) -> Result:
        try:
            result = work()
        except StsuiError as error:
            if not isinstance(error, _OWN_AFFAIR):
                self._leave(key, _text(error))
            raise
        self._clear(key)
        return result

    def _failure(self, key: str) -> str | None:
        if self._folder is None:
            return self._memory.get(key)
        with suppress(errors.StoreFailed):
            return self._folder.read(f"{key}.json")
        return None

    def _leave(self, key: str, text: str) -> None:
        if self._folder is None:
            self._memory[key] = text
            return
        # Where this cannot be written, the waiting ones find out for themselves.
        with suppress(errors.StoreFailed):
            self._folder.write(f"{key}.json", text)

    def _clear(self, key: str) -> None:
        self._memory.pop(key, None)
        if self._folder:
            with suppress(errors.StoreFailed):
                self._folder.remove(f"{key}.json")


def _text(error: StsuiError) -> str:
    plain: dict[str, object] = {
        "id": secrets.token_hex(8),
        "type": next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in _KINDS),
        "message": error.message,
        "hint": error.hint,
    }
    if isinstance(error, AwsError) and error.answer:
        plain["answer"] = asdict(error.answer)
    return json.dumps(plain)


def _revived(text: str) -> StsuiError | None:
    """The error as it was raised; None for a damaged file."""
    try:
        plain: Any = parse_json(text)
        kind = _KINDS[plain["type"]]
        error = kind(str(plain["message"]), str(plain["hint"]))
        if isinstance(error, AwsError) and "answer" in plain:
            error.answer = Answer(**plain["answer"])
    except (ValueError, TypeError, KeyError):
        return None
    return error


_KINDS: dict[str, type[StsuiError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, StsuiError)
}
