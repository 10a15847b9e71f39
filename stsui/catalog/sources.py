"""Where a profile's credentials come from: botocore's order of providers and chain of source profiles."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import NamedTuple

from stsui.catalog.aws_files import AwsFiles, Entry
from stsui.model import Credentials, Kind, Problem, Secret
from stsui.quoting import did_you_mean, shown

CREDENTIAL_SOURCES = ("Environment", "Ec2InstanceMetadata", "EcsContainer")
MOST_COMPARED = 300
"""Names compared for a "did you mean"; with more, a source misspelt everywhere would cost seconds."""

_KEY, _SECRET = "aws_access_key_id", "aws_secret_access_key"
_TOKENS = ("aws_security_token", "aws_session_token")
_SSO_REQUIRED = ("sso_role_name", "sso_account_id", "sso_start_url", "sso_region")


class Chain(NamedTuple):
    """The way from a role to its base credentials."""

    roles: tuple[str, ...]
    """The profiles whose roles are assumed, the wanted one first."""
    base: str | None = None
    """The profile that the base credentials are taken from; None with a credential source or a problem."""
    credential_source: str | None = None
    problem: Problem | None = None
    """Why the chain leads nowhere."""


def kind_of(entry: Entry) -> Kind:
    """What a profile is when it is asked for by name."""
    return Kind.ROLE if _assumes_role(entry) else base_kind(entry)


def base_kind(entry: Entry) -> Kind:
    """What a profile is as the source of a role: its role, if it has one, is left aside."""
    if entry.base is None:
        entry.base = _base_kind(entry)
    return entry.base


def _base_kind(entry: Entry) -> Kind:
    values = entry.values
    if values.get("web_identity_token_file"):
        return Kind.WEB_IDENTITY
    if "sso_role_name" in values or "sso_account_id" in values:
        return Kind.SSO
    if _KEY in entry.shared:
        return _static_kind(entry.shared)
    if "login_session" in values:
        return Kind.LOGIN
    if "credential_process" in values:
        return Kind.PROCESS
    return _static_kind(entry.config) if _KEY in entry.config else Kind.EMPTY


def static_credentials(entry: Entry) -> Credentials | None:
    """The keys that a profile has in a file, all from one of the two; None where they are not whole."""
    section = _static_section(entry)
    secret = section.get(_SECRET)
    if not secret or not section.get(_KEY):
        return None
    token = _token(section)
    return Credentials(section[_KEY], Secret(secret), Secret(token) if token else None)


def chain_of(files: AwsFiles, name: str) -> Chain:
    """Follow source profiles from a role down to base credentials, with botocore's rules of loops."""
    visited, current = [name], files.entries[name]
    while True:
        if problem := _source_problem(files, current):
            return Chain(tuple(visited), problem=problem)
        source = current.values.get("source_profile")
        if source is None:
            return Chain(tuple(visited), credential_source=current.values["credential_source"])
        entry = files.entries[source]
        has_keys = _has_static_keys(entry)
        if source in visited and not (has_keys and source == current.name):
            return Chain(tuple(visited), problem=_loop(visited, source))
        if has_keys or not _assumes_role(entry):
            return Chain(tuple(visited), base=source)
        visited.append(source)
        current = entry


def problems_of(files: AwsFiles, entry: Entry) -> tuple[Problem, ...]:
    """Everything in a profile's own and its sources' settings that keeps it from being started."""
    if not _assumes_role(entry):
        return _base_problems(files, entry)
    chain = chain_of(files, entry.name)
    if chain.problem:
        return (chain.problem,)
    if chain.base is None:
        return ()
    base = files.entries[chain.base]
    if base_kind(base) is Kind.EMPTY and not _has_static_keys(base):
        message = " ".join([f"The source profile {shown(base.name)} has no credentials.", *_unread(files)])
        return (Problem("source-empty", message),)
    return _base_problems(files, base)


def _unread(files: AwsFiles) -> Iterator[str]:
    """The files that what is missing may be in."""
    return (f"{problem.file}: {problem.message}" for problem in files.problems if not problem.line)


def asks_stsui_for(entry: Entry) -> str | None:
    """The profile that a credential_process asks stsui for, where that is what it does."""
    try:
        words = shlex.split(entry.values.get("credential_process", ""))
    except ValueError:
        return None
    if "credential-process" not in words or not any(PurePath(word).stem == "stsui" for word in words[:3]):
        return None
    asked = [word for word in words[words.index("credential-process") + 1 :] if not word.startswith("-")]
    return asked[-1] if asked else None


def sso_settings(files: AwsFiles, entry: Entry) -> dict[str, str]:
    """What the profile's sso-session adds to it."""
    return files.sso_sessions.get(entry.values.get("sso_session", ""), {})


def _assumes_role(entry: Entry) -> bool:
    return "role_arn" in entry.values and "web_identity_token_file" not in entry.values


def _has_static_keys(entry: Entry) -> bool:
    return _KEY in entry.values or _SECRET in entry.values


