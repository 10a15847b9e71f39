"""The decode screen's top line: how much was read, whose session decodes, what is kept to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from stsui.denials import Denial, Kind
from stsui.tui.text import clean
from stsui.tui.widgets.denial_text import title_of
from stsui.tui.wording import clock_time, counted


class DecodeTitle(Static):
    """One line, the more important the further to the left."""

    DEFAULT_CSS = """
    DecodeTitle {
        height: 1; background: $panel; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    def show(
        self, listed: Sequence[Denial], at: datetime | None, profile: str | None, anchor: Denial | None
    ) -> None:
        """Say how much is `listed` and when it was read, who decodes, and that `anchor` waits for another."""
        errors = sum(denial.kind is Kind.NOT_A_DENIAL for denial in listed)
        denials = len(listed) - errors
        counts = ((denials, "denial"), (errors, "other error" if denials else "error"))
        parts = [counted(count, what) for count, what in counts if count]
        if at:
            parts.append(f"read at {clock_time(at)}")
        parts.append(f"with {clean(profile) if profile else 'the best session there is'}")
        kept = f"kept to compare: {title_of(anchor)}   " if anchor else ""
        self.update(Content.assemble(("decode   ", "bold $primary"), (kept, "$mark"), "   ".join(parts)))
