"""The parser of the command line, which asks each command's module for its options."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, Protocol

from stsui import __version__
from stsui.cli.commands import COMMANDS
from stsui.errors import ConfigurationError


class CommandModule(Protocol):
    """What a command's module offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options and arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors of stsui's, and whose options are written out."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print."""
        raise ConfigurationError(f"{message}.", f"See {self.prog} --help.")

    def options_of(self, arguments: Sequence[str]) -> argparse.Namespace:
        """What `arguments` say; words that nobody takes are told with the command that they were given to."""
        options, unknown = self.parse_known_args(arguments)
        if unknown:
            place = " ".join(filter(None, (self.prog, options.command)))
            raise ConfigurationError(f"unrecognized arguments: {' '.join(unknown)}.", f"See {place} --help.")
        return options


def build_parser(modules: Mapping[str, CommandModule], *, others: bool = True) -> Parser:
    """A parser that knows the commands whose modules are given.

    It names the `others` too, as the help of the whole has to: half a millisecond for each.
    """
    parser = Parser(
        prog="stsui",
        description="A terminal session manager for AWS STS. Without a command: the UI.",
        epilog="Exit codes: 0 done, 1 failed, 2 usage or configuration error, 3 an MFA code is needed and "
        "nobody can be asked, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"stsui {__version__}")
    _add_debug(parser, default=False)
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", parser_class=Parser)
    for name, command in COMMANDS.items():
        if name not in modules and (command.hidden or not others):
            continue
        text = {} if command.hidden else {"help": command.summary}
        summary = command.summary
        child = commands.add_parser(
            name,
            description=f"{summary[0].upper()}{summary[1:]}.",
            **text,  # type: ignore[arg-type]
        )
        _add_debug(child, default=argparse.SUPPRESS)
        if name in modules:
            modules[name].configure(child)
    return parser


def _add_debug(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--debug", action="store_true", default=default, help="show the traceback of a failure"
    )
