"""Finds the errors of a text that no policy caused: expired tokens, wrong signatures, throttling."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from stsui.denials.codes import DENIED, FOREIGN_PACKAGES
from stsui.denials.context import facts_around
from stsui.denials.cores import Core
from stsui.denials.forms import Mark, find_request_ids
from stsui.denials.model import Denial, Kind
from stsui.denials.page import Page
from stsui.denials.trouble_words import TROUBLES, Trouble, first_trouble
from stsui.denials.values import clean

# Families whose names other software uses as well: they count where the text uses them as an error's code.
_COMMON = frozenset(("validation", "not_found", "conflict", "quota", "service_error"))
_USED_AS_CODE = re.compile(r"(?:[:)\]]|\s-\s)")


def only_error(page: Page, marks: Sequence[Mark]) -> Denial | None:
    """The error of a `page` without any refusal, or None."""
    trouble = first_trouble(page)
    codes = [mark for mark in marks if mark.fact == "code"]
    code = next((mark for mark in codes if mark.family and (mark.formal or _tells(page, mark))), None)
    code = code or next((mark for mark in codes if mark.formal), None)
    if trouble is None and code is None:
        return None
    category = trouble.category if trouble else (code.family if code else None) or "other"
    if category == DENIED:
        category = "other_service"
    start = code.start if code else 0
    facts = facts_around(page, sorted([*marks, *find_request_ids(page)]), Core(start, start))
    return Denial(
        kind=Kind.NOT_A_DENIAL,
        category=category,
        error_code=clean(code.value) if code else None,
        operation=facts.operation,
        request_id=facts.request_id,
    )


def _tells(page: Page, mark: Mark) -> bool:
    """Whether a code that just stands somewhere is enough to call the text an AWS error."""
    if mark.family not in _COMMON:
        return True
    before = page.text[max(0, mark.start - 1) : mark.start]
    return before != "." and _USED_AS_CODE.match(page.text, mark.end) is not None


# Beside refusals of AWS's, the words of other clouds and services tell nothing that helps.
_BESIDE = tuple(trouble for trouble in TROUBLES if not trouble.category.startswith("other_"))
_MESSAGE = 300
"""How long a message is about, in characters."""
_HEAD = 600
"""How far before a code the operation may stand, in characters: a record of CloudTrail has much between."""
_LINE = 2000
"""How far the line of a message is looked through, in characters."""
_REST = 120
"""How far behind a refusal the rest of its message may stand, in characters."""
_NO_MESSAGE = re.compile(r":\s{1,40}status code: \d")
"""What stands behind a code whose message is empty."""
_OWN_MESSAGE = re.compile(r": (?=[A-Za-z])(?![a-z0-9]{2,20}:|An\s{1,9}error\s{1,9}occurred)")
"""What stands between a code and its message."""
_OF_AWS = re.compile(r"(?:Client\.)?UnauthorizedOperation|(?:KMS)?AccessDenied(?:Exception|Fault)?")
"""The codes that other software seldom has."""
_OPENS = re.compile(r"(?:^|[:\]] |\n)[ \t]{0,20}(?:[a-z0-9]{1,30}\.){0,8}$")
"""What stands before a code that begins a message, with the name of its package."""


def errors_beside(page: Page, marks: Sequence[Mark], cores: Sequence[Core]) -> list[Core]:
    """The errors beside the refusals `cores`, all in order: cores with a category.

    One without a category is a refusal too, of which its code alone tells.
    """
    codes = [mark for mark in marks if mark.family]
    places = sorted(_phrases(page))
    if not (codes or places):
        return []
    phrases = _first_of_each_message(page, _outside(cores, places))
    found = [
        Core(place[0], place[2], category=_BESIDE[place[1]].category)
        for place in phrases
        if not _ends_a_refusal(page, place[0], cores, codes)
    ]
    starts = sorted(core.start for core in (*cores, *found))
    # What two forms say of one code is one.
    text = page.text
    alone = {
        mark.start: mark
        for mark in codes
        if mark.leads or (text.startswith(":", mark.end) and _is_told_alone(page, mark, starts))
    }
    leading = list(_outside(cores, alone.values()))
    ends = [*(mark.start for mark in leading[1:]), len(page.text)]
    told: set[str] = set()
    for mark, end in zip(leading, ends, strict=False):
        end = min(mark.end + _MESSAGE, end)
        # The same message may be about another operation, which stands before it.
        message = page.text[max(0, mark.start - _HEAD) : end]
        if message in told:
            continue
        told.add(message)
        index = bisect_left(starts, mark.end)
        follower = starts[index] if index < len(starts) else len(page.text)
        if follower >= end or not _leads_to(page, mark, follower, codes):
            colon = page.text.find(":", mark.end, min(end, follower))
            category = None if mark.family == DENIED else mark.family
            found.append(Core(mark.start, max(mark.end, colon), category=category))
    found.sort(key=lambda core: core.start)
    return sorted([*found, *_trailing(page, codes, [*cores, *found])], key=lambda core: core.start)


def _is_told_alone(page: Page, code: Mark, starts: Sequence[int]) -> bool:
    """Whether `code`, before a colon, begins a message of its own: in its line none of `starts` is told."""
    text = page.text
    if _NO_MESSAGE.match(text, code.end):
        return True
    follower = bisect_left(starts, code.end)
    if follower < len(starts) and text.find("\n", code.end, min(starts[follower], code.end + _LINE)) < 0:
        return False
    if not _OF_AWS.fullmatch(code.value) or not _OWN_MESSAGE.match(text, code.end):
        return False
    if text.endswith(FOREIGN_PACKAGES, 0, code.start):
        return False
    return _OPENS.search(text[max(0, code.start - 80) : code.start]) is not None


# In Java the code stands behind the message: "The belt exists (Service: …; Status Code: 409; Error Code: …".
_TRAILER = re.compile(r"\(service:[^();]{1,60};statuscode:\d{3};errorcode:")


def _trailing(page: Page, codes: Sequence[Mark], told: Iterable[Core]) -> Iterator[Core]:
    """The errors of which only a code behind the message tells: what is `told` has a code behind it, too."""
    # What was read of a message may end before it does, and the rest may go on in the next line; a sentence
    # is read to its end.
    ends = sorted((core.end, _REST // 4 if core.sentence else _REST) for core in told)
    families = {mark.start: mark for mark in codes}
    for place in page.find_all("(service:"):
        trailer = _TRAILER.match(page.flat, place)
        mark = families.get(page.at(trailer.end())) if trailer else None
        if mark is None:
            continue
        start = page.at(place)
        before = bisect_right(ends, (start, _REST)) - 1
        end, rest = ends[before] if before >= 0 else (start, -1)
        if start - end > rest and (before < 0 or page.text.find("\n", end, start) >= 0):
            yield Core(start, mark.end, category=None if mark.family == DENIED else mark.family)


def _ends_a_refusal(page: Page, start: int, cores: Sequence[Core], codes: Sequence[Mark]) -> bool:
    """Whether the words at `start` are the rest of a refusal's message ("Value 'You are …' failed to …")."""
    before = bisect_left(cores, start, key=lambda core: core.start) - 1
    if before < 0 or start - cores[before].end > _REST:
        return False
    end = cores[before].end
    code = bisect_left(codes, (end,))
    return not any(mark in page.text[end:start] for mark in "\n}") and (
        code == len(codes) or codes[code].start > start
    )


