"""Where a command's token code comes from: option, environment, stored secret, a person, in this order."""

from __future__ import annotations

import os
import sys

from stsui.cli.commands import COMMANDS
from stsui.cli.output import say
from stsui.cli.terminal import TerminalCodes
from stsui.delivery.ui_codes import UiCodes
from stsui.errors import ConfigurationError
from stsui.limits import TOKEN_CODE
from stsui.services import Services
from stsui.sessions import CodeSource, FirstOf, GivenCode, StoredTotp

LONGEST_LINE = 200
FOR_OTHERS = "credential-process"
"""The command that other programs run: the person knows those, and not it."""


def code_source(option: str | None, services: Services, *, prompt: bool = True) -> CodeSource:
    """The code given by --mfa-code or STSUI_MFA_CODE; else the stored secret's; else what is typed.

    It is typed in a UI that runs or, unless `prompt` is false, on the terminal, whichever comes first.
    """
    if given := _given(option):
        return GivenCode(given)
    windows = ui_codes(services)
    return FirstOf(
        [StoredTotp(services.seeds, services.clock), TerminalCodes(windows) if prompt else windows]
    )


def ui_codes(services: Services, *, lasting: bool = False) -> UiCodes:
    """A person at a UI that runs; `lasting` for a command that wants codes for as long as it runs."""
    return UiCodes(services.state_dir, _program, clock=services.clock, say=say, lasting=lasting)


def _program() -> tuple[str, int]:
    """Who is told to want the code. Never more of a command line than the command's name."""
    name = next((word for word in sys.argv[1:] if word in COMMANDS), "")
    own = f"stsui {name}".strip()
    if name != FOR_OTHERS:
        return own, os.getpid()
    from stsui.delivery.calling import calling_program

    return calling_program(own)


def _given(option: str | None) -> str | None:
    if option is None:
        text, name = os.environ.get("STSUI_MFA_CODE"), "STSUI_MFA_CODE"
    elif option == "-":
        text, name = first_line_of_stdin(), "the code on stdin"
    else:
        text, name = option, "--mfa-code"
    if option is None and not text:
        return None
    code = "".join((text or "").split())
    if problem := TOKEN_CODE.problem(code):
        raise ConfigurationError(problem, f"See {name}.")
    return code


def first_line_of_stdin() -> str:
    """One line and not a byte more: the rest belongs to the command that `exec` runs."""
    line = bytearray()
    while (byte := os.read(sys.stdin.fileno(), 1)) not in (b"", b"\n") and len(line) < LONGEST_LINE:
        line += byte
    return line.decode("utf-8", errors="replace")
