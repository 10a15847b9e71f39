"""Credentials from a program: the AWS config's `credential_process`, run as the SDKs run it."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.compat import compat_shell_split

from stsui.aws.call import check_characters
from stsui.clock import in_utc
from stsui.errors import ConfigurationError, CredentialsMissing
from stsui.json_text import parse_json
from stsui.model import Credentials, Profile, Secret
from stsui.quoting import quoted

PATIENCE = 300
"""Seconds that the program may take: it may be asking somebody to sign in."""

LARGEST = 2**20
"""Bytes that it may print."""

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
        code, output = _run(command, environ)
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


def _run(command: list[str], environ: Mapping[str, str]) -> tuple[int, bytes | None]:
    """A program's exit code and what it printed, at most a byte more than LARGEST; None if it took too long.

    It is read by a thread: what the program has started may keep its output open when it has been killed.
    """
    process = subprocess.Popen(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    output: Any = process.stdout
    printed: list[bytes] = []

    def read() -> None:
        with output:
            printed.append(output.read(LARGEST + 1))

    reading = threading.Thread(target=read, daemon=True)
    end = time.monotonic() + PATIENCE
    try:
        reading.start()
        reading.join(PATIENCE)
        if printed and len(printed[0]) <= LARGEST:
            return process.wait(max(end - time.monotonic(), 0)), printed[0]
    except subprocess.TimeoutExpired:
        printed.clear()
    finally:
        process.kill()
        process.wait()
    return process.returncode, printed[0] if printed else None


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