def _static_section(entry: Entry) -> Mapping[str, str]:
    return entry.shared if _KEY in entry.shared else entry.config


def _static_kind(section: Mapping[str, str]) -> Kind:
    return Kind.TEMPORARY if _token(section) else Kind.LONG_TERM


def _token(section: Mapping[str, str]) -> str | None:
    return next((section[name] for name in _TOKENS if name in section), None)


def _source_problem(files: AwsFiles, entry: Entry) -> Problem | None:
    source, wanted = entry.values.get("source_profile"), entry.values.get("credential_source")
    if source in files.entries and wanted is None:
        return None
    name = shown(entry.name)
    if source is not None and wanted is not None:
        return Problem(
            "two-sources",
            f"The profile {name} has both source_profile and credential_source; remove one of them.",
        )
    if source is None and wanted is None:
        return Problem(
            "no-source",
            f"The profile {name} has a role_arn, but no source_profile or credential_source to start from.",
        )
    if wanted is not None and wanted not in CREDENTIAL_SOURCES:
        return Problem(
            "credential-source",
            f"The credential_source of {name} should be {', '.join(CREDENTIAL_SOURCES)} (as written here), "
            f"not {shown(wanted)}.",
        )
    if source is not None and source not in files.entries:
        hint = did_you_mean(source, files.entries) if len(files.entries) <= MOST_COMPARED else ""
        if not hint and source == "default":
            hint = "aws configure writes its keys into the credentials file."
        return Problem(
            "source-missing", f"The source profile {shown(source)} of {name} does not exist. {hint}".rstrip()
        )
    return None


def _loop(visited: list[str], source: str) -> Problem:
    way = " → ".join(shown(name) for name in [*visited[visited.index(source) :], source])
    return Problem(
        "source-loop", f"The source profiles go round in a loop: {way}. One of them needs keys of its own."
    )


def _base_problems(files: AwsFiles, entry: Entry) -> tuple[Problem, ...]:
    if entry.base_problems is None:
        entry.base_problems = tuple(_find_base_problems(files, entry))
    return entry.base_problems


def _find_base_problems(files: AwsFiles, entry: Entry) -> Iterator[Problem]:
    kind, name = base_kind(entry), shown(entry.name)
    if kind is Kind.WEB_IDENTITY and not entry.values.get("role_arn"):
        yield Problem(
            "web-identity-role", f"The profile {name} has a web_identity_token_file, but no role_arn."
        )
    elif kind is Kind.SSO:
        yield from _sso_problems(files, entry)
    elif kind is Kind.PROCESS:
        yield from _process_problems(files, entry)
    elif kind in (Kind.LONG_TERM, Kind.TEMPORARY) or (kind is Kind.EMPTY and _has_static_keys(entry)):
        yield from _key_problems(entry)


def _process_problems(files: AwsFiles, entry: Entry) -> Iterator[Problem]:
    if not entry.values["credential_process"].strip():
        yield Problem("process-empty", f"The credential_process of {shown(entry.name)} is empty.")
    asked = [entry.name]
    current: Entry | None = entry
    while current and base_kind(current) is Kind.PROCESS and not _assumes_role(current):
        name = asks_stsui_for(current)
        if name in asked:
            message = (
                f"The credential_process of {shown(entry.name)} asks stsui for {shown(name)}, without end."
            )
            yield Problem("process-loop", f"{message} Let it ask for a profile that has credentials.")
            return
        asked.append(name or "")
        current = files.entries.get(name or "")


def _key_problems(entry: Entry) -> Iterator[Problem]:
    section, name = _static_section(entry), shown(entry.name)
    missing = [key for key in (_KEY, _SECRET) if not section.get(key)]
    if missing:
        elsewhere = (
            " (both must be in the same file)" if all(entry.values.get(key) for key in missing) else ""
        )
        yield Problem("partial-keys", f"The profile {name} has no {' and no '.join(missing)}{elsewhere}.")
    elif section[_KEY].startswith("ASIA") and not _token(section):
        yield Problem(
            "partial-keys",
            f"The profile {name} has a temporary key (ASIA…), but no aws_session_token with it.",
        )


def _sso_problems(files: AwsFiles, entry: Entry) -> Iterator[Problem]:
    session, name = entry.values.get("sso_session"), shown(entry.name)
    if session is not None and session not in files.sso_sessions:
        yield Problem("sso-session", f"The sso-session {shown(session)} of {name} does not exist.")
        return
    added = sso_settings(files, entry)
    for key in added:
        if entry.values.get(key, added[key]) != added[key]:
            yield Problem(
                "sso-session", f"{key} of {name} is not the same as that of its sso-session; remove one."
            )
    missing = [key for key in _SSO_REQUIRED if key not in entry.values and key not in added]
    if missing:
        yield Problem(
            "sso-settings", f"The profile {name} signs in by SSO, but has no {' and no '.join(missing)}."
        )
