"""Credentials from a program: the AWS config's `credential_process`, run as the SDKs run it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.compat import compat_shell_split

from stsui.errors import ConfigurationError, CredentialsMissing
from stsui.model import Credentials, Profile, Secret

PATIENCE = 300
"""Seconds that the program may take: it may be asking somebody to sign in."""

ASKING = "STSUI_ASKING"
"""In the program's environment: the profiles that stsui is asking for, a line each, to notice circles."""


def from_process(profile: Profile, environ: Mapping[str, str]) -> Credentials:
    """What `profile`'s credential_process prints. Neither its output nor its complaints are ever shown."""
    name = profile.name
    asking = environ.get(ASKING, "").splitlines()
    if name in asking:
        raise ConfigurationError(
            f"The credential_process of profile {name} asks for profile {name} again.",
            "Give it another source; a profile cannot be its own.",
        )
    what = f"credential_process of profile {name}"
    environ = {**environ, ASKING: "\n".join([*asking, name])}
    return _read(what, output_of(what, profile.settings["credential_process"], environ))


def output_of(what: str, command_line: str, environ: Mapping[str, str]) -> str:
    """What a helper program prints; `what` names it in errors, its output and complaints are never shown."""
    try:
        command = compat_shell_split(command_line)
    except ValueError as error:
        raise ConfigurationError(f"The {what} cannot be read: {error}.", "Mend its quotes.") from None
    if not command:
        raise ConfigurationError(f"The {what} is empty.")
    try:
        done = subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise _missing(what, f"cannot be run: {command[0]}: {why}") from None
    except subprocess.TimeoutExpired:
        raise _missing(what, f"did not finish within {PATIENCE} s") from None
    if done.returncode:
        raise _missing(what, f"failed with exit code {done.returncode}")
    return done.stdout


def _read(what: str, output: str) -> Credentials:
    try:
        given: Any = json.loads(output)
    except ValueError:
        raise _missing(what, "did not print JSON") from None
    if not isinstance(given, dict) or given.get("Version") != 1:
        raise _missing(what, 'did not print a JSON object with "Version": 1')
    for key in ("AccessKeyId", "SecretAccessKey"):
        if not isinstance(given.get(key), str) or not given[key]:
            raise _missing(what, f"printed no {key}")
    token = given.get("SessionToken")
    return Credentials(
        given["AccessKeyId"],
        Secret(given["SecretAccessKey"]),
        Secret(str(token)) if token else None,
        _expiry(what, given.get("Expiration")),
    )


def _expiry(what: str, text: object) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        raise _missing(what, "printed an Expiration that is no ISO 8601 time") from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _missing(what: str, failed: str) -> CredentialsMissing:
    return CredentialsMissing(f"The {what} {failed}.", "Run it by hand to see what it says.")