def _leads_to(page: Page, code: Mark, start: int, codes: Sequence[Mark]) -> bool:
    """Whether what begins at `start` is in the message that `code` announces, not in one of its own."""
    message = page.text[code.end : start].partition(":")[2].lstrip()
    line = message.rpartition("\n")[2]
    if line == message:
        return True
    if "\n\n" in message or not line.strip(" \t\"'`>*#"):
        return False
    return codes[bisect_left(codes, (start,)) - 1].start <= code.end


Place = tuple[int, int, int]
"""Where a phrase begins, which entry of `_BESIDE` it is of, and where it ends."""
_Placed = TypeVar("_Placed", Place, Mark)
"""What begins with its position."""


def _phrases(page: Page) -> Iterator[Place]:
    for rank, trouble in enumerate(_BESIDE):
        if page.has_all(trouble.words):
            longest = max(trouble.words, key=len)
            for place in page.find_all(longest):
                end = place + len(longest)
                if _has_all(page, trouble, max(0, place - _MESSAGE), end + _MESSAGE):
                    yield page.at(place), rank, page.end_before(end)


def _has_all(page: Page, trouble: Trouble, low: int, high: int) -> bool:
    return all(page.flat.find(word, low, high) >= 0 for word in trouble.words)


def _outside(cores: Sequence[Core], places: Iterable[_Placed]) -> Iterator[_Placed]:
    """Those of `places` that are no part of a refusal."""
    starts = [core.start for core in cores]
    for place in places:
        index = bisect_right(starts, place[0]) - 1
        if index < 0 or cores[index].end <= place[0]:
            yield place


def _first_of_each_message(page: Page, places: Iterable[Place]) -> Iterator[Place]:
    """Of the `places` in one message, the one whose entry stands first in the table."""
    last: Place | None = None
    for place in places:
        if last and place[0] - last[2] < _MESSAGE and page.text.find("\n", last[2], place[0]) < 0:
            last = min(last, place, key=lambda each: each[1])
            continue
        if last:
            yield last
        last = place
    if last:
        yield last
