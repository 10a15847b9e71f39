"""Credentials from a program: the AWS config's `credential_process`, run as the SDKs run it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from botocore.compat import compat_shell_split

from stsui.aws.call import check_characters
from stsui.aws.programs import Program
from stsui.clock import in_utc
from stsui.errors import ConfigurationError, CredentialsMissing
from stsui.json_text import parse_json
from stsui.model import Credentials, Profile, Secret
from stsui.quoting import quoted

PATIENCE = 300
"""Seconds that the program may take: it may be asking somebody to sign in."""

LOOK_UP = 0.2
"""Seconds of waiting after which it is told, and then asked again and again whether that is still wanted."""

LARGEST = 2**20
"""Bytes that it may print."""

ASKING = "STSUI_ASKING"
"""In the program's environment: the profiles that stsui is asking for, a line each, to notice circles."""


Waiting = Callable[[str], None]
"""Told what is waited for, again and again while that lasts; raises to break it off."""


def _patiently(text: str) -> None:
    """Wait for as long as it takes, and tell nobody."""


def from_process(profile: Profile, environ: Mapping[str, str], waiting: Waiting = _patiently) -> Credentials:
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
    return _read(what, output_of(what, profile.settings["credential_process"], environ, waiting))


def output_of(what: str, command_line: str, environ: Mapping[str, str], waiting: Waiting = _patiently) -> str:
    """What a helper program prints; `what` names it in errors, its output and complaints are never shown."""
    try:
        command = compat_shell_split(command_line)
    except ValueError as error:
        raise ConfigurationError(f"The {what} cannot be read: {error}.", "Mend its quotes.") from None
    if not command:
        raise ConfigurationError(f"The {what} is empty.")
    try:
        code, output = _run(command, environ, partial(waiting, f"Waiting for the {what}"))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _missing(what, f"cannot be run: {quoted(command[0])}: {why}") from None
    if output is None:
        raise _missing(what, f"did not finish within {PATIENCE} s")
    if len(output) > LARGEST:
        raise _missing(what, f"printed more than {LARGEST // 2**20} MiB")
    if code:
        raise _missing(what, f"failed with exit code {code}")
    return output.decode("utf-8", errors="replace")


def _run(
    command: list[str], environ: Mapping[str, str], waiting: Callable[[], None]
) -> tuple[int, bytes | None]:
    """A program's exit code and what it printed, at most a byte more than LARGEST; None if it took too long.

    It is read by a thread: what the program has started may keep its output open when it has been ended.
    """
    end = time.monotonic() + PATIENCE
    with Program(command, environ, LARGEST + 1) as program:
        while (late := not program.done(LOOK_UP)) and time.monotonic() < end:
            waiting()
    return program.code, None if late else program.printed


def _read(what: str, output: str) -> Credentials:
    try:
        given: Any = parse_json(output)
    except ValueError:
        raise _missing(what, "did not print JSON") from None
    if not isinstance(given, dict) or given.get("Version") != 1:
        raise _missing(what, 'did not print a JSON object with "Version": 1')
    for key in ("AccessKeyId", "SecretAccessKey"):
        if not isinstance(given.get(key), str) or not given[key]:
            raise _missing(what, f"printed no {key}")
    token = given.get("SessionToken")
    found = Credentials(
        given["AccessKeyId"],
        Secret(given["SecretAccessKey"]),
        Secret(str(token)) if token else None,
        _expiry(what, given.get("Expiration")),
    )
    try:
        check_characters(found)
    except ConfigurationError as error:
        raise _missing(what, f"printed no credentials. {error.message.rstrip('.')}") from None
    return found


def _expiry(what: str, text: object) -> datetime | None:
    if text is None:
        return None
    try:
        return in_utc(datetime.fromisoformat(str(text)))
    except ValueError:
        raise _missing(what, "printed an Expiration that is no ISO 8601 time") from None


def _missing(what: str, failed: str) -> CredentialsMissing:
    return CredentialsMissing(f"The {what} {failed}.", "Run it by hand to see what it says.")
