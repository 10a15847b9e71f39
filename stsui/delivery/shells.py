"""Credentials as text for a shell or a program, quoted so that no value can become a command. Pure.

cmd.exe and dotenv files have no quoting that holds for every text: there a value outside the safe characters
is refused. Credentials, Regions and dates never have one; a profile's name may, so those two do not carry it.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import PurePath

from stsui.delivery.credential_process import document
from stsui.delivery.environment import (
    OF_A_SESSION,
    OF_AN_ENDPOINT,
    PROFILE_VARIABLE,
    REGION,
    SHADOWING,
    session_variables,
)
from stsui.errors import ConfigurationError
from stsui.model import Session


class Format(StrEnum):
    """The forms `export` writes."""

    ENV = "env"
    """POSIX shells: `eval "$(stsui export PROFILE)"`."""
    FISH = "fish"
    POWERSHELL = "powershell"
    CMD = "cmd"
    NU = "nu"
    """A NUON record: `load-env (stsui export PROFILE --format nu | from nuon)`."""
    DOTENV = "dotenv"
    JSON = "json"
    """The variables as one JSON object."""
    PROCESS = "process"
    """The JSON of the SDKs' credential_process."""


_SHELLS = {
    **dict.fromkeys(("sh", "bash", "zsh", "dash", "ash", "ksh", "mksh", "busybox", "yash"), Format.ENV),
    "fish": Format.FISH,
    "nu": Format.NU,
    **dict.fromkeys(("pwsh", "powershell"), Format.POWERSHELL),
    "cmd": Format.CMD,
}
CANNOT_UNSET = frozenset({Format.DOTENV, Format.JSON})
"""Forms that can set variables only; what shadows them stays in the caller's environment."""


def default_format(environ: Mapping[str, str], *, windows: bool) -> Format:
    """The form for the shell that `$SHELL` names; where it names none, the platform's usual one."""
    shell = PurePath(environ.get("SHELL", "").replace("\\", "/")).name.removesuffix(".exe")
    if not shell:
        return Format.POWERSHELL if windows else Format.ENV
    if shell not in _SHELLS:
        raise ConfigurationError(
            f"stsui does not know how to write variables for the shell {shell}.",
            f"Choose a form with --format: {', '.join(Format)}.",
        )
    return _SHELLS[shell]


def export_text(session: Session, form: Format, region: str | None = None) -> str:
    """`session` in the form `form`, ending in a newline. Holds the secrets."""
    if form is Format.PROCESS:
        return document(session)
    variables = session_variables(session, region) | {PROFILE_VARIABLE: session.info.profile}
    return lines_text(variables, SHADOWING, form)


def lines_text(variables: Mapping[str, str], unset: Sequence[str], form: Format) -> str:
    """What sets `variables` and, where the form can, takes the variables `unset` away."""
    if form in (Format.CMD, Format.DOTENV):
        variables = {name: value for name, value in variables.items() if name != PROFILE_VARIABLE}
    if any("\0" in value for value in variables.values()):
        raise ConfigurationError("A value with a NUL character cannot be put into an environment variable.")
    if form is Format.NU:  # one record alone can be loaded
        return _nu({**dict.fromkeys(unset), **variables})
    return _WRITERS[form](variables) + (_UNSETTERS[form](unset) if form in _UNSETTERS else "")


def unset_text(form: Format) -> str:
    """What takes an exported session out of a shell again, in the form `form`."""
    if form not in _UNSETTERS:
        raise ConfigurationError(
            f"The form {form} can set variables, but not unset them.",
            f"Forms that can: {', '.join(_UNSETTERS)}.",
        )
    return _UNSETTERS[form]([*OF_A_SESSION, *REGION, *OF_AN_ENDPOINT])


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _env(variables: Mapping[str, str]) -> str:
    return _lines(f"export {name}={shlex.quote(value)}" for name, value in variables.items())


def _fish(variables: Mapping[str, str]) -> str:
    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    return _lines(f"set -gx {name} {quoted(value)};" for name, value in variables.items())


# PowerShell takes typographic single quotes for the plain one; each stands for itself when doubled.
_POWERSHELL_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")


def _powershell(variables: Mapping[str, str]) -> str:
    def quoted(text: str) -> str:
        return "'" + _POWERSHELL_QUOTES.sub(lambda quote: quote[0] * 2, text) + "'"

    return _lines(f"$Env:{name} = {quoted(value)}" for name, value in variables.items())


def _cmd(variables: Mapping[str, str]) -> str:
    return _lines(f'set "{name}={_plain(name, value, "cmd.exe")}"' for name, value in variables.items())


def _dotenv(variables: Mapping[str, str]) -> str:
    return _lines(f"{name}={_plain(name, value, 'a dotenv file')}" for name, value in variables.items())


def _nu(variables: Mapping[str, str | None]) -> str:
    """A record; nu passes no variable on that is null."""
    parts = (f"{name}: {'null' if value is None else _nuon(value)}" for name, value in variables.items())
    return "{" + ", ".join(parts) + "}\n"


def _nuon(text: str) -> str:
    # NUON's strings are JSON's but for \uXXXX, which nu spells \u{X}.
    quoted = json.dumps(text, ensure_ascii=False).replace("\\\\", "\\u005c")
    return re.sub(r"\\u([0-9a-f]{4})", r"\\u{\1}", quoted)


def _json(variables: Mapping[str, str]) -> str:
    return json.dumps(variables, indent=2) + "\n"


_PLAIN = re.compile(r"[A-Za-z0-9_+/=.,:@-]*")


def _plain(name: str, value: str, where: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise ConfigurationError(
            f"The value of {name} has characters that cannot be written safely for {where}.",
            "Choose another form with --format, or use stsui exec.",
        )
    return value


_WRITERS: Mapping[Format, Callable[[Mapping[str, str]], str]] = {
    Format.ENV: _env,
    Format.FISH: _fish,
    Format.POWERSHELL: _powershell,
    Format.CMD: _cmd,
    Format.NU: _nu,
    Format.DOTENV: _dotenv,
    Format.JSON: _json,
}

_UNSETTERS: Mapping[Format, Callable[[Sequence[str]], str]] = {
    Format.ENV: lambda names: f"unset {' '.join(names)}\n",
    # A variable that is not set is no error in fish, but leaves its status behind.
    Format.FISH: lambda names: _lines([*(f"set -q {name}; and set -e {name};" for name in names), "true;"]),
    Format.POWERSHELL: lambda names: _lines(
        f"Remove-Item -ErrorAction SilentlyContinue Env:{name}" for name in names
    ),
    Format.CMD: lambda names: _lines(f'set "{name}="' for name in names),
    Format.NU: lambda names: _nu(dict.fromkeys(names)),
}
