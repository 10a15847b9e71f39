"""Takes away what stands left and right of every line: boxes, quotations, log prefixes, line numbers."""

from __future__ import annotations

import re

_LEVEL = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE)"

# What tools put before every line; each piece begins with a mark of its own.
_PREFIX = re.compile(
    r"(?m)^(?:[ \t]{0,200}(?:"
    r"[\u2500-\u257f|>]+"  # boxes, quotations
    r"|\#\#\[[a-z]{1,20}\]"  # GitHub's and Azure's "##[error]"
    r"|\#+(?:\d{1,4}[ ]\d{1,5}\.\d{1,4}(?=[ ]))?"  # comments, buildkit's "#12 0.345"
    r"|//+(?=\s)"
    r"|\[[\w .:/+-]{1,60}\]:?(?=[ \t])"  # [terraform]: [21:48:53] [ERROR]
    r"|[a-z][a-z0-9_./-]{0,60}[ ]{1,20}\|(?=[ ]|$)"  # docker compose's "web-1  | "
    r"|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[\d.,:Z+-]{0,16}(?=[ \t])"  # timestamps
    r"(?:[ \t](?:stdout|stderr)[ ][FP](?=[ ]))?"
    rf"(?:(?:[ ]-[ ][\w.-]{{1,60}}){{0,2}}[ ]-[ ]{_LEVEL}[ ]-(?=[ ])"  # Python's " - belt - ERROR -"
    rf"|[ \t]{{1,8}}\[?{_LEVEL}\]?:?(?=[ \t]))?"
    r"|[A-Z][a-z]{2}[ ][ \d]\d[ ]\d\d:\d\d:\d\d[ ][\w.-]{1,60}[ ]"  # syslog
    r"[\w./()-]{1,60}(?:\[\d{1,9}\])?:(?=[ ])"
    r"|[IWEF]\d{4}[ ]\d\d:\d\d:\d\d\.\d{1,9}[ ]{1,8}\d{1,9}[ ][\w.-]{1,60}:\d{1,6}\](?=[ ])"  # klog
    r"))+[ \t]{0,200}",
)
# With the blanks that fill the line up to it.
_RIGHT_BORDER = re.compile(
    r"(?m)[ \t\u2500-\u257f](?<![ \t\u2500-\u257f]{2})[ \t\u2500-\u257f]*+(?<=[\u2500-\u257f])$"
)

_NUMBER = re.compile(r"[ \t]{0,12}(\d{1,6})(?:[ ]?[:|\u2502]|[ \t]|$)")
_MARKS = (re.compile(r"\+"), re.compile(r"[ \t]{0,12}\*(?=[ \t]|$)"))
_FEWEST_NUMBERED = 3
"""Lines; fewer may begin with numbers or marks of their own."""


def without_margins(text: str) -> str:
    """`text` without what stands before its lines and behind them."""
    text = _PREFIX.sub("", _without_numbers(text))
    return text if text.isascii() else _RIGHT_BORDER.sub("", text)


def _without_numbers(text: str) -> str:
    """`text` without the numbers of its lines, or another mark, where each line has one."""
    first = _NUMBER.match(text)
    if first is None:
        return _without_marks(text)
    lines = text.rstrip().split("\n")
    if len(lines) < _FEWEST_NUMBERED:
        return text
    bare: list[str] = []
    for number, line in enumerate(lines, int(first[1])):
        found = _NUMBER.match(line)
        if found is None or int(found[1]) != number:
            return text
        bare.append(line[found.end() :])
    return "\n".join(bare)


def _without_marks(text: str) -> str:
    """`text` without the "+" of a patch or the "*" of a comment before each line."""
    mark = next((each for each in _MARKS if each.match(text)), None)
    lines = text.rstrip().split("\n") if mark else ()
    if mark is None or len(lines) < _FEWEST_NUMBERED:
        return text
    bare: list[str] = []
    for line in lines:
        found = mark.match(line)
        if found is None:
            return text
        bare.append(line[found.end() :])
    return "\n".join(bare)
