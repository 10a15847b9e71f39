"""Compares two refusals (worked yesterday, denied today; this role, that role). Pure."""

from __future__ import annotations

from stsui.denials.model import Condition, Denial, Statement
from stsui.records import record


@record
class Difference:
    """One thing that differs: a fact, a condition key or a statement. None: that side does not have it."""

    name: str
    left: str | None
    right: str | None


@record
class Comparison:
    """What differs between two refusals, and how much is the same."""

    facts: tuple[Difference, ...]
    conditions: tuple[Difference, ...]
    statements: tuple[Difference, ...]
    same_conditions: int
    """How many condition keys have the same values on both sides."""

    @property
    def identical(self) -> bool:
        """Whether nothing differs."""
        return not (self.facts or self.conditions or self.statements)


_FACTS = ("principal", "action", "resource", "effect", "policy_type", "policy_arn", "reason", "reason_action")


def compare(left: Denial, right: Denial) -> Comparison:
    """What differs between `left` and `right`, in the order of `left`, then what only `right` has."""
    facts = _differences(
        {name: _shown(left, name) for name in _FACTS}, {name: _shown(right, name) for name in _FACTS}
    )
    ours, theirs = _by_key(left.conditions), _by_key(right.conditions)
    return Comparison(
        facts=facts,
        conditions=_differences(ours, theirs),
        statements=_differences(_by_name(left.matched_statements), _by_name(right.matched_statements)),
        same_conditions=sum(theirs.get(key) == value for key, value in ours.items()),
    )


def _shown(denial: Denial, name: str) -> str | None:
    value = getattr(denial, name)
    return None if value is None else str(value)


def _by_key(conditions: tuple[Condition, ...]) -> dict[str, str | None]:
    values: dict[str, list[str]] = {}
    for condition in conditions:
        values.setdefault(condition.key, []).extend(condition.values)
    return {key: ", ".join(each) for key, each in values.items()}


def _by_name(statements: tuple[Statement, ...]) -> dict[str, str | None]:
    named: dict[str, str | None] = {}
    for number, statement in enumerate(statements, 1):
        name = statement.sid or f"statement {number}"
        named[name if name not in named else f"{name} ({number})"] = _statement(statement)
    return named


def _statement(statement: Statement) -> str:
    conditions = "; ".join(f"{each.key} = {', '.join(each.values)}" for each in statement.conditions)
    parts = [
        (statement.effect or "?").lower(),
        ", ".join(statement.actions) or "?",
        f"on {', '.join(statement.resources) or '?'}",
        f"if {conditions}" if conditions else "",
    ]
    return " ".join(part for part in parts if part)


def _differences(left: dict[str, str | None], right: dict[str, str | None]) -> tuple[Difference, ...]:
    names = [*left, *(name for name in right if name not in left)]
    pairs = (Difference(name, left.get(name), right.get(name)) for name in names)
    return tuple(pair for pair in pairs if pair.left != pair.right)
