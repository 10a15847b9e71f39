"""What `config.yaml` and the environment say, and where stsui keeps its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from stsui.model import FileProblem, Parameters


@dataclass(frozen=True, slots=True)
class Account:
    """An account's name and environment label."""

    name: str | None = None
    env: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Accounts × roles: a profile for each pair, without writing it."""

    source_profile: str
    roles: tuple[str, ...]
    accounts: Mapping[str, str]
    """Account name to account id."""
    name: str = "{account}/{role}"
    mfa_serial: str | None = None
    region: str | None = None
    duration_seconds: int | None = None
    external_id: str | None = None
    partition: str = "aws"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Override:
    """What the AWS config cannot say of one profile."""

    parameters: Parameters = field(default_factory=Parameters)
    favourite: bool = False
    environment: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Refresh:
    """When sessions are renewed without being asked."""

    auto: bool = False
    ahead: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`config.yaml`, checked. Whatever is wrong in it is in `problems`; the rest holds."""

    path: Path
    theme: str = "midnight"
    store: str = "keyring"
    """keyring, file or memory."""
    refresh: Refresh = Refresh()
    accounts: Mapping[str, Account] = field(default_factory=dict)
    fleets: tuple[Fleet, ...] = ()
    profiles: Mapping[str, Override] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Action name to key, as `keys:` in the file."""
    problems: tuple[FileProblem, ...] = ()
