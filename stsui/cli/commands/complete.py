"""`stsui __complete`: what may come next on a command line, for the shells' completion scripts.

zsh and fish hand over the words and quote the answers themselves: a line each, a description after a tab.
bash hands over the line as typed and takes the answers as they are, so they are quoted here.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import NamedTuple

from stsui.cli.commands import COMMANDS
from stsui.cli.parser import build_parser

_UNSAFE_IN_BASH = re.compile(r"[^\w@%+=:,./-]", re.ASCII)


class Candidate(NamedTuple):
    """A word that may come next, and what it stands for."""

    word: str
    meaning: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """The words come in `rest`."""


def split(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The words of somebody else's command line are not this one's options."""
    return arguments[:1], arguments[1:]


def run(options: argparse.Namespace) -> int:
    """Print the candidates for the shell that is named first."""
    shell, *words = options.rest or [""]
    if shell == "bash":
        line, breaks = (*words, "", "")[:2]
        words, quote = words_of(line)
        found = [candidate.word for candidate in candidates(words)]
        print_each(word if quote else _for_bash(word, words[-1], breaks) for word in found)
    else:
        print_each("\t".join(filter(None, candidate)) for candidate in candidates(words or [""]))
    return 0


def print_each(lines: Iterator[str]) -> None:
    """A line each; none for a name that would be two lines, or a description of its own."""
    sys.stdout.write("".join(f"{line}\n" for line in lines if line.replace("\t", "", 1).isprintable()))


def words_of(line: str) -> tuple[list[str], str]:
    """The words after the program's name in a line as typed, and the quote that is still open, if one is.

    The last word is the one to be completed.
    """
    for quote in ("", "'", '"'):
        lexer = shlex.shlex(line + quote, posix=True, punctuation_chars=False)
        lexer.whitespace_split, lexer.commenters = True, ""
        try:
            words = list(lexer)[1:]
        except ValueError:
            continue
        beginning = not words or (not quote and line[-1:].isspace())
        return [*words, *([""] if beginning else [])], quote
    return [""], ""


def _for_bash(word: str, typed: str, breaks: str) -> str:
    """A word as bash inserts it: escaped, and from where bash thinks that it begins."""
    begin = max((typed.rfind(mark) + 1 for mark in breaks if mark in ":="), default=0)
    return _UNSAFE_IN_BASH.sub(r"\\\g<0>", word[begin:])


def candidates(words: Sequence[str]) -> Iterator[Candidate]:
    """What may stand in the place of the last of `words`."""
    *before, typed = words
    if "--" in before:
        return iter(())
    return (candidate for candidate in _possible(before, typed) if candidate.word.startswith(typed))


def _possible(before: Sequence[str], typed: str) -> Iterator[Candidate]:
    place = _place_after(before)
    if place is None:
        return
    parser, action = place
    if typed.startswith("-") and not (action and action.option_strings):
        yield from _options(parser)
    elif action is not None:
        yield from _values(action)


def _place_after(before: Sequence[str]) -> tuple[argparse.ArgumentParser, argparse.Action | None] | None:
    """The parser in charge after `before`, and the option's value or the argument it takes next, if any."""
    name = next((word for word in before if word in COMMANDS), None)
    parser: argparse.ArgumentParser = build_parser(
        {name: import_module(COMMANDS[name].module)} if name else {}
    )
    given, awaited = 0, None
    for word in before:
        option = parser._option_string_actions.get(word)
        if awaited:
            awaited = None
        elif option:
            awaited = option if option.nargs != 0 else None
        elif word.startswith("-"):
            continue
        elif commands := _commands(parser):
            if word not in commands.choices:
                return None
            parser, given = commands.choices[word], 0
        else:
            given += 1
    arguments = [action for action in parser._actions if not action.option_strings]
    if given >= len(arguments) and arguments and arguments[-1].nargs == "*":
        given = len(arguments) - 1
    return parser, awaited or (arguments[given] if given < len(arguments) else None)


def _commands(parser: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
    return next((a for a in parser._actions if isinstance(a, argparse._SubParsersAction)), None)


def _options(parser: argparse.ArgumentParser) -> Iterator[Candidate]:
    for option, action in parser._option_string_actions.items():
        if option.startswith("--"):
            yield Candidate(option, action.help or "")


def _values(action: argparse.Action) -> Iterator[Candidate]:
    if isinstance(action, argparse._SubParsersAction):
        yield from (Candidate(choice.dest, choice.help or "") for choice in action._choices_actions)
    elif action.choices:
        yield from (Candidate(str(choice)) for choice in action.choices)
    elif action.dest == "profile":
        yield from _profiles()


def _profiles() -> Iterator[Candidate]:
    from stsui.services import Services

    for profile in Services.open().catalog.profiles.values():
        yield Candidate(profile.name, profile.role or profile.kind.value)
