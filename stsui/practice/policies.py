"""A small IAM: statements, and what they decide about a request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import lru_cache

from stsui.records import record


class PolicyError(ValueError):
    """A policy document that IAM would not take."""


@record(kw_only=True)
class Statement:
    """One statement of a policy. `principals` is used in trust policies only."""

    effect: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    principals: tuple[str, ...] = ()
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    sid: str = ""


@record(kw_only=True)
class Question:
    """What is asked of policies: may one of `principals` do `action` on `resource` in this context?"""

    action: str
    resource: str
    context: Mapping[str, str] = field(default_factory=dict)
    principals: frozenset[str] = frozenset()


@record
class Decision:
    """`effect` is "Allow", "Deny" or, when nothing matched, None."""

    effect: str | None
    statement: Statement | None = None


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def _like(value: str, pattern: str) -> bool:
    return _pattern(pattern).fullmatch(value) is not None


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": _like,
    "ArnLike": _like,
    "ArnEquals": _like,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
}
_NEGATED = {"StringNotEquals": "StringEquals", "StringNotLike": "StringLike", "ArnNotLike": "ArnLike"}


def _condition_holds(operator: str, key: str, wanted: tuple[str, ...], context: Mapping[str, str]) -> bool:
    name = operator.removesuffix("IfExists")
    value = next((v for k, v in context.items() if k.lower() == key.lower()), None)
    if value is None:
        return name in _NEGATED or operator.endswith("IfExists")
    if name in _NEGATED:
        return not any(_OPERATORS[_NEGATED[name]](value, each) for each in wanted)
    return any(_OPERATORS[name](value, each) for each in wanted)


def _matches(statement: Statement, question: Question) -> bool:
    action = question.action.lower()
    return (
        any(_like(action, pattern.lower()) for pattern in statement.actions)
        and any(_like(question.resource, pattern) for pattern in statement.resources)
        and (not statement.principals or not question.principals.isdisjoint(statement.principals))
        and all(
            _condition_holds(operator, key, wanted, question.context)
            for operator, keys in statement.conditions.items()
            for key, wanted in keys.items()
        )
    )


def decide(statements: Iterable[Statement], question: Question) -> Decision:
    """What the statements say: an explicit deny wins over any allow."""
    matched = [statement for statement in statements if _matches(statement, question)]
    denied = next((statement for statement in matched if statement.effect == "Deny"), None)
    if denied:
        return Decision("Deny", denied)
    return Decision("Allow", matched[0]) if matched else Decision(None)


def _texts(value: object, what: str) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str | bool | int) for text in texts):
        raise PolicyError(f"Syntax errors in policy: {what}.")
    return tuple(str(text).lower() if isinstance(text, bool) else str(text) for text in texts)


def _conditions(value: object) -> dict[str, dict[str, tuple[str, ...]]]:
    if not isinstance(value, dict):
        raise PolicyError("Syntax errors in policy: Condition.")
    for operator, keys in value.items():
        if operator.removesuffix("IfExists") not in {*_OPERATORS, *_NEGATED} or not isinstance(keys, dict):
            raise PolicyError(f"Invalid Condition type : {operator}.")
    return {
        operator: {key: _texts(wanted, key) for key, wanted in keys.items()}
        for operator, keys in value.items()
    }


def _principals(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(text for names in value.values() for text in _texts(names, "Principal"))
    return _texts(value, "Principal")


def _statement(value: object) -> Statement:
    if not isinstance(value, dict) or value.get("Effect") not in ("Allow", "Deny"):
        raise PolicyError("Syntax errors in policy: a statement needs an Effect of Allow or Deny.")
    actions = _texts(value.get("Action"), "Action")
    bad = next((action for action in actions if not re.fullmatch(r"\*|[\w-]+:[\w*?-]+", action)), None)
    if bad is not None:
        raise PolicyError("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    return Statement(
        effect=value["Effect"],
        actions=actions,
        resources=_texts(value.get("Resource", "*"), "Resource"),
        principals=_principals(value["Principal"]) if "Principal" in value else (),
        conditions=_conditions(value.get("Condition", {})),
        sid=str(value.get("Sid", "")),
    )


def read_policy(text: str) -> tuple[Statement, ...]:
    """The statements of a policy document; PolicyError says why it is none."""
    try:
        document = json.loads(text)
    except ValueError:
        raise PolicyError("This policy contains invalid Json") from None
    if not isinstance(document, dict) or "Statement" not in document:
        raise PolicyError("Syntax errors in policy: no Statement.")
    statements = document["Statement"]
    return tuple(_statement(each) for each in (statements if isinstance(statements, list) else [statements]))
