"""The heart of a denial (a sentence, an encoded message, a phrase), and how neighbours become one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from stsui.denials.model import Denial, Effect, PolicyType
from stsui.denials.values import is_arn

FACTS = Denial._fields[1 : Denial._fields.index("error_code")]
"""What a core says: the facts of a denial from the principal to the category, in their order."""
told: Callable[[Core], tuple[object, ...]] = attrgetter(*FACTS)
"""All that a core says."""
gist: Callable[[Core], tuple[object, ...]] = attrgetter(
    "action", "resource", "principal", "effect", "policy_type", "encoded_message", "category"
)
"""What is the same wherever one refusal is told; the rest may be left out once."""
_all_but_place = attrgetter(*FACTS, "sentence", "opener")


@dataclass(slots=True)
class Core:
    """What one place of a text says of a denial; `start` and `end` are positions in `Page.text`."""

    start: int
    end: int
    principal: str | None = None
    action: str | None = None
    resource: str | None = None
    effect: Effect | None = None
    policy_type: PolicyType | None = None
    policy_arn: str | None = None
    reason: str | None = None
    reason_action: str | None = None
    encoded_message: str | None = None
    truncated: bool | None = None
    category: str | None = None
    """For an error beside the refusals: which sort of error it is."""
    sentence: bool = False
    """Whether it is a sentence of its own, which never belongs to another sentence."""
    opener: bool = False
    """Whether it begins a message ("You are not authorized to perform this operation.")."""

    @property
    def is_bare(self) -> bool:
        """Whether nothing is known but that something was refused."""
        return not (self.action or self.encoded_message or self.effect)

    def moved(self, by: int) -> Core:
        """The same, `by` characters further on."""
        return Core(self.start + by, self.end + by, *_all_but_place(self))

    def take(self, other: Core) -> None:
        """Makes this core one with `other`, a neighbour: facts this one lacks are taken over."""
        self.start, self.end = min(self.start, other.start), max(self.end, other.end)
        self.sentence = self.sentence or other.sentence
        for fact, own, others in zip(FACTS, told(self), told(other), strict=True):
            if own is None and others is not None:
                setattr(self, fact, others)


_GAP = 320
"""How far apart the parts of one message may stand, in characters ("… Please consult … Encoded …")."""

_ANNOUNCING = re.compile(r"(?<=[:,])|\s{0,9}[:,]")
_PARAGRAPH_END = re.compile(r"\n\s*\n|\bAn error occurred \(")
_MESSAGE_END = re.compile(
    rf"{_PARAGRAPH_END.pattern}|\b[Ss]tatus ?[Cc]ode: ?\d|\b[Rr]equest ?I[Dd]: |\brequest id: "
    r"|\n[^\n]*\b(?:UnauthorizedOperation|AccessDenied(?:Exception)?): "
)
"""What no sentence of a message goes on behind; an encoded message may, its label stands before it."""


def merge(cores: list[Core], text: str) -> list[Core]:
    """`cores`, found in `text`, with the parts of one message made one, in the order of the text."""
    merged: list[Core] = []
    for core in sorted(cores, key=lambda core: (core.start, -core.end)):
        last = merged[-1] if merged else None
        if last is None or core.start - last.end > _GAP:
            merged.append(core)
        elif _announces(last, core, text):
            core.take(last)
            merged[-1] = core
        elif _same_message(last, core, text):
            last.take(core)
        else:
            merged.append(core)
    return merged


def _announces(first: Core, second: Core, text: str) -> bool:
    """Whether `first` announces `second` ("Depot isn't authorized to call a:B: User: … is not …")."""
    if not first.sentence or first.resource or first.effect or first.encoded_message:
        return False
    if not (first.opener or _ANNOUNCING.match(text, first.end)) or is_arn(first.principal or ""):
        return False
    if second.action not in (None, first.action):
        return False
    if not (second.opener or is_arn(second.principal or "")):
        return False
    return _PARAGRAPH_END.search(text, first.end, second.start) is None


def _same_message(first: Core, second: Core, text: str) -> bool:
    if second.start < first.end:
        return True
    if (first.sentence and second.sentence) or first.encoded_message is not None:
        return False
    if second.opener or (first.effect is not None and second.effect is not None):
        return False
    if first.opener and second.sentence and any(map(str.isalnum, text[first.end : second.start])):
        return False
    return not second.sentence or _MESSAGE_END.search(text, first.end, second.start) is None
