"""A profile in words and bars, line by line: what the details pane and the details screen have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from rich.cells import chop_cells

from stsui.model import Operation, SessionInfo, State, Step
from stsui.rules import words_for
from stsui.tui.text import at_home, clean, fit, spaced_account, width_of
from stsui.tui.view import ProfileView, step_brief
from stsui.tui.wording import device_words

Words = tuple[str, str]
"""A text and the name of its style: label, heading, good, problem, code, bar, rest, or plain."""
TextLine = Sequence[Words]

PACKED_BAR = 10
EXACT = 10
"""Seconds that a lifetime is told to: its two ends are times of two clocks, one of them without fractions."""
LABEL = 11
USERS = 6
"""Commands that are listed; of more only how many."""
OPERATION = max(len(operation) for operation in (Operation.GET_SESSION_TOKEN, Operation.BASE_CREDENTIALS))


def wrapped(text: str, width: int) -> Iterator[str]:
    """`text` in lines of at most `width` cells, broken between words, or within those that are too long."""
    line = ""
    for word in text.split():
        for piece in chop_cells(word, max(width, 1)):
            if line and width_of(line) + 1 + width_of(piece) > width:
                yield line
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    if line:
        yield line


class Description:
    """Describes one profile as it is at `now` in lines of `width` cells."""

    def __init__(self, view: ProfileView, now: datetime, width: int) -> None:
        self._view, self._now, self._width = view, now, width

    def lines(self) -> Iterator[TextLine]:
        """Everything, top to bottom: what is wrong, where it leads, the plan, the session."""
        yield from self.problems()
        yield from self.facts()
        yield from self.heading("Plan")
        for number, step in enumerate(self._view.plan.steps, 1):
            yield self._step(number, step)
        yield from self.notes()
        if self._view.info:
            yield from self.heading("Session")
            yield from self.session(self._view.info)
        yield from self.uses()

    def heading(self, title: str) -> Iterator[TextLine]:
        """A blank line and a title."""
        yield ()
        yield ((title, "heading"),)

    def paragraph(self, text: str, part: str) -> Iterator[TextLine]:
        """A wrapped text in one style."""
        for line in wrapped(clean(text), self._width):
            yield ((line, part),)

    def fact(self, label: str, value: str | None, part: str = "plain") -> Iterator[TextLine]:
        """A label and its value, wrapped beside it; nothing where there is no value."""
        for number, line in enumerate(wrapped(clean(value or ""), self._width - LABEL - 1)):
            yield ((fit("" if number else label, LABEL + 1), "label"), (line, part))

    def problems(self) -> Iterator[TextLine]:
        """Why it cannot be started, or why the last try failed, and what to do."""
        view = self._view
        for problem in view.plan.problems or view.profile.problems:
            yield from self.paragraph(f"✗ {problem.message}", "problem")
        if view.error:
            yield from self.paragraph(f"✗ {view.error.message}", "problem")
            yield from self.paragraph(view.error.hint, "plain")

    def facts(self) -> Iterator[TextLine]:
        """Account, role, region, where it is written."""
        profile = self._view.profile
        account_id = spaced_account(profile.account_id) if profile.account_id else ""
        yield from self.fact("account", f"{profile.account_name or ''} {account_id}")
        yield from self.fact("environment", profile.environment)
        yield from self.fact("role", profile.role)
        yield from self.fact("region", profile.region)
        yield from self.fact("source", profile.source_profile or profile.credential_source)
        origin = profile.origin
        file = at_home(origin.file)
        yield from self.fact("written in", f"{file}:{origin.line}" if origin.line else file)

    def _step(self, number: int, step: Step) -> TextLine:
        """A step: its number, operation, what it takes, and till when its result holds already."""
        held = self._held(step)
        longest = max(len(each.operation) for each in self._view.plan.steps)
        name = max(OPERATION, min(longest, self._width // 3))
        room = self._width - name - 3 - (len(held) + 1 if held else 0)
        return (
            (f"{number} ", "label"),
            (fit(str(step.operation), name) + " ", "plain"),
            (fit(clean(step_brief(step)), room), "plain"),
            (f" {held}", "good"),
        )

    def _held(self, step: Step) -> str:
        """Till when a step's result holds already."""
        view = self._view
        info = view.mfa if step.operation is Operation.GET_SESSION_TOKEN else None
        if step is view.plan.steps[-1] and view.info:
            info = view.info
        if info is None or info.state(self._now) is State.EXPIRED:
            return ""
        return f"till {info.expires_at:%H:%M}"

    def notes(self) -> Iterator[TextLine]:
        """What the plan traded, and what enter will need."""
        for note in self._view.plan.notes:
            yield from self.paragraph(note, "label")
        if self._view.device and not self._view.plan.problems:
            yield from self.paragraph(f"needs a code of {device_words(self._view.device)}", "code")

    def session(self, info: SessionInfo) -> Iterator[TextLine]:
        """Identity, expiry, refresh, packed size."""
        ended = "" if info.remaining(self._now) else ", it has ended"
        refresh = self._view.refresh_at
        lifetime = words_for(round(info.lifetime.total_seconds() / EXACT) * EXACT)
        yield from self.fact("identity", info.arn)
        yield from self.fact("expires", f"{info.expires_at:%H:%M:%S} UTC, after {lifetime}{ended}")
        if self._view.renewing_since:
            yield from self._renewal(self._view.renewing_since, self._view.renewal_waits)
        else:
            yield from self.fact("renews", f"at {refresh:%H:%M:%S} UTC" if refresh else None)
        yield from self.fact("key", info.access_key_id)
        yield from self.fact("MFA", "given" if info.mfa else "not given")
        yield from self.fact("answered by", info.endpoint)
        if info.packed_policy_size is not None:
            yield self._used("packed", info.packed_policy_size, "of the limit")
        if info.session_token_utilization is not None:
            size = f"({info.session_token_size:,} bytes)" if info.session_token_size else "of its limit"
            yield self._used("token", info.session_token_utilization, size)
        elif info.session_token_size is not None:
            yield from self.fact("token", f"{info.session_token_size:,} bytes")

    def _renewal(self, since: datetime, waits: str) -> Iterator[TextLine]:
        """Since when a renewal goes on that takes long, and what it waits for."""
        waits = f"{waits[:1].lower()}{waits[1:]}"
        yield from self.fact("renewing", f"since {since:%H:%M:%S} UTC, {waits}", "code")

    def uses(self) -> Iterator[TextLine]:
        """Where it is served, and which commands have its session."""
        view = self._view
        if not view.info and (view.endpoint or view.used_by):
            yield from self.heading("Session")
        yield from self.fact(
            "served", f"at {urlsplit(view.endpoint).netloc}" if view.endpoint else None, "good"
        )
        shown, more = view.used_by[:USERS], len(view.used_by) - USERS
        for number, use in enumerate(shown):
            yield from self.fact("" if number else "used by", use)
        yield from self.fact("", f"and {more} more" if more > 0 else None)

    def _used(self, label: str, percent: int, words: str) -> TextLine:
        """How much of a limit is used, as a bar: the packed policies and tags, the session token."""
        full = min(round(percent / 100 * PACKED_BAR), PACKED_BAR)
        return (
            (fit(label, LABEL + 1), "label"),
            ("█" * full, "bar"),
            ("░" * (PACKED_BAR - full), "rest"),
            (f" {percent} % {words}", "plain"),
        )
