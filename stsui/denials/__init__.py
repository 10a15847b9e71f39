"""The denial clinic: finds, reads, compares and explains authorization failures, without any network.

    for denial in read_denials(pasted):
        print(explain(denial))

Nothing here prints, keeps or logs what was pasted, and no fact carries a control character.
"""

from __future__ import annotations

from stsui.denials.compare import Comparison, Difference, compare
from stsui.denials.document import read_document, with_document
from stsui.denials.draft import draft_statement
from stsui.denials.explain import NOTHING_FOUND, decode_command, explain
from stsui.denials.model import (
    Condition,
    Denial,
    Document,
    Effect,
    Kind,
    OwnSession,
    PolicyType,
    Principal,
    PrincipalKind,
    Statement,
)
from stsui.denials.reader import read_denials
from stsui.denials.render import condition_rows, rows, statement_rows, to_json, to_markdown, verdict

__all__ = [
    "NOTHING_FOUND",
    "Comparison",
    "Condition",
    "Denial",
    "Difference",
    "Document",
    "Effect",
    "Kind",
    "OwnSession",
    "PolicyType",
    "Principal",
    "PrincipalKind",
    "Statement",
    "compare",
    "condition_rows",
    "decode_command",
    "draft_statement",
    "explain",
    "read_denials",
    "read_document",
    "rows",
    "statement_rows",
    "to_json",
    "to_markdown",
    "verdict",
    "with_document",
]
