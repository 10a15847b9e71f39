"""From a command line to the command's module, and from every failure to one sentence and an exit code."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from stsui.cli.output import say
from stsui.cli.parser import COMMANDS, build_parser, command_in
from stsui.errors import StsuiError

INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run one command line. Whatever goes wrong is said on stderr; a traceback only with --debug."""
    _escape_what_cannot_be_written()
    debug = "--debug" in _own(arguments)
    try:
        code = _command(arguments)
        sys.stdout.flush()
    except StsuiError as error:
        say(str(error))
        code = error.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read the results has gone. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the last resort: one sentence instead of a traceback
        say(f"This should not have happened: {type(error).__name__}: {error}. --debug shows where it did.")
        code = 1
    else:
        return code
    if debug:
        traceback.print_exc()
    return code


def _own(arguments: Sequence[str]) -> Sequence[str]:
    """The arguments that are stsui's, not those of a command it is to run."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _command(arguments: Sequence[str]) -> int:
    name = command_in(arguments) or "ui"
    module = import_module(COMMANDS[name].module)
    # A command may keep words from the parser: another program's options, or a text that looks like one.
    own, rest = module.split(arguments) if hasattr(module, "split") else (arguments, ())
    try:
        options = build_parser({name: module}).parse_args(own)
    except SystemExit as done:  # --help and --version print and leave
        return int(done.code or 0)
    options.rest = rest
    code: int = module.run(options)
    return code


def _escape_what_cannot_be_written() -> None:
    """A terminal that cannot show a character gets its escape, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
