"""Environment variables that SDKs heed and people forget. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from stsui.cli.checks import Finding, broken, ok, warning

CHECK = "environment"


def environment_findings(
    environ: Mapping[str, str], profiles: Collection[str], now: datetime
) -> Iterator[Finding]:
    """What is stale, contradictory or incomplete among the variables; one `ok` when nothing is."""
    found = [
        *_keys(environ),
        *_tokens(environ),
        *_expiration(environ, now),
        *_profile(environ, profiles),
        *_code(environ),
    ]
    yield from found or [ok(CHECK, "No stale or contradictory AWS variables.")]


def _keys(environ: Mapping[str, str]) -> Iterator[Finding]:
    key, secret = environ.get("AWS_ACCESS_KEY_ID"), environ.get("AWS_SECRET_ACCESS_KEY")
    if bool(key) != bool(secret):
        there, absent = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")[:: 1 if key else -1]
        yield broken(CHECK, f"{there} is set without {absent}.", f"Set both, or unset {there}.")
    elif key and (profile := environ.get("AWS_PROFILE")):
        yield warning(
            CHECK,
            f"AWS_ACCESS_KEY_ID is set, so most tools use that key and not AWS_PROFILE ({profile}).",
            "Unset AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or AWS_PROFILE.",
        )
    if key and key.startswith("ASIA") and not environ.get("AWS_SESSION_TOKEN"):
        yield broken(
            CHECK,
            "AWS_ACCESS_KEY_ID is a temporary key, but AWS_SESSION_TOKEN is not set.",
            "Set all three, or unset the key.",
        )
    if key and key.startswith("AKIA") and environ.get("AWS_SESSION_TOKEN"):
        yield broken(
            CHECK,
            "AWS_SESSION_TOKEN is set beside a long-term key, which AWS refuses.",
            "Unset AWS_SESSION_TOKEN.",
        )


def _tokens(environ: Mapping[str, str]) -> Iterator[Finding]:
    legacy = environ.get("AWS_SECURITY_TOKEN")
    if legacy and legacy != environ.get("AWS_SESSION_TOKEN"):
        yield broken(
            CHECK,
            "AWS_SECURITY_TOKEN differs from AWS_SESSION_TOKEN, and some tools read it first.",
            "Unset AWS_SECURITY_TOKEN; it is an old name.",
        )


def _expiration(environ: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    text = environ.get("AWS_CREDENTIAL_EXPIRATION")
    if not text:
        return
    try:
        over = datetime.fromisoformat(text) <= now
    except (ValueError, TypeError):
        yield broken(
            CHECK,
            "AWS_CREDENTIAL_EXPIRATION is no date with a time zone, so SDKs refuse the credentials.",
            "Unset AWS_CREDENTIAL_EXPIRATION.",
        )
        return
    if over:
        yield broken(
            CHECK,
            "AWS_CREDENTIAL_EXPIRATION is past, so SDKs refuse the credentials beside it.",
            "Take new credentials, or unset AWS_CREDENTIAL_EXPIRATION.",
        )


def _profile(environ: Mapping[str, str], profiles: Collection[str]) -> Iterator[Finding]:
    first, second = environ.get("AWS_PROFILE"), environ.get("AWS_DEFAULT_PROFILE")
    for variable, name in (("AWS_PROFILE", first), ("AWS_DEFAULT_PROFILE", second)):
        if name and name not in profiles:
            yield broken(
                CHECK,
                f"{variable} names the profile {name}, which does not exist.",
                f"Unset {variable}, or set it to one that stsui list shows.",
            )
    if first and second and first != second:
        yield warning(
            CHECK,
            f"AWS_PROFILE is {first} and AWS_DEFAULT_PROFILE is {second}: tools differ in which they take.",
            "Unset AWS_DEFAULT_PROFILE.",
        )


def _code(environ: Mapping[str, str]) -> Iterator[Finding]:
    if environ.get("STSUI_MFA_CODE"):
        yield warning(
            CHECK,
            "STSUI_MFA_CODE is set; a code works once, so the next command that needs one will be refused.",
            "Set it for a single command only, or store the device's secret with stsui mfa add.",
        )
