"""The demo's strip: that this is the practice AWS, its MFA device's code of the moment, and what to try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from datetime import datetime

from rich.text import Text
from textual.widget import Widget

from stsui.records import record
from stsui.rules import TOKEN_CODE_PERIOD
from stsui.tui.ink import ink
from stsui.tui.text import clean, width_of

CODE_WIDTH = len("123 456  30 s")


@record
class Practice:
    """What the demo shows of the practice AWS."""

    device: str
    code: Callable[[], str] = field(repr=False)
    """The code that the device shows now."""
    sample: str = field(repr=False)
    """A denial to decode."""


class PracticeStrip(Widget):
    """One line; it repaints itself each second."""

    DEFAULT_CSS = """
    PracticeStrip {
        height: 1;
        padding: 0 1;
        background: $code 15%;
        color: $foreground;
    }
    """

    def __init__(self, practice: Practice, now: datetime) -> None:
        super().__init__()
        self._practice, self._now = practice, now

    def tick(self, now: datetime) -> None:
        """Show the code and the seconds it has left."""
        self._now = now
        self.refresh()

    def render(self) -> Text:
        """The device, its code, the seconds left, and hints as far as there is room."""
        period = int(TOKEN_CODE_PERIOD.total_seconds())
        left = period - int(self._now.timestamp()) % period
        code = self._practice.code()
        muted = ink(self, "text-muted")
        line = Text(no_wrap=True, overflow="ellipsis", end="")
        line.append("practice AWS", "bold")
        whose = f"   the code of {clean(self._practice.device)} is "
        roomy = width_of(line.plain + whose) + CODE_WIDTH <= self.size.width
        line.append(whose if roomy else "   code ", muted)
        line.append(f"{code[:3]} {code[3:]}", ink(self, "code bold"))
        line.append(f"  {left:2} s", muted)
        for hint in ("   enter starts a session", "   d decodes a sample denial"):
            if width_of(line.plain) + len(hint) <= self.size.width:
                line.append(hint, muted)
        return line
