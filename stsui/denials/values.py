"""Cuts values out of a sentence: whole, without the quotes, full stops and line breaks in and around them."""

from __future__ import annotations

import re

from stsui.denials.arns import split_arn
from stsui.denials.page import Page

_ELISION = re.compile(r"[\s.…\"'`\[\]()<>]*")
_EMPHASIS = re.compile(r"\*\*([^*]+)(?:\*\*)?|([^*]*\w)\*\*")
"""Markdown's, whole, or one end of it: longer runs of stars are masks."""
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_QUOTES = "\"'`"
_ARN_WITH_ACCOUNT = re.compile(r"(?:arn:)?aws[\w-]*:[\w.-]*:[^:]*:(\d{1,11})")
_WITH_PATH = frozenset(("iam", "sts", "organizations"))
"""Services whose resources are all written as kind/name."""
_BROKEN_END = (":", "/", "_", "=", "@", "-")

_PIECE = re.compile(r"\S+")
_LINE_BREAK = re.compile(r"([ \t]*)\n[ \t]*")
_MOST_PIECES = 8

LONGEST = 1600
"""No value is longer, in characters; ARNs end at 2048 bytes, and nobody pastes one that long."""


def tidy(raw: str) -> str | None:
    """`raw` without quotes, emphasis and punctuation around it; None if nothing but an ellipsis is left."""
    value = raw.strip()
    if value and value[0].isalnum() and value[-1].isalnum():
        return value
    while value:
        if _is_loose(value):
            value = value[:-1].rstrip()
        elif value[0] in _QUOTES:
            value = value[1:].lstrip()
        elif value.count("*") in (2, 4) and (bare := _EMPHASIS.fullmatch(value)):
            value = bare[1] or bare[2]
        else:
            break
    return None if value == "**" or _ELISION.fullmatch(value) else value


def _is_loose(value: str) -> bool:
    """Whether the last character is punctuation of the text around, not part of the value."""
    last = value[-1]
    if last in _CLOSERS:
        return value.count(last) > value.count(_CLOSERS[last])
    return last in ",;!" or last in _QUOTES or (last == "." and not value.endswith(".."))


def clean(value: str) -> str:
    """`value` without any character that could steer a terminal or cannot be encoded."""
    return value if value.isprintable() else "".join(filter(str.isprintable, value))


def is_arn(text: str) -> bool:
    """Whether `text` begins as an ARN does, "arn:" or not."""
    return text.startswith(("arn:", "aws:", "aws-cn:", "aws-us-gov:"))


def is_incomplete(token: str) -> bool:
    """Whether an ARN must go on behind `token`: parts are missing, or the account's digits."""
    if not is_arn(token) or token.endswith("..."):
        return False
    arn = split_arn(token)
    if arn is None or token.endswith(_BROKEN_END) or _ARN_WITH_ACCOUNT.fullmatch(token):
        return True
    if arn.service == "organizations" and arn.resource.startswith("policy/"):
        return "/p-" not in arn.resource
    return arn.service in _WITH_PATH and "/" not in arn.resource and arn.resource not in ("root", "*")


def read_token(page: Page, position: int, end: int, cut: re.Pattern[str]) -> str:
    """The run of characters at `position`, up to `cut`; an ARN broken over lines is put together."""
    token = ""
    end = min(end, position + LONGEST)
    for _ in range(_MOST_PIECES):
        piece = _PIECE.match(page.text, position, end)
        if piece is None:
            break
        stop = cut.search(piece[0])
        token += piece[0][: stop.start()] if stop else piece[0]
        gap = None if stop else _LINE_BREAK.match(page.text, piece.end(), end)
        if gap is None:
            break
        if is_arn(token.lstrip(_QUOTES)):
            goes_on = is_incomplete(token) or page.is_broken_at(gap.end(1))
        else:
            goes_on = is_arn(token + page.text[gap.end() : gap.end() + 8]) or (
                not gap[1] and page.is_broken_at(gap.end(1))
            )
        if not goes_on:
            break
        position = gap.end()
    return token


_BREAK = re.compile(r"([ \t]*)\n\s*")
# Where the line's end was made a blank.
_GAP_IN_ARN = re.compile(r"(?<=[:/]) (?=\S)")
_WORD_ENDS = ("-", "/", ":", "_", "=", "@")


def value_between(page: Page, start: int, end: int) -> str:
    """The value in text[start:end], in one if it was broken over lines; its words stay apart."""
    raw = page.text[start:end]
    if not any(space in raw for space in " \t\n"):
        return raw
    whole = _BREAK.sub("", raw)
    if is_arn(whole.lstrip(_QUOTES)) or ".amazonaws.com" in whole:
        return _GAP_IN_ARN.sub("", " ".join(whole.split()))

    def between(gap: re.Match[str]) -> str:
        """What stood where a line ends now: nothing, if the line was cut at a column or inside a word."""
        cut = raw[gap.start() - 1 : gap.start()] in _WORD_ENDS or page.is_broken_at(start + gap.end(1))
        return "" if cut and not gap[1] else " "

    return " ".join(_BREAK.sub(between, raw).split())
