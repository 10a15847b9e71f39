"""Profiles from entries, each made when it is first looked at, so that a catalog of 10,000 opens at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stsui.catalog.aws_files import AwsFiles, Entry
from stsui.catalog.sources import base_kind, kind_of, problems_of, sso_settings, static_credentials
from stsui.model import NO_SETTINGS, PARAMETER_NAMES, Heading, Kind, Parameters, Problem, Profile
from stsui.rules import account_of, role_name_of
from stsui.settings import Account, Override, Settings

_IN_PARAMETERS = ("role_arn", "role_session_name", "mfa_serial", "external_id", "duration_seconds")
_SECRETS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token")
_ELSEWHERE = frozenset((*_IN_PARAMETERS, *_SECRETS, "region", "source_profile", "credential_source"))
"""Settings that are fields of a Profile, and not repeated among its other settings."""

_NO_ACCOUNT = Account()


class Profiles(Mapping[str, Profile]):
    """All profiles by name, in the order of their files."""

    def __init__(self, files: AwsFiles, settings: Settings) -> None:
        self._files = files
        self._overrides = settings.profiles
        self._accounts = _accounts(settings)
        self._made: dict[str, Profile] = {}

    def __getitem__(self, name: str) -> Profile:
        profile = self._made.get(name)
        if profile is None:
            profile = self._made[name] = self._make(self._files.entries[name])
        return profile

    def __iter__(self) -> Iterator[str]:
        return iter(self._files.entries)

    def __len__(self) -> int:
        return len(self._files.entries)

    def problems(self, name: str) -> tuple[Problem, ...]:
        """What keeps a profile from being started, without making the profile. KeyError when it is gone."""
        made = self._made.get(name)
        return made.problems if made else self._problems(self._files.entries[name])

    def headings(self) -> Iterator[Heading]:
        """What lists show of every profile, without making the profiles."""
        return map(self._heading, self._files.entries.values())

    def _heading(self, entry: Entry) -> Heading:
        values, kind = entry.values, kind_of(entry)
        override = self._overrides.get(entry.name)
        account_id = _account_id(values)
        account = self._accounts.get(account_id or "", _NO_ACCOUNT)
        role = role_name_of(values.get("role_arn"))
        return Heading(
            entry.name,
            kind,
            account_id,
            account.name,
            (override and override.environment) or account.env,
            role or (values.get("sso_role_name") if kind is Kind.SSO else None),
            values.get("region") or None,
            bool(override and override.favourite),
        )

    def _make(self, entry: Entry) -> Profile:
        values, heading = entry.values, self._heading(entry)
        override = self._overrides.get(entry.name)
        return Profile(
            **heading._asdict(),
            source=entry.source,
            origin=entry.origin,
            source_profile=values.get("source_profile"),
            credential_source=values.get("credential_source"),
            parameters=_parameters(values, override),
            credentials=static_credentials(entry),
            settings=self._other_settings(entry, heading.kind),
            problems=self._problems(entry),
        )

    def _problems(self, entry: Entry) -> tuple[Problem, ...]:
        override = self._overrides.get(entry.name)
        problems = problems_of(self._files, entry)
        return problems + override.problems if override else problems

    def _other_settings(self, entry: Entry, kind: Kind) -> Mapping[str, str]:
        if _ELSEWHERE.issuperset(entry.values):
            return NO_SETTINGS
        found = {
            name: value
            for name, value in entry.values.items()
            if name not in _ELSEWHERE and value[:1] != "\n"
        }
        if kind is Kind.SSO or base_kind(entry) is Kind.SSO:
            found = {**sso_settings(self._files, entry), **found}
        return found


def duration_of(values: Mapping[str, str]) -> int | None:
    """`duration_seconds`; what is no number is left aside, as botocore does."""
    written = values.get("duration_seconds")
    try:
        return None if written is None else int(written)
    except ValueError:
        return None


def replaced(parameters: Parameters, changes: Parameters) -> Parameters:
    """The parameters with every one that `changes` gives put in place of the configured one."""
    given = {name: value for name in PARAMETER_NAMES if (value := getattr(changes, name)) not in (None, ())}
    return replace(parameters, **given) if given else parameters


def _parameters(values: Mapping[str, str], override: Override | None) -> Parameters:
    configured = Parameters(
        role_arn=values.get("role_arn"),
        role_session_name=values.get("role_session_name"),
        duration_seconds=duration_of(values),
        mfa_serial=values.get("mfa_serial"),
        external_id=values.get("external_id"),
    )
    return replaced(configured, override.parameters) if override else configured


def _account_id(values: Mapping[str, str]) -> str | None:
    return (
        account_of(values.get("role_arn"))
        or values.get("sso_account_id")
        or values.get("aws_account_id")
        or account_of(values.get("mfa_serial"))
    )


def _accounts(settings: Settings) -> dict[str, Account]:
    """Names and labels of accounts: those stated, and for the rest the names that fleets use."""
    accounts = {
        number: Account(name=name) for fleet in settings.fleets for name, number in fleet.accounts.items()
    }
    for number, stated in settings.accounts.items():
        named = accounts.get(number, _NO_ACCOUNT)
        accounts[number] = Account(name=stated.name or named.name, env=stated.env)
    return accounts
