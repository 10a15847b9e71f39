"""The top line: whose keys, the MFA session, the automatic refresh, the clock's skew, the time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from stsui.tui.ink import ink
from stsui.tui.text import clean, spaced_account, width_of

INKS = {
    "app": "primary bold",
    "strong": "foreground",
    "good": "state-active",
    "warning": "state-expiring",
    "notice": "state-expiring bold",
}
CLOCK_WIDTH = 13
ROOMY = 80
"""Terminals narrower than this are not told the source's account."""


class Status(NamedTuple):
    """What the top line says beside the time."""

    source: str | None = None
    """The profile that the sessions start from."""
    source_account: str | None = None
    mfa_until: datetime | None = None
    mfa_needed: bool = False
    auto_refresh: bool | None = None
    """None before anything is known."""
    skew: timedelta | None = None
    """AWS's time minus this machine's; None while AWS has not told."""
    notice: str = ""
    """Something quiet to know: a code is needed, the store is in memory only."""


class StatusLine(Widget):
    """One line; a tick repaints the clock and nothing else."""

    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        background: $panel;
        color: $text-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._status = Status()
        self._now: datetime | None = None
        self._styles: dict[str, Style] = {}

    def show(self, status: Status) -> None:
        """Take what there is to say."""
        if status != self._status:
            self._status = status
            self.refresh()

    def tick(self, now: datetime) -> None:
        """Move the clock on."""
        self._now = now
        self.refresh(Region(max(self.size.width - CLOCK_WIDTH, 0), 0, CLOCK_WIDTH, 1))

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """The facts from the left, as many as fit, and the time on the right."""
        width, base = self.size.width, self._style("plain")
        clock = f"{self._now:%H:%M:%S} UTC " if self._now and width >= CLOCK_WIDTH else ""
        room = width - len(clock)
        segments = [Segment(" stsui", self._style("app"))]
        used = 6
        for text, part in self._facts():
            if used + 2 + width_of(text) + 1 > room:
                continue
            segments += [Segment("  ", base), Segment(text, self._style(part))]
            used += 2 + width_of(text)
        segments += [Segment(" " * max(room - used, 0), base), Segment(clock, self._style("strong"))]
        return Strip(segments).apply_style(base).adjust_cell_length(width, base)

    def _facts(self) -> list[tuple[str, str]]:
        status = self._status
        facts: list[tuple[str, str]] = []
        if status.notice:
            facts.append((clean(status.notice), "notice"))
        if status.source:
            roomy = self.size.width >= ROOMY
            where = f" @ {spaced_account(status.source_account)}" if status.source_account and roomy else ""
            facts.append((f"{clean(status.source)}{where}", "strong"))
        if status.mfa_until:
            facts.append((f"MFA till {status.mfa_until:%H:%M}", "good"))
        elif status.mfa_needed:
            facts.append(("MFA code needed", "warning"))
        if status.auto_refresh is not None:
            facts.append((f"auto-refresh {'on' if status.auto_refresh else 'off'}", "plain"))
        if status.skew is not None:
            seconds = status.skew.total_seconds()
            part = "warning" if abs(seconds) >= 30 else "plain"
            facts.append((f"clock {seconds:+.0f} s" if seconds else "clock in step", part))
        return facts

    def _style(self, part: str) -> Style:
        if part not in self._styles:
            base = self.rich_style
            self._styles[part] = base + ink(self, INKS[part]) if part in INKS else base
        return self._styles[part]

    def notify_style_update(self) -> None:
        """Take new colours from the theme."""
        super().notify_style_update()
        self._styles.clear()
