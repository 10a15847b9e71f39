"""The parameters that a dialog lets a person change, as fields: made from the one table of parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stsui.model import Operation, Parameters, Plan
from stsui.parameters import ParameterRule, limits_table
from stsui.rules import HOUR, duration_limits, is_root_device, words_for
from stsui.tui.widgets.field import FieldSpec
from stsui.tui.wording import is_chained, lifetime_of

FIRST: Mapping[Operation, tuple[str, ...]] = {
    Operation.ASSUME_ROLE: ("role_arn", "duration_seconds", "role_session_name"),
    Operation.GET_SESSION_TOKEN: ("duration_seconds",),
    Operation.GET_FEDERATION_TOKEN: ("name", "duration_seconds", "policy"),
    Operation.ASSUME_ROLE_WITH_SAML: ("role_arn", "duration_seconds"),
    Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: ("role_arn", "role_session_name", "duration_seconds"),
    Operation.ASSUME_ROOT: ("target_principal", "task_policy_arn", "duration_seconds"),
    Operation.GET_WEB_IDENTITY_TOKEN: ("audience", "duration_seconds"),
}
"""The fields that are seen at once; the others unfold."""

_OF_THE_PLAN = frozenset({"role_arn", "mfa_serial", "web_identity_token_file", "provider_id"})
"""What a configured profile says for itself when its session is started."""

_MORE_RULES: Mapping[str, frozenset[str]] = {
    "duration_seconds": frozenset({"chained-duration", "duration-escalation"}),
    "role_arn": frozenset({"saml-role"}),
}
"""Words of problems that belong beside a field, besides its own."""


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{key}={value}" for key, value in pairs)


_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "duration_seconds": words_for,
    "tags": _pairs,
    "provided_contexts": _pairs,
    "policy_arns": ", ".join,
    "transitive_tag_keys": ", ".join,
    "audience": ", ".join,
}
"""How a value is written where it is no plain text."""


def _spec(row: ParameterRule) -> FieldSpec:
    def show(parameters: Parameters) -> str:
        value = getattr(parameters, row.name)
        return "" if value in (None, ()) else _SHOWN.get(row.name, str)(value)

    return FieldSpec(
        parameter=row.name,
        label=row.label,
        show=show,
        read=row.read,
        allowed=row.hint,
        default=_default if row.name == "duration_seconds" else lambda _: "",
        needs="tags" if row.name == "transitive_tag_keys" else "",
        rules=frozenset({row.rule}) | _MORE_RULES.get(row.name, frozenset()),
    )


def _default(plan: Plan) -> str:
    return words_for(lifetime_of(plan.steps[-1]))


def operation_fields(operation: Operation) -> tuple[FieldSpec, ...]:
    """The fields of an operation's form, those that are seen at once in front."""
    specs = {row.name: _spec(row) for row in limits_table(operation)}
    first = FIRST.get(operation, ())
    return (*(specs.pop(name) for name in first), *specs.values())


def seen_at_once(operation: Operation, *, configured: bool = False) -> int:
    """How many of an operation's fields are; of a `configured` profile's, without what that says itself."""
    return sum(not (configured and name in _OF_THE_PLAN) for name in FIRST.get(operation, ()))


def last_operation(plans: tuple[Plan, ...]) -> Operation | None:
    """What all of these plans end in; None where they differ, or end in no call."""
    last = {plan.steps[-1].operation for plan in plans if plan.steps}
    operation = last.pop() if len(last) == 1 else None
    return operation if operation in FIRST else None


def fields_for(plans: tuple[Plan, ...]) -> tuple[FieldSpec, ...]:
    """The fields that make sense for all of these configured profiles' plans."""
    operation = last_operation(plans)
    specs = operation_fields(operation) if operation else ()
    return tuple(spec for spec in specs if spec.parameter not in _OF_THE_PLAN)


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
