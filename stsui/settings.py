"""What `config.yaml` and the environment say, and where stsui keeps its files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import timedelta
from pathlib import Path

from stsui.errors import ConfigurationError
from stsui.files import FileStamp, Unreadable, expand, read_bounded, stamp
from stsui.model import FileProblem, Parameters, Problem
from stsui.records import record

STORES = ("keyring", "file", "memory")
DEFAULT_THEME = "midnight"
FLEET_NAME = "{account}/{role}"
LARGEST_FILE = 4 * 2**20


@record
class Account:
    """An account's name and environment label."""

    name: str | None = None
    env: str | None = None


@record(kw_only=True)
class Fleet:
    """Accounts × roles: a profile for each pair, without writing it."""

    source_profile: str
    roles: tuple[str, ...]
    accounts: Mapping[str, str]
    """Account name to account id."""
    name: str = FLEET_NAME
    mfa_serial: str | None = None
    region: str | None = None
    duration_seconds: int | None = None
    external_id: str | None = None
    partition: str = "aws"
    line: int = 0


@record
class Override:
    """What the AWS config cannot say of one profile."""

    parameters: Parameters = field(default_factory=Parameters)
    favourite: bool = False
    environment: str | None = None
    line: int = 0
    problems: tuple[Problem, ...] = ()
    """What could not be understood: the profile is not started with less than was asked for it."""


@record
class Refresh:
    """When sessions are renewed without being asked."""

    auto: bool = True
    ahead: timedelta = timedelta(minutes=5)


@record(kw_only=True)
class Settings:
    """`config.yaml`, checked. Whatever is wrong in it is in `problems`; the rest holds."""

    path: Path
    theme: str = DEFAULT_THEME
    store: str = "keyring"
    """keyring, file or memory."""
    refresh: Refresh = Refresh()
    accounts: Mapping[str, Account] = field(default_factory=dict)
    fleets: tuple[Fleet, ...] = ()
    profiles: Mapping[str, Override] = field(default_factory=dict)
    confirm: tuple[str, ...] = ()
    """Environment labels that `exec` asks about before it runs anything."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Action name to key, as `keys:` in the file."""
    alternative_regions: tuple[str, ...] = ()
    """Regions, or STS addresses, to turn to in order where an endpoint cannot be reached or fails."""
    saml_process: str | None = None
    """A command that signs in and prints a SAML response."""
    web_identity_process: str | None = None
    """A command that prints a web identity token."""
    problems: tuple[FileProblem, ...] = ()
    files: tuple[FileStamp, ...] = ()
    """The file and the session policies it names, as they were when read."""


def config_path(environ: Mapping[str, str]) -> Path:
    """Where `config.yaml` is, or would be: STSUI_CONFIG, else the platform's folder for configuration.

    Raises ConfigurationError where there is no such folder, for want of a home.
    """
    if named := environ.get("STSUI_CONFIG"):
        return Path(expand(named, environ))
    return _platform_folder("user_config_path", "STSUI_CONFIG") / "config.yaml"


def state_dir(environ: Mapping[str, str]) -> Path:
    """The folder for what stsui keeps itself: STSUI_STATE_DIR, else the platform's folder for state.

    Raises ConfigurationError where there is no such folder, for want of a home.
    """
    if named := environ.get("STSUI_STATE_DIR"):
        return Path(expand(named, environ))
    return _platform_folder("user_state_path", "STSUI_STATE_DIR")


def _platform_folder(kind: str, variable: str) -> Path:
    import platformdirs

    try:
        folder: Path = getattr(platformdirs, kind)("stsui", appauthor=False)
    except RuntimeError:  # of newer versions; with older ones, "~" stays as it is
        folder = Path("~")
    if folder.parts[:1] != ("~",):
        return folder
    raise ConfigurationError(
        "This user has no home folder, so stsui does not know where its files are.",
        f"Set HOME, or name the place with {variable}.",
    )


def read_settings(environ: Mapping[str, str]) -> Settings:
    """`config.yaml` and the environment. Never raises for what they say: see `Settings.problems`."""
    try:
        path = config_path(environ)
    except ConfigurationError as error:
        nowhere = FileProblem("config.yaml", 0, str(error))
        return _with_store(Settings(path=Path("config.yaml"), problems=(nowhere,)), environ)
    before = stamp(str(path))
    settings = _read_file(path, environ, named=bool(environ.get("STSUI_CONFIG")))
    return _with_store(replace(settings, files=(before, *settings.files)), environ)


def _read_file(path: Path, environ: Mapping[str, str], *, named: bool) -> Settings:
    try:
        content = read_bounded(str(path), LARGEST_FILE)
    except Unreadable as error:
        return Settings(path=path, problems=(FileProblem(str(path), 0, f"The file {error}."),))
    if content is None:
        missing = FileProblem(str(path), 0, "STSUI_CONFIG names this file, but it does not exist.")
        problems = (missing,) if named and str(path) != os.devnull else ()
        return Settings(path=path, problems=problems)
    from stsui.settings_file import parse_settings

    return parse_settings(path, content, environ)


def _with_store(settings: Settings, environ: Mapping[str, str]) -> Settings:
    store = environ.get("STSUI_STORE")
    if not store:
        return settings
    if store in STORES:
        return replace(settings, store=store)
    problem = FileProblem("STSUI_STORE", 0, f"The store should be {', '.join(STORES)}, not {store[:40]!r}.")
    return replace(settings, problems=(*settings.problems, problem))
