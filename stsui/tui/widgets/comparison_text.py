"""Two denials side by side: only what differs, and a word on the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stsui.denials import Denial, Difference, compare
from stsui.tui.widgets.denial_text import title_of, verdict_of
from stsui.tui.widgets.lines import Page, TextLine
from stsui.tui.wording import counted

NAMES: dict[str, str] = {
    "principal": "who",
    "action": "what",
    "resource": "on what",
    "effect": "outcome",
    "policy_type": "policy type",
    "policy_arn": "policy",
    "reason": "stopped by",
    "reason_action": "missing allow",
}
NAME_WIDTH = 28


def comparison_page(left: Denial, right: Denial, page: Page) -> Iterator[TextLine]:
    """What differs between the two, in three columns: its name, the one, the other."""
    found = compare(left, right)
    first = min(NAME_WIDTH, page.width // 4)
    heads = [("", title_of(left), title_of(right)), ("", _outcome(left), _outcome(right))]
    yield from page.table(heads, ("label", "title", "title"), first)
    if found.identical:
        yield ()
        yield from page.paragraph("They do not differ in anything that could be read.", "good")
    yield from _section("Facts", found.facts, page, first)
    yield from _section("Conditions of the request", found.conditions, page, first)
    yield from _section("Statements that decided", found.statements, page, first)
    if found.same_conditions:
        yield ()
        yield from page.paragraph(
            f"The same on both sides: {counted(found.same_conditions, 'condition key')}.", "label"
        )


def _outcome(denial: Denial) -> str:
    verdict = verdict_of(denial)
    return f"{verdict.shape} {verdict.words}"


def _section(title: str, differences: Sequence[Difference], page: Page, first: int) -> Iterator[TextLine]:
    if differences:
        yield from page.heading(title)
        rows = [(NAMES.get(one.name, one.name), one.left or "–", one.right or "–") for one in differences]
        yield from page.table(rows, ("label", "plain", "plain"), first)
