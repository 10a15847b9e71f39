"""Where a command's token code comes from: option, environment, stored secret, terminal, in this order."""

from __future__ import annotations

import os
import sys

from stsui.cli.terminal import TerminalCodes
from stsui.errors import ConfigurationError
from stsui.limits import TOKEN_CODE
from stsui.services import Services
from stsui.sessions import CodeSource, FirstOf, GivenCode, StoredTotp

LONGEST_LINE = 200


def code_source(option: str | None, services: Services, *, prompt: bool = True) -> CodeSource:
    """The code given by --mfa-code or STSUI_MFA_CODE; else the stored secret's; else what is typed."""
    if given := _given(option):
        return GivenCode(given)
    sources: list[CodeSource] = [StoredTotp(services.seeds, services.clock)]
    return FirstOf([*sources, TerminalCodes()] if prompt else sources)


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
