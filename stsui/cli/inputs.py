"""What a command reads beside its options: policies, assertions, tokens; from a file, stdin or a helper."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stsui.errors import ConfigurationError
from stsui.files import as_text
from stsui.model import Secret

if TYPE_CHECKING:
    from stsui.services import Services

LARGEST = 4 * 2**20
"""Bytes; the limits of STS are far below, and told with their reason."""
STDIN = "-"


def read_text(option: str, given: str, otherwise: str = "") -> str:
    """The text in the file that `given` names, or on stdin for "-".

    `otherwise` is the hint where there is no such file. Pipes are read too, as a shell's <(…) makes them.

    Raises:
        ConfigurationError: it cannot be read; one sentence that names the option.
    """
    if not given:
        raise ConfigurationError(f"{option}: no file is named.", otherwise)
    return as_text(_stdin(option) if given == STDIN else _file(option, given, otherwise))


def read_secret(option: str, given: str) -> Secret:
    """The secret in a file or on stdin. What was given is not repeated: it may be the secret itself."""
    hint = (
        "The secret itself is not taken on a command line, where every process of this machine can read it: "
        "put it into a file, or give - and pipe it in."
    )
    if given != STDIN and _state(given) is None:
        raise ConfigurationError(f"The file given for {option} does not exist.", hint)
    return Secret(read_text(option, given))


def read_helper(services: Services, option: str, command: str) -> Secret:
    """The secret that a helper program prints; `option` names where it is configured."""
    from stsui.cli.terminal import ProgressLine
    from stsui.sessions import Progress

    with ProgressLine(services.clock) as line:
        return services.helper_output(option, command, lambda text: line.show(Progress(text)))


def is_regular_file(given: str) -> bool:
    """Whether this names a file that can be read again and again."""
    found = _state(given)
    return found is not None and stat.S_ISREG(found.st_mode)


def check_one_stdin(given: dict[str, str | None]) -> None:
    """Refuse a command line in which two options would read stdin; `given` are their values, by option."""
    readers = [option for option, value in given.items() if value == STDIN]
    if len(readers) > 1:
        raise ConfigurationError(f"stdin cannot be read twice: {' and '.join(readers)} both ask for it.")


def _state(given: str) -> os.stat_result | None:
    """What the system knows of a file; None where there is none, or what is given can be no file's name."""
    try:
        return Path(given).expanduser().stat()
    except (OSError, ValueError, RuntimeError):
        return None


def _stdin(option: str) -> bytes:
    if sys.stdin.isatty():
        from stsui.cli.output import say

        end = "Ctrl-Z and enter" if sys.platform == "win32" else "Ctrl-D"
        say(f"Paste what {option} takes, then press {end}.")
    return _bounded(option, sys.stdin.buffer.read(LARGEST + 1))


def _file(option: str, path: str, otherwise: str) -> bytes:
    try:
        with Path(path).expanduser().open("rb") as file:
            return _bounded(option, file.read(LARGEST + 1))
    except FileNotFoundError:
        raise ConfigurationError(f"{option}: there is no file {path[:200]}.", otherwise) from None
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"{option}: the file {path[:200]} cannot be read ({why}).", otherwise
        ) from None


def _bounded(option: str, content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise ConfigurationError(f"{option}: that is larger than {LARGEST // 2**20} MiB.")
    return content
