"""A denial as the JSON of the contract, as Markdown, as rows of a table. Text only: nothing here draws."""

from __future__ import annotations

import json
from typing import Any

from stsui.denials.draft import draft_statement
from stsui.denials.explain import (
    DRAFT_NOTE,
    condition_hint,
    decode_command,
    encoded_state,
    evaluation,
    explain,
    next_step,
    what_happened,
)
from stsui.denials.model import Condition, Denial, Effect, Kind, PrincipalKind, Statement


def to_json(denial: Denial) -> dict[str, Any]:
    """The contract's object for `denial`, ready for `json.dumps`; absent facts are None."""
    return {
        "kind": denial.kind.value,
        "principal": denial.principal,
        "action": denial.action,
        "resource": denial.resource,
        "effect": denial.effect.value if denial.effect else None,
        "policy_type": denial.policy_type.value if denial.policy_type else None,
        "policy_arn": denial.policy_arn,
        "error_code": denial.error_code,
        "operation": denial.operation,
        "request_id": denial.request_id,
        "encoded_message": denial.encoded_message,
        "truncated": denial.truncated,
        "decoded": denial.decoded,
        "category": denial.category,
        "conditions": [_condition(condition) for condition in denial.conditions],
        "matched_statements": [_statement(statement) for statement in denial.matched_statements],
        "explanation": explain(denial),
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {"key": condition.key, "values": list(condition.values)}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.sid,
        "effect": statement.effect,
        "principals": list(statement.principals),
        "actions": list(statement.actions),
        "resources": list(statement.resources),
        "conditions": [_condition(condition) for condition in statement.conditions],
        "source": statement.source,
        "source_type": statement.source_type,
    }


_VERDICTS = {Effect.EXPLICIT: "explicitly denied", Effect.IMPLICIT: "not allowed by any policy"}


def verdict(denial: Denial) -> str:
    """The outcome in a few words: "explicitly denied (service control)", "not a denial: throttling"."""
    if denial.kind is Kind.NOT_A_DENIAL:
        return f"not a denial: {(denial.category or 'other').replace('_', ' ')}"
    if denial.document and denial.document.allowed:
        return "allowed"
    if denial.kind is Kind.ENCODED and denial.document is None and denial.effect is None:
        return "denied, message cut off" if denial.truncated else "denied, message not decoded"
    words = _VERDICTS[denial.effect] if denial.effect else "denied"
    return f"{words} ({denial.policy_type.value})" if denial.policy_type else words


def rows(denial: Denial) -> list[tuple[str, str]]:
    """The facts of `denial` that are known, as (label, value) rows of a table, the verdict first."""
    facts = [
        ("Verdict", verdict(denial)),
        ("Who", denial.principal),
        ("Who is", _who(denial)),
        ("What", denial.full_action),
        ("On what", denial.resource),
        ("Policy", denial.policy_arn),
        ("Missing allow", denial.reason_action),
        ("Stopped by", denial.reason),
        ("Account", denial.account),
        ("Region", denial.region),
        ("Error code", denial.error_code),
        ("Operation", denial.operation),
        ("Request id", denial.request_id),
    ]
    return [(label, value) for label, value in facts if value]


def _who(denial: Denial) -> str | None:
    who = denial.who
    if who is None or who.kind is PrincipalKind.UNKNOWN:
        return None
    session = f", session {who.session}" if who.session else ""
    return (
        f"{who.kind.value} {who.name}{session}" if who.name and who.name != who.kind.value else who.kind.value
    )


def statement_rows(denial: Denial) -> list[tuple[str, str, str, str, str]]:
    """The statements that decided, as (id, effect, actions, resources, conditions) rows."""
    return [
        (
            statement.sid or "(no id)",
            (statement.effect or "").lower(),
            ", ".join(statement.actions) or "?",
            ", ".join(statement.resources) or "?",
            "; ".join(f"{each.key} = {', '.join(each.values)}" for each in statement.conditions),
        )
        for statement in denial.matched_statements
    ]


def condition_rows(denial: Denial) -> list[tuple[str, str]]:
    """The request's conditions, as (key, values) rows."""
    return [(condition.key, ", ".join(condition.values)) for condition in denial.conditions]


def to_markdown(denial: Denial) -> str:
    """`denial` for an incident channel: what happened, the facts, the decoded parts, the draft."""
    if denial.kind is Kind.NOT_A_DENIAL:
        told = [explain(denial)]
    else:
        told = [what_happened(denial), evaluation(denial), condition_hint(denial), next_step(denial)]
        told.append(encoded_state(denial))
    blocks = [f"**{_escaped(verdict(denial))}**", *(_escaped(part) for part in told if part)]
    if command := decode_command(denial):
        blocks.append(f"```sh\n{command}\n```")
    blocks.append(_table(("", ""), rows(denial)[1:]))
    if denial.matched_statements:
        blocks.append(
            _table(("Statement", "Effect", "Actions", "Resources", "Conditions"), statement_rows(denial))
        )
    if denial.conditions:
        blocks.append(_table(("Condition key", "Values"), condition_rows(denial)))
    draft = draft_statement(denial)
    if draft:
        blocks.append(f"{DRAFT_NOTE}:\n\n```json\n{json.dumps(draft, indent=2)}\n```")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _table(heads: tuple[str, ...], lines: list[tuple[str, ...]] | Any) -> str:
    if not lines:
        return ""
    shown = [
        [_code(cell) if column else _escaped(cell) for column, cell in enumerate(line)] for line in lines
    ]
    table = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*table, *("| " + " | ".join(line) + " |" for line in shown)])


def _code(text: str) -> str:
    """`text` as inline code that a table's cell can hold."""
    if not text:
        return ""
    plain = text.replace("|", "\\|")
    fence = "``" if "`" in plain else "`"
    return f"{fence} {plain} {fence}" if fence == "``" else f"`{plain}`"


_MARKUP = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|#~"})


def _escaped(text: str) -> str:
    return text.translate(_MARKUP)
