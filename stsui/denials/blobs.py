"""Finds encoded authorization messages, whole or cut, also where they are broken over lines.

An encoded message is made of letters, digits, "-" and "_" only, so nothing in itself shows where it ends: the
line does, or what stands behind it, or a next line that looks like a word instead of a piece of it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from stsui.denials.cores import Core
from stsui.denials.page import Page, Stretch, phrase

# What stands before a message, with an example of each form.
LABELS: tuple[tuple[str, str], ...] = (
    (phrase("encoded authorization failure message"), "Encoded authorization failure message: q7Xk…"),
    (phrase("encoded authorization message"), "Encoded authorization message: q7Xk…"),
    (phrase("--encoded-message"), "aws sts decode-authorization-message --encoded-message q7Xk…"),
    (phrase('"encodedmessage"'), '{"EncodedMessage": "q7Xk…"}'),
    (phrase("encodedmessage="), "Action=DecodeAuthorizationMessage&EncodedMessage=q7Xk…"),
)
_SURE_LABELS = 2
"""The first labels are AWS's own words: they are a denial even with the message taken out."""

_LEAD = re.compile(
    r"(?:[\s:=*\"'`>\\|$(]"
    r"|(?<=`)(?:text|txt|plaintext|plain|json|bash|sh|shell|console|log)(?=[ \t]*\n)){0,300}"
)
_RUN = re.compile(r"[A-Za-z0-9_-]+")
_CONTINUED = re.compile(r"[ \t]*\n[ \t]*([A-Za-z0-9_-]+)(?=$|[\s.…\"'`<)\],;(\[|])", re.MULTILINE)
_CUT_OFF = re.compile(
    r"[ \t]*(?:\.{2,}|…|\*{3,}"
    r"|[\[(<]\W{0,3}(?:\.{2,}|…|truncat|snip|cut|redact|omit|remov|elid|\d+ (?:more|char))"
    r"|-{2,}(?:truncat|snip|cut|redact|omit))",
    re.IGNORECASE,
)
_PLAIN_WORD = re.compile(
    r"[A-Z]?[a-z]{2,}|[A-Z]{2,}(?:[_-][A-Z]{2,})*|[a-z]{2,}(?:[_-][a-z]{2,})*|-+|_+|[0-9]{1,4}"
)
_STATUS = re.compile(r"[A-Z]{3,}(?:_[A-Z]{2,})+")  # CREATE_FAILED
_PLACEHOLDER = re.compile(r"[-_]*(?:[A-Za-z][a-z]*|[A-Z]+)(?:[-_]+(?:[A-Za-z][a-z]*|[A-Z]+))*[-_]*")
_WORDS = re.compile(r"[-_]*(?:[A-Za-z][a-z]*(?:[-_]+[A-Za-z][a-z]*)*|[A-Z]+(?:[-_]+[A-Z]+)*)[-_]*")
_MASK = re.compile(r"[xX_-]+|(.)\1*")

_LINE_REST = re.compile(r"[^\n]{0,80}")
_CLASSES = tuple(re.compile(each).search for each in ("[a-z]", "[A-Z]", "[0-9]"))

_SHORTEST = 8
_FEWEST = 3
"""So many characters may be left of a message that is cut off."""
_SURELY_ENCODED = 24
"""A line of at least so many characters of all three classes is no word."""
_WIDEST_LINE = 400
"""Nobody wraps at more columns: a longer line is whole."""
_BARE = 64
"""A text that is nothing but such a run, and at least this long, is taken for a message without a label."""


def find_blobs(page: Page) -> list[Core]:
    """Every labelled message of `page`; one that was taken out gives a core without a message."""
    cores: list[Core] = []
    for index, (words, _) in enumerate(LABELS):
        known: dict[Stretch, Core | None] = {}
        for place, limit in pairwise([*page.find_all(words), len(page.flat)]):
            start = page.at(place)
            stretch, _ = page.stretch(start, page.at(limit))
            if stretch in known:
                core = known[stretch]
                core = core and core.moved(start - core.start)
            else:
                core = known[stretch] = _read(page, place, place + len(words), sure=index < _SURE_LABELS)
            if core is not None:
                cores.append(core)
    return sorted(cores, key=lambda core: core.start)


