"""Says which error code, operation and request id belong to which refusal of a text.

Each refusal has a territory: the stretch of text between the borders to its neighbours. Inside it, the code
nearest to the refusal counts, then the operation nearest to that code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from stsui.denials.codes import DENIED, family
from stsui.denials.cores import Core
from stsui.denials.forms import Mark
from stsui.denials.page import Page
from stsui.denials.values import clean

_RECORD_BORDER = re.compile(r"\}\s{0,200},?\s{0,200}\{")
_LEADS = ("\n\n", "<Error", "HTTP/")
"""What a message begins behind, or with, which takes several lines; the rarer ones last."""
_TO_MESSAGE = re.compile(
    r"(?!;|\)[^:]*$)[\W_]{0,80}(?:(?:error)?message[\W_]{0,20})?(?:some[\W_]{0,8})?",
    re.IGNORECASE,
)
"""What may stand between a code and its message ('", "errorMessage": "')."""
_HEAD_REACH = 900
"""How far before a refusal its own head ("An error occurred …", "operation error …") may begin."""


def territories(text: str, cores: Sequence[Core], marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Where each of `cores` (in order) may look for its facts, as stretches of `text`."""
    if not cores:
        return []
    borders = [0]
    operations = [mark for mark in marks if mark.leads and mark.fact == "operation"]
    codes = [mark for mark in marks if mark.fact == "code" and (mark.formal or mark.family == DENIED)]
    leads = [lead for lead in _LEADS if lead in text]
    records = "}" in text
    for before, after in pairwise(cores):
        low, high = before.end, after.start
        border = _record_border(text, low, high) if records else None
        borders.append(border or _border(text, low, high, leads, operations, codes))
    borders.append(len(text))
    return list(pairwise(borders))


def _record_border(text: str, low: int, high: int) -> int | None:
    """Where the last record before `high` ends that another one follows, not before `low`."""
    low = max(low, high - 4096)
    if text.find("}", low, high) < 0:
        return None
    records = list(_RECORD_BORDER.finditer(text, low, high))
    return records[-1].start() + 1 if records else None


def _border(
    text: str,
    low: int,
    high: int,
    leads: Sequence[str],
    operations: Sequence[Mark],
    codes: Sequence[Mark],
) -> int:
    """Where the facts behind one refusal end and those before the next begin, between `low` and `high`."""
    if low >= high:
        return high
    line = text.rfind("\n", low, high) + 1 or low
    if line > low:
        for lead in leads:
            line = text.rfind(lead, low, line) + 1 or line
    # A code on a line of its own leads to what begins right behind it.
    index = bisect_left(codes, (high,)) - 1 if codes else -1
    if (
        index >= 0
        and low <= codes[index].start < line
        and _TO_MESSAGE.fullmatch(text, codes[index].end, high)
    ):
        line = text.rfind("\n", low, codes[index].start) + 1 or low
    # The last operation before a refusal leads to it.
    index = bisect_left(operations, (high,)) - 1 if operations else -1
    if index < 0 or operations[index].start < max(low, high - _HEAD_REACH):
        return line
    return min(line, text.rfind("\n", low, operations[index].start) + 1 or low)


_GAP = 80
"""How far before a refusal the code that leads to it may end, in characters."""
_LEAD_ENDS = (":", "e")
"""What such a lead ends with: "AccessDenied: ", "UnauthorizedOperation: You are "."""


class Facts(NamedTuple):
    """The facts around one refusal."""

    error_code: str | None = None
    operation: str | None = None
    request_id: str | None = None

    def agree_with(self, other: Facts) -> bool:
        """Whether no fact of one contradicts the other's."""
        return (
            agree(self.operation, other.operation)
            and agree(self.request_id, other.request_id)
            and agree(self.error_code, other.error_code)
        )

    def with_those_of(self, other: Facts) -> Facts:
        """These facts, and what they lack out of `other`."""
        return Facts(
            self.error_code or other.error_code,
            self.operation or other.operation,
            self.request_id or other.request_id,
        )


_NO_FACTS = Facts()


def facts_around(page: Page, marks: Sequence[Mark], core: Core) -> Facts:
    """The facts around `core`, out of the marks of its territory."""
    start, end = core.start, core.end
    led = page.text[start - _GAP if start > _GAP else 0 : start].rstrip().endswith(_LEAD_ENDS)
    if not (led or marks):
        return _NO_FACTS
    of_fact: dict[str, list[Mark]] = {"code": [], "operation": [], "request_id": []}
    for mark in marks:
        of_fact[mark.fact].append(mark)
    code = _prefix(page, start) if led else None
    if code is None:
        code = _nearest(_likely(of_fact["code"], core.category), start, end)
    if code is None and led:
        code = _broken_prefix(page, start)
    request_id = _nearest(of_fact["request_id"], start, end)
    operation = _nearest(of_fact["operation"], *((code.start, code.end) if code else (start, end)))
    return Facts(_value(code), _value(operation), _value(request_id))


def _likely(codes: Sequence[Mark], category: str | None) -> Sequence[Mark]:
    """Those of `codes` that may be the code of a refusal, or of an error of `category`."""
    if category is None:
        return [mark for mark in codes if mark.formal or mark.family == DENIED]
    formal = [mark for mark in codes if mark.formal]
    return formal or [mark for mark in codes if mark.family == category] or codes


def agree(one: str | None, two: str | None) -> bool:
    """Whether neither fact contradicts the other: one that is missing never does."""
    return one == two or one is None or two is None


def _value(mark: Mark | None) -> str | None:
    return clean(mark.value) or None if mark else None


_PREFIX = re.compile(
    r"(?<![\w.$])(?:(?:Client|Server)\.)?([A-Z][A-Za-z]{2,60}(?:Exception|Fault|Error))(?:\s\(client\))?:\s?$"
)

_PREFIX_ENDS = ("Exception", "Fault", "Error", "(client)")


def _prefix(page: Page, start: int) -> Mark | None:
    """The code right before a refusal ("InvalidParameterException: User: …"), known or not."""
    before = page.text[max(0, start - 80) : start]
    if not before[-2:].startswith(":") or not before[:-1].rstrip(":").endswith(_PREFIX_ENDS):
        return None
    match = _PREFIX.search(page.text, max(0, start - 80), start)
    # Other programs' errors are called Error, too.
    if match is None or (match[1].endswith("Error") and family(match[1]) is None):
        return None
    return Mark(match.start(1), match.end(1), "code", match[1])


_BROKEN_PREFIX = re.compile(
    r"(?:Client\.)?(?:UnauthorizedOperation|AccessDenied(?:Exception|Fault)?)(?=:(?:Youare)?$)"
)


def _broken_prefix(page: Page, start: int) -> Mark | None:
    """The usual code right before a refusal, with a line break in it."""
    flat = page.flat_at(start)
    match = _BROKEN_PREFIX.search(page.tight[max(0, flat - 48) : flat])
    return Mark(start, start, "code", match[0]) if match else None


def _nearest(marks: Sequence[Mark], start: int, end: int) -> Mark | None:
    """Of `marks`, which stand in order, the one nearest to text[start:end], or the first of several."""
    if len(marks) <= 1:
        return marks[0] if marks else None
    behind = bisect_left(marks, (start,))
    if not behind:
        return marks[0]
    # Several marks may stand at one place, and the one before may reach into the text.
    before = bisect_left(marks, (marks[behind - 1].start,))
    if behind == len(marks) or start - marks[before].end <= max(marks[behind].start - end, 0):
        return marks[before]
    return marks[behind]
