"""A denial in words: its verdict as a shape and words, its title in a list, and the page that tells all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from stsui.denials import (
    Denial,
    Effect,
    Kind,
    PolicyType,
    PrincipalKind,
    Statement,
    condition_rows,
    draft_statement,
)
from stsui.denials.explain import (
    CUT_DOCUMENT,
    DECODE_COMMAND,
    DRAFT_NOTE,
    condition_hint,
    evaluation,
    next_step,
    what_happened,
)
from stsui.denials.troubles import explain_trouble, session_state
from stsui.tui.text import clean, spaced_account
from stsui.tui.widgets.lines import Page, TextLine

SHOWN_OF_BLOB = 24

Names = Mapping[str, str]
"""Account ids and what the person calls those accounts."""


class Keys(NamedTuple):
    """The keys that the page speaks of, as they are mapped."""

    command: str = "a"
    choose: str = "w"
    refresh: str = "s"


class Verdict(NamedTuple):
    """The outcome as a shape, words, and the style of both."""

    shape: str
    words: str
    part: str


def verdict_of(denial: Denial) -> Verdict:
    """What became of the request."""
    if denial.kind is Kind.NOT_A_DENIAL:
        sort = (denial.category or "another error").replace("_", " ")
        return Verdict("–", f"not a denial: {sort}", "quiet")
    if denial.document and denial.document.allowed:
        return Verdict("●", "allowed", "good")
    if denial.effect is Effect.EXPLICIT:
        return Verdict("✗", "explicit deny" + _by(denial), "problem")
    if denial.effect is Effect.IMPLICIT:
        return Verdict("○", "no policy allows it" + _by(denial), "warning")
    if denial.kind is Kind.ENCODED and denial.document is None:
        words = "cut off: it cannot be decoded" if denial.truncated else "could not be decoded"
        return Verdict("?", words, "warning")
    return Verdict("✗", "denied; AWS does not say by what", "problem")


def policy_words(kind: PolicyType) -> str:
    """A type of policy with its noun: "service control policy", "permissions boundary"."""
    return kind.value if kind is PolicyType.BOUNDARY else f"{kind.value.replace('vpc', 'VPC')} policy"


def _by(denial: Denial) -> str:
    return f" ({policy_words(denial.policy_type)})" if denial.policy_type else ""


def title_of(denial: Denial) -> str:
    """A denial in a few words, for a list: what was refused, and to whom; of another error its sort."""
    if denial.kind is Kind.NOT_A_DENIAL:
        sort = (denial.category or "another error").replace("_", " ")
        return clean("  ".join(filter(None, (sort, denial.operation or denial.error_code))))
    what, who = what_of(denial), denial.who
    return clean(f"{what}  {who.name}" if who and who.name else what)


def what_of(denial: Denial) -> str:
    """The action that was refused, or the error, in a word or two, as the text has it."""
    if denial.kind is Kind.NOT_A_DENIAL:
        return denial.error_code or (denial.category or "another error").replace("_", " ")
    unnamed = "encoded message" if denial.encoded_message else "an error"
    return denial.full_action or denial.operation or denial.error_code or unnamed


def denial_page(denial: Denial, page: Page, names: Names, keys: Keys) -> Iterator[TextLine]:
    """Everything about one denial: verdict, facts, explanation, draft, statements, conditions."""
    verdict = verdict_of(denial)
    yield from page.paragraph(f"{verdict.shape} {verdict.words}", verdict.part)
    yield ()
    yield from _facts(denial, page, names)
    yield from _explanation(denial, page, keys)
    yield from _obstacle(denial, page, keys)
    yield from _draft(denial, page)
    yield from _statements(denial, page)
    if denial.conditions:
        yield from page.heading("Conditions of the request")
        yield from page.table(condition_rows(denial), ("label", "plain"))


def _facts(denial: Denial, page: Page, names: Names) -> Iterator[TextLine]:
    yield from page.fact("who", _who(denial), "title")
    yield from page.fact("" if _who(denial) else "who", denial.principal)
    yield from page.fact("what", denial.full_action, "title")
    yield from page.fact("on what", denial.resource)
    yield from page.fact("why", _why(denial))
    yield from page.fact("policy", denial.policy_arn)
    yield from page.fact("where", _where(denial, names))
    yield from page.fact("operation", denial.operation)
    yield from page.fact("error", denial.error_code)
    yield from page.fact("request id", denial.request_id)


def _who(denial: Denial) -> str:
    """The principal's kind, name and session, where they are known."""
    who = denial.who
    if who is None or who.kind is PrincipalKind.UNKNOWN:
        return ""
    named = f" {who.name}" if who.name and who.name != who.kind.value else ""
    return f"{who.kind.value}{named}" + (f", session {who.session}" if who.session else "")


