"""What will happen: plans as numbered lines, with what was traded and what forbids them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from stsui.model import Operation, Plan, Profile
from stsui.tui.text import clean
from stsui.tui.widgets.bullets import Bullet, Bullets
from stsui.tui.wording import (
    clock_time,
    counted,
    names_in_short,
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
        for step in plan.steps[:-1] if len(plans) > 1 and len(plan.steps) > 1 else plan.steps:
            if ready_until and step.operation is Operation.GET_SESSION_TOKEN and step is not plan.steps[-1]:
                text = f"Use the MFA session of {clean(step.profile)}, good till {clock_time(ready_until)}"
            else:
                text = step_words(step, plan, names.get(plan.profile))
            words[text] = None
    many = [plan.profile for plan in plans if len(plan.steps) > 1]
    if len(plans) > 1 and many:
        words[f"Assume {counted(len(many), 'role')}: {names_in_short(many)}"] = None
    return list(words)


def _remarks(plans: Sequence[Plan]) -> list[str]:
    """The plans' notes and what their results may not do, each once."""
    remarks = dict.fromkeys(note for plan in plans for note in plan.notes)
    remarks.update(dict.fromkeys(filter(None, map(restrictions_of, plans))))
    return list(remarks)
