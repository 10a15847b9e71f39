"""Takes away what stands left and right of every line: boxes, quotations, log prefixes, line numbers."""

from __future__ import annotations

import re

_LEVEL = r"(?:TRACE|DEBUG|DEBG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE|STDOUT|STDERR)"

# What tools put before every line; each piece begins with a mark of its own.
_PREFIX = re.compile(
    r"(?m)^(?:[ \t]{0,200}(?:"
    r"[\u2500-\u257f|>]+"  # boxes, quotations
    r"|\#\#\[[a-z]{1,20}\]"  # GitHub's and Azure's "##[error]"
    r"|\#+(?:\d{1,4}[ ]\d{1,5}\.\d{1,4}(?=[ ]))?"  # comments, buildkit's "#12 0.345"
    r"|//+(?=\s)"
    r"|\[[\w .:/+-]{1,60}\]:?(?=[ \t])"  # [terraform]: [21:48:53] [ERROR]
    r"|[a-z][a-z0-9_./-]{0,60}[ ]{1,20}\|(?=[ ]|$)"  # docker compose's "web-1  | "
    r"|(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d\d:\d\d:\d\d[\d.,:Z+-]{0,16}(?=[ \t])"  # timestamps
    r"(?:[ \t](?:stdout|stderr)[ ][FP](?=[ ])"
    r"|[ ]\d\d[OE](?:\+|(?=[ ]))"  # GitLab's " 01O"
    r"|[ ][\w.-]{1,60}+(?:[ ][\w./-]{1,60}+)?\[[\w.]{1,20}\]:(?=[ ])"  # journald's " depot belt[44]:"
    r"|[ ][\w./-]{1,60}\.go:\d{1,6}:(?=[ ])"
    r"|\t[0-9a-f-]{36}(?=\t))?"  # Lambda's request id
    rf"(?:(?:[ ]-[ ][\w.-]{{1,60}}){{0,2}}[ ]-[ ]{_LEVEL}[ ]-(?=[ ])"  # Python's " - belt - ERROR -"
    rf"|[ \t]{{1,8}}\[?{_LEVEL}\]?:?(?=[ \t])"
    r"(?:\t[\w./-]{1,60}(?=\t)|[ ]{1,8}\[[\w .:/-]{1,40}\][ ][\w.$-]{1,60}[ ][:-](?=[ ]))?)?"  # Log4j's
    r"|\d{4}/\d\d/\d\d/\[[\w$.]{1,20}\][0-9a-f]{8,32}(?=[ ])"  # a log stream of Lambda
    rf"|{_LEVEL}:[a-z_][\w.]{{0,60}}+:"  # Python's "ERROR:root:"
    r"|time=\S{1,40}[ ]level=\w{1,10}[ ]msg=(?=\S)"
    r"|npm[ ](?:ERR!|error)(?=[ ]|$)"
    r"|<\d{1,3}>1(?=[ ]\d{4}-)"  # syslog as RFC 5424 has it
    r"|[A-Z][a-z]{2}[ ][ \d]\d[ ]\d\d:\d\d:\d\d[ ][\w.-]{1,60}[ ]"  # syslog
    r"[\w./()-]{1,60}(?:\[\d{1,9}\])?:(?=[ ])"
    r"|[IWEF]\d{4}[ ]\d\d:\d\d:\d\d\.\d{1,9}[ ]{1,8}\d{1,9}[ ][\w.-]{1,60}:\d{1,6}\](?=[ ])"  # klog
    r"))+[ \t]{0,200}",
)
# The job and its step before a timestamp, as GitHub's command line tells them.
_STEP = re.compile(r"(?m)^[\w ./()-]{1,60}+\t[\w ./()-]{1,60}+\t(?=\d{4}-\d\d-\d\dT)")
# With the blanks that fill the line up to it.
_RIGHT_BORDER = re.compile(
    r"(?m)[ \t\u2500-\u257f](?<![ \t\u2500-\u257f]{2})[ \t\u2500-\u257f]*+(?<=[\u2500-\u257f])$"
)

_NUMBER = re.compile(r"[ \t]{0,12}(\d{1,6})(?:[ ]?[:|\u2502]|[ \t]|$)")
_MARKS = (re.compile(r"\+"), re.compile(r"[ \t]{0,12}(?:\*|--|;)(?=[ \t]|$)"), re.compile("-"))
# The lines around a comment whose own lines begin with "*".
_COMMENT_ENDS = re.compile(r"\A[ \t]{0,12}/\*{1,2}[ \t]{0,8}\n|\n[ \t]{0,12}\*{1,2}/\s{0,8}\Z")
_FEWEST_NUMBERED = 3
"""Lines; fewer may begin with numbers or marks of their own."""

_NAME = re.compile(r"[\w ./\[\]=>:!#@()+-]{1,60}[]:!>-][ \t]")
"""What a tool may put before every line of its output ("==> depot: ")."""
_NO_NAME = re.compile(
    r"User|Principal|API|arn:|[Aa]uthori[sz]|[Ee]rror|xception|[Dd]en(?:y|ied)|[Cc]ode|Fault|Operation"
)
"""What a message begins with: several of them may begin alike."""


def without_margins(text: str) -> str:
    """`text` without what stands before its lines and behind them."""
    text = _without_bars(_without_numbers(_without_gaps(text)))
    text = _PREFIX.sub("", _STEP.sub("", text) if "\t20" in text else text)
    bare = _without_name(text)
    text = text if bare is text else _PREFIX.sub("", bare)
    return text if text.isascii() else _RIGHT_BORDER.sub("", text)


def _without_gaps(text: str) -> str:
    """`text` without the blank line behind each line, where a sentence goes on behind one."""
    if text.count("\n\n") < _FEWEST_NUMBERED:
        return text
    lines = text.split("\n")
    doubled = not any(line and not line.isspace() for line in lines[1::2])
    return "\n".join(lines[::2]) if doubled and any(line[:1].islower() for line in lines[2::2]) else text


def _without_bars(text: str) -> str:
    """`text` without the "|" that ends a line, where another one begins it."""
    if "|\n" not in text and not text.endswith("|"):
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.endswith("|") and line.lstrip(" \t").startswith("| "):
            lines[at] = line[:-1].rstrip(" \t")
    return "\n".join(lines)


def _without_name(text: str) -> str:
    """`text` without the name of a tool before each line."""
    if text.count("\n") < _FEWEST_NUMBERED - 1:
        return text
    lines = text.rstrip().split("\n")
    if len(lines) < _FEWEST_NUMBERED:
        return text
    full = [line for line in lines if line.strip()]
    name = _NAME.match(_beginning(min(full), max(full)) + " ")
    if name is None or _NO_NAME.search(name[0]):
        return text
    return "\n".join(line[name.end() :] for line in lines)


def _beginning(one: str, two: str) -> str:
    """What both lines begin with; of the least and the greatest of many lines: what all begin with."""
    return one[
        : next((at for at, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), len(one))
    ]


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
    if text.lstrip().startswith("/*"):
        text = _COMMENT_ENDS.sub("", text)
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