_ALONE = re.compile(r"""(?m)^[ \t"'`]{0,20}([\w-]{200,})[ \t"'`]{0,20}$""", re.ASCII)
"""A line that is nothing but a long run."""


def blob_among_words(page: Page) -> Core | None:
    """The message on a line of its own, where the words around it tell of one but have no label."""
    if "encod" not in page.flat and "decod" not in page.flat:
        return None
    alone = _ALONE.search(page.text)
    if alone is None or not is_blob(alone[1]):
        return None
    message, end = _with_continuation(page, alone[1], alone.start(1))
    return Core(
        alone.start(1), end, encoded_message=message, truncated=_CUT_OFF.match(page.text, end) is not None
    )


def bare_blob(page: Page) -> Core | None:
    """The message, if the whole text is one."""
    text = page.text.strip().strip("\"'`").strip()
    run = "".join(text.split())
    if len(run) < _BARE or not _RUN.fullmatch(run) or not is_blob(run):
        return None
    if not all(_RUN.fullmatch(line.strip()) for line in text.split("\n") if line.strip()):
        return None
    return Core(0, len(page.text), encoded_message=run, truncated=False)


def is_blob(run: str) -> bool:
    """Whether a run of the alphabet looks encoded, not like a placeholder, a word or a mask."""
    if len(run) < _SHORTEST or _MASK.fullmatch(run):
        return False
    if _PLACEHOLDER.fullmatch(run) and (len(run) < 40 or "-" in run or "_" in run):
        return False
    return _is_mixed(run)


def _is_mixed(run: str) -> bool:
    """Whether it has characters of two classes or more."""
    return [found(run) is None for found in _CLASSES].count(True) <= 1


def _read(page: Page, start: int, behind: int, *, sure: bool) -> Core | None:
    text = page.text
    first = page.end_before(behind)
    lead = _LEAD.match(text, first)
    position = lead.end() if lead else first
    run = _RUN.match(text, position)
    message, end = _with_continuation(page, run[0], position) if run else ("", position)
    cut_off = _CUT_OFF.match(text, end) is not None
    if not (is_blob(message) or (sure and cut_off and _begins_blob(message, text[end : end + 8]))):
        return Core(page.at(start), first) if sure else None
    return Core(page.at(start), end, encoded_message=message, truncated=cut_off)


def _begins_blob(run: str, behind: str) -> bool:
    """Whether a run that is too short for `is_blob` may begin a message; `behind` stands behind it."""
    if len(run) < _FEWEST or _MASK.fullmatch(run):
        return False
    if behind.lstrip(".…")[:1].isalnum():
        return True  # its end is told, too: "Kq7...x9Q"
    return not _WORDS.fullmatch(run) and _is_mixed(run)


def _with_continuation(page: Page, message: str, position: int) -> tuple[str, int]:
    """The message whose first piece stands at `position`, over all its lines, and where it ends."""
    text, end, pieces = page.text, position + len(message), [message]
    line_start = text.rfind("\n", max(0, position - _WIDEST_LINE), position) + 1
    while end - line_start <= _WIDEST_LINE:
        more = _CONTINUED.match(text, end)
        if more is None:
            break
        sure = pieces[-1].endswith("-") or page.is_broken_at(end)
        if not _goes_on(text, more[1], more.end(), end - line_start, sure=sure):
            break
        pieces.append(more[1])
        line_start, end = text.index("\n", end) + 1, more.end()
    return "".join(pieces), end


def _goes_on(text: str, piece: str, end: int, length: int, *, sure: bool) -> bool:
    """Whether `piece`, alone on the line behind a message, is more of it; the line before has `length`."""
    behind = _LINE_REST.match(text, end)
    if behind and behind[0].strip(" \t")[:1] not in ("", ".", "…", "[", "|", "<", "(", *"\"'`)],;"):
        return False
    if _STATUS.fullmatch(piece):
        return False
    if len(piece) >= _SURELY_ENCODED and all(found(piece) for found in _CLASSES):
        return True
    return sure or (len(piece) <= length + 2 and _PLAIN_WORD.fullmatch(piece) is None)
