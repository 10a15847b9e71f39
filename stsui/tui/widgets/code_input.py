"""The field for a token code: six digits, typed or pasted with whatever stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from textual import events
from textual.message import Message
from textual.widgets import Input

from stsui.clock import Clock
from stsui.rules import TOKEN_CODE
from stsui.tui.widgets.field import Field

_CODE_IN_TEXT = re.compile(r"(?<!\d)\d{3}[ \t-]?\d{3}(?!\d)", re.ASCII)
LENGTH = TOKEN_CODE.maximum


def code_in(pasted: str) -> str | None:
    """The one token code in a pasted text ("123 456", "Your code is 123456."); None for none or several."""
    found = {re.sub(r"\D", "", match) for match in _CODE_IN_TEXT.findall(pasted)}
    return found.pop() if len(found) == 1 else None


class CodeInput(Input):
    """Takes six digits and says so as soon as it has them."""

    @dataclass
    class Complete(Message):
        """All six digits are there."""

        code_input: CodeInput

        @property
        def control(self) -> CodeInput:
            """The field itself."""
            return self.code_input

    @dataclass
    class Refused(Message):
        """What was pasted holds no token code."""

        code_input: CodeInput
        reason: str

        @property
        def control(self) -> CodeInput:
            """The field itself."""
            return self.code_input

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, restrict=r"[0-9]*", max_length=LENGTH, placeholder="6 digits")

    def restricted(self) -> None:
        """Drop anything but digits in silence: the blank in "123 456" comes as a key where paste does."""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell when the last digit is in."""
        if len(event.value) == LENGTH:
            self.post_message(self.Complete(self))

    def on_paste(self, event: events.Paste) -> None:
        """Take the code out of whatever was pasted."""
        event.prevent_default()
        event.stop()
        code = code_in(event.text)
        if code is None:
            reason = "What was pasted holds no six-digit code, or more than one."
            self.post_message(self.Refused(self, reason))
        else:
            self.value = code


class CodeField(Field):
    """Asks for a token code, and says when the next one comes where the last was spent."""

    DEFAULT_CSS = """
    CodeField {
        & > Input { width: 12; color: $code; text-style: bold; }
        & .input--placeholder { text-style: none; }
    }
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__("MFA code", input_widget=CodeInput(id="token-code"), id="code")
        self._clock = clock
        self._refusal = ""
        self._retry_at: datetime | None = None

    def refuse(self, reason: str, retry_at: datetime | None) -> None:
        """Say why the last code did not do, and count down to `retry_at`, where there is one to wait for."""
        self._refusal, self._retry_at = reason, retry_at
        self.problem = reason
        self.count_down()

    def forgive(self) -> None:
        """Take back what was said of the last code."""
        self._retry_at = None
        self.problem = ""

    def count_down(self) -> None:
        """Say how long there is to wait now."""
        if self._retry_at is None:
            return
        left = self._retry_at - self._clock.now()
        if left > timedelta(0):
            seconds = -int(-left.total_seconds() // 1)
            self.problem = f"{self._refusal} A new code comes in {seconds} s."
        else:
            self.forgive()
            self.explain("there is a new code on the device now")
