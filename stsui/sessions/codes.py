"""Token codes: the question, and those who may answer it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import datetime
from typing import NamedTuple, Protocol

from stsui.errors import CodeNeeded
from stsui.model import Operation
from stsui.records import record


class Progress(NamedTuple):
    """What is being waited for, in words, and the moment (AWS's time) it ends, where that is known."""

    text: str
    """Empty when there is nothing more to wait for but AWS."""
    until: datetime | None = None


def _no_wait(moment: datetime) -> None:
    """The moment is taken as having come."""


@record
class CodeRequest:
    """A token code is wanted."""

    serial: str
    """The device."""
    profile: str
    """The profile that was asked for, and whose name people know."""
    operation: Operation
    """The call that the code goes into."""
    attempt: int = 1
    problem: str | None = None
    """Why the code given before will not do; None at first."""
    after: datetime | None = None
    """The code shown before this moment (AWS's time) was used already."""
    wait: Callable[[datetime], None] = field(default=_no_wait, repr=False, compare=False)
    """Waits until a moment (AWS's time), told as progress; a person can break it off."""


class CodeSource(Protocol):
    """Somebody or something that knows token codes."""

    def code(self, request: CodeRequest) -> str:
        """Six digits; raises `CodeNeeded` when there is no code to give, or no better one than before."""
        ...


def code_needed(request: CodeRequest) -> CodeNeeded:
    """The failure to raise when nobody can be asked."""
    return CodeNeeded(
        f"{request.profile} needs a code of the MFA device {request.serial}, and nobody can be asked for it.",
        "Give one with --mfa-code or STSUI_MFA_CODE, run the command in a terminal, or keep stsui open.",
    )


class NoCodes:
    """Nobody can be asked."""

    def code(self, request: CodeRequest) -> str:
        """Always `CodeNeeded`."""
        raise code_needed(request)


@record
class GivenCode:
    """One code that was given beforehand: by an option, the environment, or a form."""

    given: str = field(repr=False)

    def code(self, request: CodeRequest) -> str:
        """The code; there is no second one."""
        if request.problem is not None:
            raise code_needed(request)
        return self.given


@record
class FirstOf:
    """The first source that has a code to give."""

    sources: Sequence[CodeSource]

    def code(self, request: CodeRequest) -> str:
        """That source's code; where none has one, the failure of one that might have had."""
        told: CodeNeeded | None = None
        for source in self.sources:
            try:
                return source.code(request)
            except CodeNeeded as needed:
                told = told or (needed if needed.__cause__ else None)
        raise told or code_needed(request)
