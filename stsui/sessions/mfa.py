"""Asking for token codes: each is sent once, and a bad one is asked for again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from stsui.clock import Clock
from stsui.errors import CodeNeeded, CodeRefused
from stsui.rules import TOKEN_CODE
from stsui.sessions.codes import CodeRequest, CodeSource
from stsui.sessions.spent import SpentCodes

ATTEMPTS = 3
Result = TypeVar("Result")


class _UsedBefore(CodeRefused):
    """A code that was kept back, because it had been sent before."""


class CodeDesk:
    """Gets a code for a call: never one that was used, and again when AWS refuses it."""

    def __init__(self, spent: SpentCodes, clock: Clock) -> None:
        self._spent = spent
        self._clock = clock

    def with_code(self, request: CodeRequest, codes: CodeSource, use: Callable[[str], Result]) -> Result:
        """`use`'s result with the first code that AWS takes.

        Raises `CodeNeeded` when there is no code to be had, `CodeRefused` when those given will not do.
        """
        code = ""
        refusal: CodeRefused | None = None
        while request.attempt <= ATTEMPTS:
            try:
                previous, code = code, codes.code(request)
            except CodeNeeded as needed:
                raise (refusal or needed) from None
            outcome = self._try(request.serial, code, use)
            if not isinstance(outcome, CodeRefused):
                return outcome
            refusal = outcome
            # Another process took the window's code first: that says nothing against this source.
            beaten = isinstance(refusal, _UsedBefore) and code != previous
            request = replace(
                request,
                attempt=request.attempt + (not beaten),
                problem=str(refusal),
                after=refusal.retry_at,
            )
        raise refusal or CodeNeeded("No code was asked for.")

    def _try(self, serial: str, code: str, use: Callable[[str], Result]) -> Result | CodeRefused:
        if problem := TOKEN_CODE.problem(code):
            return CodeRefused(problem)
        if used := self._spent.spend(serial, code):
            return self._used_before(serial, used)
        try:
            return use(code)
        except CodeRefused as refusal:
            return self._explained(serial, refusal)

    def _used_before(self, serial: str, window_end: datetime) -> CodeRefused:
        left = (window_end - self._clock.now()).total_seconds()
        when = f"The next one comes in {-int(-left // 1)} s." if left > 0 else "Take the one shown now."
        message = f"This code of {serial} was used already, and AWS takes each code once."
        return _UsedBefore(message, when, retry_at=max(window_end, self._clock.now()))

    def _explained(self, serial: str, refusal: CodeRefused) -> CodeRefused:
        message = f"AWS refused the code of {serial}: wrong or already used code{self._clock_words()}."
        explained = CodeRefused(message, refusal.hint or "Take the next code the device shows.")
        explained.__cause__ = refusal
        return explained

    def _clock_words(self) -> str:
        """What this machine's clock may have to do with it."""
        if not self._clock.measured:
            return ", or this machine's clock is off"
        off = abs(self._clock.skew.total_seconds())
        agrees = "" if off else ": it agrees with AWS's"
        return f", or this machine's clock is off by {off:.0f} s{agrees}"
