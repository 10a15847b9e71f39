"""`stsui decode`: a denial, pasted with whatever is around it, as a table."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stsui.cli.options import add_code
from stsui.errors import ConfigurationError

if TYPE_CHECKING:
    from stsui.denials import Denial

LARGEST = 16 * 2**20
"""Bytes of text that are looked through."""
_WITH_VALUE = ("--file", "--profile", "--mfa-code")
_AN_OPTION = re.compile(r"-h|--[a-z][a-z-]{0,30}(=.*)?", re.DOTALL)


def configure(parser: argparse.ArgumentParser) -> None:
    """TEXT and how to read and print it."""
    parser.add_argument(
        "text", metavar="TEXT", nargs="?", help="the denial, quoted or not; - or nothing reads stdin"
    )
    parser.add_argument("--file", help="read the text from this file")
    parser.add_argument("--profile", help="decode with this profile's session")
    add_code(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON for programs")
    form.add_argument("--markdown", action="store_true", help="print Markdown for an incident channel")
    parser.epilog = "The exit code is 1 when an encoded message could not be decoded."


def split(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The options, and the words of the text: an encoded message may well begin with a dash."""
    options: list[str] = []
    words: list[str] = []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            words += waiting
        elif _AN_OPTION.fullmatch(word) or (word == "decode" and word not in options):
            options.append(word)
            if word in _WITH_VALUE:
                options += (value for value in [next(waiting, None)] if value is not None)
        else:
            words.append(word)
    return options, words


def run(options: argparse.Namespace) -> int:
    """Print what can be read from the text; 1 when a blob in it stays encoded."""
    from stsui.cli.codes import code_source
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, say
    from stsui.cli.terminal import ProgressLine
    from stsui.denials import NOTHING_FOUND, to_json, to_markdown

    text = _text(options)
    services = open_services()
    codes = code_source(options.mfa_code, services)
    with ProgressLine(services.clock) as line:
        denials = services.decode(text, options.profile, codes, line.show)
    if options.json:
        print_json([to_json(denial) for denial in denials])
    elif options.markdown:
        print("\n".join(to_markdown(denial) for denial in denials), end="")
    elif denials:
        print("\n\n".join(_table(denial) for denial in denials))
    if not denials:
        say(NOTHING_FOUND)
    return 1 if not denials or any(denial.decoded is False for denial in denials) else 0


def _text(options: argparse.Namespace) -> str:
    given = " ".join(options.rest)
    if options.file and given:
        raise ConfigurationError("Give the text or --file, not both.")
    if options.file:
        text = _decoded(_file(options.file))
    elif given in ("", "-"):
        text = _stdin(options.mfa_code)
    else:
        text = given
    if not text.strip():
        raise ConfigurationError("There is nothing to decode.", "Give the text of the denial, or pipe it in.")
    return text


def _file(path: str) -> bytes:
    from stsui.files import Unreadable, read_bounded

    try:
        content = read_bounded(path, LARGEST)
    except Unreadable as error:
        raise ConfigurationError(f"The file {path} {error}.") from error
    if content is None:
        raise ConfigurationError(f"There is no file {path}.")
    return content


def _stdin(code_option: str | None) -> str:
    if code_option == "-":
        raise ConfigurationError("stdin cannot be both the text and the code.", "Use --file for the text.")
    if sys.stdin.isatty():
        from stsui.cli.output import say

        say(f"Paste the denial, then press {'Ctrl-Z and enter' if sys.platform == 'win32' else 'Ctrl-D'}.")
    content = sys.stdin.buffer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ConfigurationError(f"The text is larger than {LARGEST // 2**20} MiB.")
    return _decoded(content)


def _decoded(content: bytes) -> str:
    # Windows' shells write UTF-16 into files and pipes, with its mark in front.
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.decode("utf-16" if utf16 else "utf-8-sig", errors="replace")


def _table(denial: Denial) -> str:
    from stsui.cli.output import table, visible
    from stsui.denials import condition_rows, explain, rows, statement_rows

    blocks = [table(rows(denial))]
    if statements := statement_rows(denial):
        blocks.append(table(statements, ("STATEMENT", "EFFECT", "ACTIONS", "RESOURCES", "CONDITIONS")))
    if conditions := condition_rows(denial):
        blocks.append(table(conditions, ("CONDITION", "VALUES")))
    blocks.append("\n".join(visible(line) for line in explain(denial).splitlines()))
    return "\n\n".join(blocks)
