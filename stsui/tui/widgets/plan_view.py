"""What will happen: plans as numbered lines, with what was traded and what forbids them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stsui.model import Operation, Plan, Profile, Step
from stsui.rules import words_for
from stsui.tui.text import clean
from stsui.tui.widgets.bullets import Bullet, bullet_lines
from stsui.tui.widgets.lines import Lines, Page, TextLine
from stsui.tui.wording import (
    clock_time,
    counted,
    lifetime_of,
    restrictions_of,
    step_words,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a dialog says before it asks anything."""

    subject: str
    """Whom it is about."""
    steps: Sequence[Bullet]
    condition: str = ""
    """Why nothing has to be typed, or what has to be."""
    problems: Sequence[str] = ()
    """What forbids it, or why it did not work."""


class PlanView(Lines):
    """What is about to be done, from top to bottom: to whom, in which steps, on what condition, and why not.

    All of it is one widget: a dialog opens the sooner the fewer it has.
    """

    def __init__(self, told: Told) -> None:
        super().__init__(self._told)
        self.told = told
        self.dense = False
        """Whether to leave no line blank."""

    def tell(self, told: Told, *, dense: bool) -> None:
        """Say this instead."""
        if (told, dense) != (self.told, self.dense):
            self.told, self.dense = told, dense
            self.show(self._told)

    def _told(self, page: Page) -> Iterator[TextLine]:
        told = self.told
        yield from page.paragraph(told.subject, "label")
        for part in (
            bullet_lines(page, told.steps),
            page.paragraph(told.condition, "label"),
            bullet_lines(page, (Bullet("✗", clean(problem), "problem") for problem in told.problems)),
        ):
            lines = list(part)
            yield from [()] * bool(lines and not self.dense)
            yield from lines


def steps_of(
    profiles: Sequence[Profile], plans: Sequence[Plan], ready_until: datetime | None = None
) -> list[Bullet]:
    """The steps of one plan, or of many at once, in the words of the person who will wait for them.

    `ready_until` is when the MFA session that the plans start from ends, if there is one.
    """
    names = {profile.account_id: profile.account_name for profile in profiles}
    runnable = [plan for plan in plans if not plan.problems] or list(plans)
    steps = _steps(runnable, names, ready_until)
    lines = [Bullet(str(number), words) for number, words in enumerate(steps, start=1)]
    return lines + [Bullet("·", clean(remark), "remark") for remark in _remarks(runnable)]


def _steps(
    plans: Sequence[Plan], names: Mapping[str | None, str | None], ready_until: datetime | None
) -> list[str]:
    """Every different thing that will be done, once, in order; the last step of many plans as one line."""
    words: dict[str, None] = {}
    for plan in plans:
        steps = plan.steps[:-1] if len(plans) > 1 and len(plan.steps) > 1 else plan.steps
        for step in _after_what_is_there(steps, plan) if ready_until else steps:
            if ready_until and _is_shared(step, plan):
                text = f"Use the MFA session of {clean(step.profile)}, good till {clock_time(ready_until)}"
            else:
                text = step_words(step, plan, names)
            words[text] = None
    many = [plan.profile for plan in plans if len(plan.steps) > 1]
    if len(plans) > 1 and many:
        lifetimes = {lifetime_of(plan.steps[-1]) for plan in plans if len(plan.steps) > 1}
        each = f" for {words_for(lifetimes.pop())} each" if len(lifetimes) == 1 else ""
        words[f"Assume {counted(len(many), 'role')}{each}"] = None
    return list(words)


def _is_shared(step: Step, plan: Plan) -> bool:
    """Whether a step is the MFA session that roles are assumed with."""
    return step.operation is Operation.GET_SESSION_TOKEN and step is not plan.steps[-1]


def _after_what_is_there(steps: Sequence[Step], plan: Plan) -> Sequence[Step]:
    """The steps from the shared MFA session on: what leads to it is not done again."""
    at = next((number for number, step in enumerate(steps) if _is_shared(step, plan)), 0)
    return steps[at:]


def _each(plans: Sequence[Plan]) -> str:
    """For how long, where that is the same for all."""
    lifetimes = {lifetime_of(plan.steps[-1]) for plan in plans if len(plan.steps) > 1}
    return f" for {words_for(lifetimes.pop())} each" if len(lifetimes) == 1 else ""


def _remarks(plans: Sequence[Plan]) -> list[str]:
    """The plans' notes and what their results may not do, each once."""
    remarks = dict.fromkeys(note for plan in plans for note in plan.notes)
    remarks.update(dict.fromkeys(filter(None, map(restrictions_of, plans))))
    return list(remarks)
