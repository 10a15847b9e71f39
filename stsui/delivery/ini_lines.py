"""Changing one section of an INI file and no other byte of it. Pure: bytes in, bytes out.

Lines mean here what they mean to the AWS tools in Python: a line that is indented deeper than the setting
above it continues that setting, even if it looks like a header.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple


class Kind(Enum):
    """What a line is."""

    BLANK = auto()
    COMMENT = auto()
    HEADER = auto()
    SETTING = auto()
    CONTINUED = auto()
    """More of the setting above."""
    OTHER = auto()


class Line(NamedTuple):
    """A line as it stands in the file, and what it is."""

    raw: bytes
    """With its line end."""
    kind: Kind
    name: str = ""
    """A header's or, in lower case, a setting's; empty for the other kinds."""

    @property
    def text(self) -> str:
        """The line without its line end and the blanks around it."""
        return _decoded(self.raw).strip()


def read_lines(content: bytes) -> list[Line]:
    """Every line of a file; their `raw` parts together are the file."""
    lines: list[Line] = []
    in_setting, level = False, 0
    for number, raw in enumerate(content.splitlines(keepends=True)):
        whole = _decoded(raw.removeprefix(b"\xef\xbb\xbf") if number == 0 else raw)
        text = whole.strip()
        indent = len(whole) - len(whole.lstrip())
        if not text:
            kind, name = Kind.BLANK, ""
        elif text[0] in "#;":
            kind, name = Kind.COMMENT, ""
        elif in_setting and indent > level:
            kind, name = Kind.CONTINUED, ""
        else:
            kind, name = _own_line(text)
            in_setting, level = kind is Kind.SETTING, indent
        lines.append(Line(raw, kind, name))
    return lines


def sections(lines: Sequence[Line]) -> Iterator[tuple[str, int, int]]:
    """Each section's name, the index of its header, and the index after its last line."""
    headers = [index for index, line in enumerate(lines) if line.kind is Kind.HEADER]
    for start, end in pairwise([*headers, len(lines)]):
        yield lines[start].name, start, end


def line_end(content: bytes) -> bytes:
    """How the lines of a file end, by its first one."""
    first = content.splitlines(keepends=True)[:1]
    for end in (b"\r\n", b"\n", b"\r"):
        if first and first[0].endswith(end):
            return end
    return b"\n"


def replace_settings(
    content: bytes, section: str, block: Sequence[str], replaced: Collection[str], mark: str
) -> bytes:
    """`content` with `block` at the top of a section instead of its settings named in `replaced`.

    Comments of the section that begin with `mark` go as well. A section that is not there yet is added at the
    end.
    """
    lines, end = read_lines(content), line_end(content)
    new = b"".join(line.encode() + end for line in block)
    for name, start, stop in sections(lines):
        if name == section:
            header, body = lines[start], lines[start + 1 : stop]
            kept = b"".join(line.raw for line in _remaining(body, replaced, mark))
            gap = b"" if header.raw.endswith((b"\n", b"\r")) else end
            return _raw(lines[:start]) + header.raw + gap + new + kept + _raw(lines[stop:])
    gap = b"" if not content or content.endswith((b"\n", b"\r")) else end
    blank = end if lines and lines[-1].kind is not Kind.BLANK else b""
    return content + gap + blank + f"[{section}]".encode() + end + new


def remove_settings(content: bytes, section: str, removed: Collection[str], mark: str) -> bytes:
    """`content` without a section's settings named in `removed` and its comments that begin with `mark`.

    The header goes too where no other setting is left under it.
    """
    lines = read_lines(content)
    for name, start, stop in sections(lines):
        if name == section:
            left = list(_remaining(lines[start + 1 : stop], removed, mark))
            if any(line.kind is Kind.SETTING for line in left):
                left.insert(0, lines[start])
            elif start and lines[start - 1].kind is Kind.BLANK and not left:
                start -= 1
            return _raw(lines[:start]) + _raw(left) + _raw(lines[stop:])
    return content


def _remaining(body: Sequence[Line], replaced: Collection[str], mark: str) -> Iterator[Line]:
    dropping = False
    for line in body:
        if line.kind is not Kind.CONTINUED:
            of_mark = line.kind is Kind.COMMENT and line.text.startswith(mark)
            dropping = of_mark or (line.kind is Kind.SETTING and line.name in replaced)
        if not dropping:
            yield line


def _own_line(text: str) -> tuple[Kind, str]:
    if text[0] == "[" and (end := text.rfind("]")) > 1:
        return Kind.HEADER, text[1:end]
    key, equals, _ = text.partition("=")
    if ":" in key or not equals:
        key, equals, _ = text.partition(":")
    key = key.strip().lower()
    return (Kind.SETTING, key) if equals and key else (Kind.OTHER, "")


def _raw(lines: Sequence[Line]) -> bytes:
    return b"".join(line.raw for line in lines)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", errors="surrogateescape")
