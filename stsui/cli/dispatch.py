"""From a command line to the command's module, and from every failure to one sentence and an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from stsui.cli.commands import COMMANDS, command_in
from stsui.cli.output import say
from stsui.errors import StsuiError

INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    prepare_streams()
    return reported(lambda: _command(arguments), debug="--debug" in _own(arguments))


def reported(work: Callable[[], int], *, debug: bool) -> int:
    """`work`'s exit code. Whatever goes wrong is one sentence on stderr; a traceback only for `debug`."""
    try:
        code = work()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the results has gone. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last resort
        code = _say_what_failed(error)
        if debug:
            import traceback

            traceback.print_exc()
    return code


def _say_what_failed(error: BaseException) -> int:
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, StsuiError):
        say(str(error))
        return error.exit_code
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        say(f"The system refused: {error.strerror or error}{where}.")
        return 1
    say(f"This should not have happened: {type(error).__name__}: {error}. --debug shows where it did.")
    return 1


def _own(arguments: Sequence[str]) -> Sequence[str]:
    """The arguments that are stsui's, not those of a command it is to run."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _command(arguments: Sequence[str]) -> int:
    if not arguments:  # the UI, whose first frame need not wait for a parser
        from stsui.cli.commands.ui import show_ui

        return show_ui()
    from stsui.cli.parser import build_parser

    name = command_in(arguments) or "ui"
    module = import_module(COMMANDS[name].module)
    # A command may keep words from the parser: another program's options, or a text that looks like one.
    own, rest = module.split(arguments) if hasattr(module, "split") else (arguments, ())
    # A --help before the command is about all of them.
    parser = build_parser({name: module}, others=arguments[:1] != [name])
    try:
        options = parser.options_of(own)
    except SystemExit as done:  # --help and --version print and leave
        return int(done.code or 0)
    options.rest = rest
    try:
        code: int = module.run(options)
    except StsuiError as error:
        _name_the_profile(error, getattr(options, "profile", None))
        raise
    return code


def _name_the_profile(error: StsuiError, profile: object) -> None:
    """AWS's refusals speak of roles and calls; the person knows the profile that was asked for."""
    if isinstance(profile, str) and error.exit_code == 1 and profile not in str(error):
        from stsui.quoting import quoted

        error.message = f"{quoted(profile)}: {error.message}"


def prepare_streams() -> None:
    """Nothing that is closed, and no character that cannot be shown, ends in a traceback."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