def _why(denial: Denial) -> str:
    if denial.reason:
        return denial.reason
    if denial.effect is None:
        return ""
    kind = policy_words(denial.policy_type) if denial.policy_type else "policy"
    if denial.effect is Effect.IMPLICIT:
        return f"no {kind} allows {denial.reason_action or 'it'}"
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} denies it explicitly"


def _where(denial: Denial, names: Names) -> str:
    account = denial.account
    parts = [
        f"account {spaced_account(account)} {names.get(account, '')}".strip() if account else "",
        f"Region {denial.region}" if denial.region else "",
        f"partition {denial.partition}" if denial.partition not in (None, "aws") else "",
    ]
    return ", ".join(part for part in parts if part)


def _explanation(denial: Denial, page: Page, keys: Keys) -> Iterator[TextLine]:
    if denial.kind is Kind.NOT_A_DENIAL:
        yield from page.heading("What it is")
        yield from page.paragraph(explain_trouble(denial.category))
        if denial.session:
            yield from page.heading("Your session")
            yield from page.paragraph(f"{session_state(denial.session)} Press {keys.refresh} for a new one.")
        return
    yield from page.heading("What happened")
    yield from page.paragraph(
        " ".join(filter(None, (what_happened(denial), evaluation(denial), condition_hint(denial))))
    )
    if step := next_step(denial):
        yield from page.heading("Where to look")
        yield from page.paragraph(step)


def _obstacle(denial: Denial, page: Page, keys: Keys) -> Iterator[TextLine]:
    """Why the encoded message is not decoded, and what to do about it."""
    if denial.document is not None:
        if not denial.document.complete:
            yield from page.heading("Not all of it")
            yield from page.paragraph(CUT_DOCUMENT)
        return
    if denial.encoded_message is None:
        return
    yield from page.heading("Not decoded")
    if denial.truncated:
        yield from page.paragraph(
            "The encoded message is cut off, so AWS cannot decode it. Get the whole text from the program's "
            "log or from CloudTrail, and paste that."
        )
        return
    if denial.obstacle:
        yield from page.paragraph(denial.obstacle.replace(denial.encoded_message, "…"), "warning")
    account = f"account {spaced_account(denial.account)}" if denial.account else "the account it comes from"
    yield from page.paragraph(
        f"It takes a session of {account} with the permission sts:DecodeAuthorizationMessage. Press "
        f"{keys.choose} to decode with one of your profiles, or give this line to somebody who may "
        f"({keys.command} copies the whole of it):"
    )
    yield from page.verbatim(f"{DECODE_COMMAND}{denial.encoded_message[:SHOWN_OF_BLOB]}…")


def _draft(denial: Denial, page: Page) -> Iterator[TextLine]:
    draft = draft_statement(denial)
    if draft:
        yield from page.heading(DRAFT_NOTE)
        yield from page.verbatim(json.dumps(draft, indent=2))


def _statements(denial: Denial, page: Page) -> Iterator[TextLine]:
    statements = denial.matched_statements
    if statements:
        yield from page.heading("Statements that decided")
    for statement in statements:
        yield from _statement(statement, page)


def _statement(statement: Statement, page: Page) -> Iterator[TextLine]:
    effect = (statement.effect or "?").lower()
    shape, part = {"deny": ("✗", "problem"), "allow": ("●", "good")}.get(effect, ("?", "warning"))
    yield ((f"{shape} {clean(effect)} ", part), (clean(statement.sid or "(no id)"), "title"))
    source = " ".join(filter(None, (statement.source_type, statement.source)))
    yield from page.fact(" from", source)
    yield from page.fact(" who", ", ".join(statement.principals))
    yield from page.fact(" actions", ", ".join(statement.actions) or "not told")
    yield from page.fact(" resources", ", ".join(statement.resources) or "not told")
    for condition in statement.conditions:
        yield from page.fact(" if", f"{condition.key} = {', '.join(condition.values)}")
