"""Running somebody's command with a session's environment, so that its signals and exit code are its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from stsui.errors import StsuiError

NOT_FOUND = 127
NOT_RUNNABLE = 126


class CommandNotRun(StsuiError):
    """The command could not be started: 127 when there is none of that name, else 126, as env(1) has it."""

    def __init__(self, message: str, hint: str = "", *, exit_code: int) -> None:
        super().__init__(message, hint)
        self.exit_code = exit_code


def user_shell(environ: Mapping[str, str]) -> str:
    """The shell that a person without a command gets."""
    if sys.platform == "win32":
        return environ.get("SHELL") or environ.get("COMSPEC") or "cmd.exe"
    return environ.get("SHELL") or "/bin/sh"


def find_command(name: str, environ: Mapping[str, str]) -> str:
    """Where `name` is, so that a mistyped command costs no token code."""
    if found := shutil.which(name, path=environ.get("PATH", os.defpath)):
        return found
    if Path(name).name != name and Path(name).is_file():
        raise CommandNotRun(
            f"{name} is not a program that can be run.", "Is it marked executable?", exit_code=NOT_RUNNABLE
        )
    raise CommandNotRun(f"There is no command {name}.", "Check its name and PATH.", exit_code=NOT_FOUND)


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `command` in this process's place; Windows cannot: there, wait for it and return its exit code."""
    return run_and_wait(command, environment) if os.name == "nt" else become(command, environment)


def become(command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Replace this process by `command`: nothing of stsui stays in memory, and signals go straight to it."""
    program = find_command(command[0], environment)
    sys.stdout.flush()
    sys.stderr.flush()
    restore_signals()
    try:
        os.execve(program, list(command), dict(environment))
    except (OSError, ValueError) as error:
        raise not_started(command[0], error) from error


def run_and_wait(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `command` on this terminal and return its exit code, as a shell would tell it."""
    program = find_command(command[0], environment)
    # Ctrl-C reaches everything on the terminal; what to do about it is the command's affair until it ends.
    previous = signal.signal(signal.SIGINT, _ignore)
    try:
        code = subprocess.run([program, *command[1:]], env=dict(environment), check=False).returncode
    except (OSError, ValueError) as error:
        raise not_started(command[0], error) from error
    finally:
        signal.signal(signal.SIGINT, previous)
    return 128 - code if code < 0 else code


def _ignore(*_: object) -> None:
    """A handler, unlike SIG_IGN, is not passed on to the child."""


def restore_signals() -> None:
    """Give back the signals that Python ignores: an ignored SIGPIPE would be inherited by the command."""
    for name in ("SIGPIPE", "SIGXFZ", "SIGXFSZ"):
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_DFL)


def not_started(name: str, error: Exception) -> CommandNotRun:
    """Why the system would not start a command."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    missing = isinstance(error, FileNotFoundError)
    return CommandNotRun(
        f"{name} could not be started: {reason}.", exit_code=NOT_FOUND if missing else NOT_RUNNABLE
    )
