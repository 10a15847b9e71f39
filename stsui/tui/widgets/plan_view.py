"""What will happen: plans as numbered lines, with what was traded and what forbids them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from stsui.model import Operation, Plan, Profile, Step
from stsui.rules import words_for
from stsui.tui.text import clean
from stsui.tui.widgets.bullets import Bullet, Bullets
from stsui.tui.wording import (
    clock_time,
    counted,
    lifetime_of,
    restrictions_of,
    step_words,
)


class PlanView(Bullets):
    """The steps of one plan, or of many at once, in the words of the person who will wait for them."""

    def describe(
        self, profiles: Sequence[Profile], plans: Sequence[Plan], ready_until: datetime | None = None
    ) -> None:
        """Draw these plans; `ready_until` is when the MFA session they start from ends, if there is one."""
        names = {profile.name: profile.account_name for profile in profiles}
        runnable = [plan for plan in plans if not plan.problems] or list(plans)
        steps = _steps(runnable, names, ready_until)
        lines = [Bullet(str(number), words) for number, words in enumerate(steps, start=1)]
        lines += [Bullet("·", clean(remark), "-remark") for remark in _remarks(runnable)]
        self.show(lines)


def _steps(plans: Sequence[Plan], names: Mapping[str, str | None], ready_until: datetime | None) -> list[str]:
    """Every different thing that will be done, once, in order; the last step of many plans as one line."""
    words: dict[str, None] = {}
    for plan in plans:
        steps = plan.steps[:-1] if len(plans) > 1 and len(plan.steps) > 1 else plan.steps
        for step in _after_what_is_there(steps, plan) if ready_until else steps:
            if ready_until and _is_shared(step, plan):
                text = f"Use the MFA session of {clean(step.profile)}, good till {clock_time(ready_until)}"
            else:
                text = step_words(step, plan, names.get(plan.profile))
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
