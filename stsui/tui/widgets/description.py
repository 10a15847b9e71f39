"""A profile in words and bars: the parts that the details pane and the details screen have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from rich.console import RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from stsui.model import Operation, SessionInfo, State, Step
from stsui.rules import words_for
from stsui.tui.text import clean, spaced_account
from stsui.tui.view import ProfileView, step_brief
from stsui.tui.wording import device_words

PACKED_BAR = 10
Styles = Callable[[str], Style]


class Description:
    """Draws one profile as it is at `now`; `style` gives the style of a part's name."""

    def __init__(self, view: ProfileView, now: datetime, style: Styles) -> None:
        self._view, self._now, self._style = view, now, style

    def parts(self) -> Iterator[RenderableType]:
        """Everything, top to bottom: what is wrong, where it leads, the plan, the session."""
        yield from self.problems()
        yield self.facts()
        yield from self.heading("Plan")
        yield self.plan()
        yield from self.notes()
        if self._view.info:
            yield from self.heading("Session")
            yield self.session(self._view.info)

    def heading(self, title: str) -> Iterator[RenderableType]:
        """A blank line and a title."""
        yield Text(f"\n{title}", self._style("heading"))

    def problems(self) -> Iterator[Text]:
        """Why it cannot be started, or why the last try failed, and what to do."""
        view = self._view
        for problem in view.plan.problems or view.profile.problems:
            yield Text(f"✗ {clean(problem.message)}", self._style("problem"))
        if view.error:
            yield Text(f"✗ {clean(view.error.message)}", self._style("problem"))
            if view.error.hint:
                yield Text(f"  {clean(view.error.hint)}")

    def facts(self) -> Table:
        """Account, role, region, where it is written."""
        profile = self._view.profile
        account = " ".join(
            part
            for part in (
                clean(profile.account_name or ""),
                spaced_account(profile.account_id) if profile.account_id else "",
                f"({clean(profile.environment)})" if profile.environment else "",
            )
            if part
        )
        origin = profile.origin
        return self._table(
            ("account", account),
            ("role", clean(profile.role or "")),
            ("region", clean(profile.region or "")),
            ("source", clean(profile.source_profile or profile.credential_source or "")),
            ("written in", f"{clean(origin.file)}:{origin.line}" if origin.line else clean(origin.file)),
        )

    def plan(self) -> Table:
        """The steps, numbered, each with what it takes and till when it holds where it is done."""
        table = Table.grid(padding=(0, 1, 0, 0), expand=True)
        for _ in range(3):
            table.add_column()
        table.add_column(justify="right")
        for number, step in enumerate(self._view.plan.steps, 1):
            held = self._held(step)
            table.add_row(
                Text(str(number), self._style("label")),
                Text(str(step.operation)),
                Text(clean(step_brief(step))),
                Text(held, self._style("good")),
            )
        return table

    def _held(self, step: Step) -> str:
        """Till when a step's result holds already."""
        view = self._view
        info = view.mfa if step.operation is Operation.GET_SESSION_TOKEN else None
        if view.plan.steps and step is view.plan.steps[-1] and view.info:
            info = view.info
        if info is None or info.state(self._now) is State.EXPIRED:
            return ""
        return f"till {info.expires_at:%H:%M}"

    def notes(self) -> Iterator[Text]:
        """What the plan traded, and what enter will need."""
        for note in self._view.plan.notes:
            yield Text(clean(note), self._style("label"))
        if self._view.device and not self._view.plan.problems:
            yield Text(f"needs a code of {device_words(self._view.device)}", self._style("code"))

    def session(self, info: SessionInfo) -> Table:
        """Identity, expiry, refresh, packed size."""
        left = info.remaining(self._now)
        ends = f"{info.expires_at:%H:%M:%S} UTC" + ("" if left else ", it has ended")
        refresh = self._view.refresh_at
        return self._table(
            ("identity", clean(info.arn or "")),
            ("expires", f"{ends}, after {words_for(round(info.lifetime.total_seconds()))}"),
            ("renewed", f"at {refresh:%H:%M:%S}" if refresh else ""),
            ("key", clean(info.access_key_id)),
            ("answered by", clean(info.endpoint or "")),
            ("packed", self._packed(info.packed_policy_size)),
            ("MFA", "yes" if info.mfa else "no"),
        )

    def _packed(self, percent: int | None) -> Text | str:
        """How much of the packed limit the policies and tags use."""
        if percent is None:
            return ""
        full = min(round(percent / 100 * PACKED_BAR), PACKED_BAR)
        return Text.assemble(
            ("█" * full, self._style("bar")),
            ("░" * (PACKED_BAR - full), self._style("rest")),
            f" {percent} % of policies and tags",
        )

    def _table(self, *rows: tuple[str, Text | str]) -> Table:
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(style=self._style("label"))
        table.add_column(overflow="fold")
        for label, value in rows:
            if value:
                table.add_row(label, value if isinstance(value, Text) else Text(value))
        return table

