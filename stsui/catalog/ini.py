"""A line reader for the AWS config files, which reads what botocore reads, and of the rest what is good.

botocore reads them with `configparser.RawConfigParser` and gives up on the whole file at the first thing it
does not understand. Here the same lines mean the same, but a bad line costs only itself, and is reported.
"""

from __future__ import annotations

import codecs

from stsui.files import Unreadable, read_bounded
from stsui.model import FileProblem

LARGEST_FILE = 32 * 2**20
MOST_PROBLEMS = 50
"""Problems reported of one file; what is no configuration at all has one on every line."""

DEFAULTS = "DEFAULT"
"""A section whose settings every other section gets, as RawConfigParser has it."""


class Section:
    """A section's settings by their lower-case names; a nested block's text begins with a line break."""

    __slots__ = ("line", "name", "values")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.values: dict[str, str] = {}


class IniFile:
    """What was read from one file: its sections in order, and what was wrong."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.sections: dict[str, Section] = {}
        self.problems: list[FileProblem] = []

    def report(self, line: int, message: str) -> None:
        """Note something wrong on a line."""
        if len(self.problems) == MOST_PROBLEMS:
            message = "There is more wrong from here on; is this an AWS config file at all?"
        if len(self.problems) <= MOST_PROBLEMS:
            self.problems.append(FileProblem(self.path, line, message))


def read_ini(path: str) -> IniFile:
    """Read an AWS config or credentials file; one that does not exist has no sections."""
    try:
        content = read_bounded(path, LARGEST_FILE)
    except Unreadable as error:
        ini = IniFile(path)
        ini.report(0, f"The file {error}.")
        return ini
    return parse_ini(path, content or b"")


def parse_ini(path: str, content: bytes) -> IniFile:
    """The sections in a file's content; `path` is for what is reported of it."""
    ini = IniFile(path)
    if content:
        parse_lines(_text(content, ini).replace("\r\n", "\n").replace("\r", "\n").split("\n"), ini)
    return ini


def parse_lines(lines: list[str], ini: IniFile) -> None:
    """Read lines into the sections of `ini`. One loop, few calls: files of 10,000 profiles exist."""
    section: Section | None = None
    values: dict[str, str] = {}
    key, level, blanks, repeated = "", 0, 0, False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            blanks += 1
            continue
        first = text[0]
        if first in "#;":
            continue
        indent = 0 if line[0] == first else len(line) - len(line.lstrip())
        if key and indent > level:
            _continue_value(ini, number, values, key, text, blanks)
            blanks = 0
            continue
        level, blanks = indent, 0
        if first == "[" and (end := text.rfind("]")) > 1:
            section, repeated = _open_section(ini, text[1:end], number)
            values, key = section.values, ""
            continue
        key, equals, value = text.partition("=")
        if ":" in key or not equals:
            key, equals, value = text.partition(":")
        key = key.rstrip().lower()
        if section is None or not equals or not key:
            section, values = _misfit(ini, number, text, section, equals)
            key = ""
            continue
        if key in values and not repeated:
            ini.report(
                number,
                f"The setting {key[:60]} is there twice in [{section.name[:60]}]; the last one counts.",
            )
        values[key] = value.strip()
    if DEFAULTS in ini.sections:
        _spread_defaults(ini)


def nested(value: str) -> dict[str, str]:
    """The settings of a nested block, as in `s3 =` followed by indented lines."""
    parts = (line.partition("=") for line in value.splitlines())
    return {key.strip(): text.strip() for key, equals, text in parts if equals}


def _open_section(ini: IniFile, name: str, line: int) -> tuple[Section, bool]:
    known = ini.sections.get(name)
    if known is None:
        known = ini.sections[name] = Section(name, line)
        return known, False
    if name == DEFAULTS:
        return known, False
    ini.report(
        line,
        f"The section [{name[:60]}] is there already, on line {known.line}; both are taken together. "
        "AWS tools in Python refuse the file for it: keep one.",
    )
    return known, True


def _continue_value(
    ini: IniFile, line: int, values: dict[str, str], key: str, text: str, blanks: int
) -> None:
    before = values[key]
    if (not before or before[0] == "\n") and not all(
        "=" in part for part in text.splitlines() if part.strip()
    ):
        ini.report(line, f"An indented line under {key[:60]} should be NAME = VALUE. The line is left out.")
        return
    values[key] = before + "\n" * (blanks + 1) + text


def _misfit(
    ini: IniFile, line: int, text: str, section: Section | None, equals: str
) -> tuple[Section | None, dict[str, str]]:
    """Report a line that is neither header nor setting; settings after a broken header belong to nobody."""
    if text[0] == "[" and not equals:
        expected = "[profile NAME]" if text.startswith("[profile") else "[NAME]"
        ini.report(line, f"The header of a section should be {expected}; it and its settings are left out.")
        section = Section("", line)
    elif section is None:
        ini.report(line, "A header such as [profile NAME] should come first; what is before one is left out.")
        section = Section("", line)
    elif not equals:
        ini.report(
            line, "The line should be a setting, NAME = VALUE, or the header of a section. It is left out."
        )
    else:
        ini.report(line, "A setting should be NAME = VALUE, but there is no name. The line is left out.")
    return section, section.values


def _spread_defaults(ini: IniFile) -> None:
    defaults = ini.sections.pop(DEFAULTS)
    ini.report(
        defaults.line,
        "The settings of [DEFAULT] go to every profile, here and in AWS tools in Python; others pass them "
        "over. The profile of that name is [default].",
    )
    for section in ini.sections.values():
        section.values = {**defaults.values, **section.values}


def _text(content: bytes, ini: IniFile) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        ini.report(1, "The file is UTF-16, which AWS tools refuse; save it as UTF-8.")
        return content.decode("utf-16", errors="replace")
    if content.startswith(codecs.BOM_UTF8):
        ini.report(
            1, "The file begins with a byte order mark, which AWS tools refuse; save it as UTF-8 without one."
        )
        content = content[len(codecs.BOM_UTF8) :]
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _text_line_by_line(content, ini)


def _text_line_by_line(content: bytes, ini: IniFile) -> str:
    lines = []
    for number, line in enumerate(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            ini.report(
                number,
                "The line is not UTF-8, and AWS tools refuse the file for it; save it as UTF-8.",
            )
            lines.append(line.decode("latin-1"))
    return "\n".join(lines)
