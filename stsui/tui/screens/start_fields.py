"""The parameters that the start dialog lets a person change, as fields; more operations add theirs here."""

from __future__ import annotations

from collections.abc import Mapping

from stsui.model import Operation, Parameters, Plan
from stsui.rules import HOUR, duration_limits, is_root_device, seconds_of, words_for
from stsui.tui.widgets.field import FieldSpec
from stsui.tui.wording import is_chained, lifetime_of


def _read_duration(text: str) -> int:
    seconds = seconds_of(text)
    if seconds is None:
        raise ValueError(f"{text!r} is no duration; type it like 45 min, 1 h or 3600.")
    return seconds


SESSION_NAME = FieldSpec(
    parameter="role_session_name",
    label="Session name",
    show=lambda parameters: parameters.role_session_name or "",
    read=str,
    allowed="2 to 64 letters, digits and _+=,.@-; CloudTrail shows it",
    rules=frozenset({"session-name"}),
)

DURATION = FieldSpec(
    parameter="duration_seconds",
    label="Duration",
    show=lambda parameters: words_for(parameters.duration_seconds) if parameters.duration_seconds else "",
    read=_read_duration,
    default=lambda plan: words_for(lifetime_of(plan.steps[-1])),
    rules=frozenset({"duration", "chained-duration"}),
)

FIELDS: Mapping[Operation, tuple[FieldSpec, ...]] = {
    Operation.ASSUME_ROLE: (DURATION, SESSION_NAME),
    Operation.GET_SESSION_TOKEN: (DURATION,),
}


def fields_for(plans: tuple[Plan, ...]) -> tuple[FieldSpec, ...]:
    """The fields that make sense for all of these plans."""
    last = {plan.steps[-1].operation for plan in plans if plan.steps}
    return FIELDS.get(last.pop(), ()) if len(last) == 1 else ()


def common_parameters(plans: tuple[Plan, ...]) -> Parameters:
    """What the plans' last steps agree on; where they differ, nothing."""
    first, *rest = [plan.steps[-1].parameters for plan in plans if plan.steps] or [Parameters()]
    agreed = {
        spec.parameter: getattr(first, spec.parameter)
        for spec in fields_for(plans)
        if all(getattr(other, spec.parameter) == getattr(first, spec.parameter) for other in rest)
    }
    return Parameters(**agreed)


def allowed_duration(plan: Plan) -> str:
    """The lifetimes that can be asked for in place of the plan's, in words."""
    last, root = plan.steps[-1], is_root_device(plan.mfa_serial)
    chained = is_chained(plan)
    limits = duration_limits(last.operation, root=root, chained=chained)
    if limits is None:
        return ""
    span = f"{words_for(limits.minimum)} to {words_for(limits.maximum)}"
    if last.operation is not Operation.ASSUME_ROLE:
        return span
    if chained:
        return f"{span}: a role assumed from temporary credentials gets no more"
    trade = "; over 1 h it takes a code of its own" if plan.mfa_serial and limits.maximum > HOUR else ""
    return f"{span}, if the role's own maximum allows it{trade}"
