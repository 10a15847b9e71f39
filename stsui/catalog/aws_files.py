"""The AWS config and credentials files as one set of entries, named and merged as botocore does."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from stsui.catalog.ini import IniFile, Section, nested, read_ini
from stsui.files import FileStamp, expand, stamp
from stsui.model import FileProblem, Kind, Origin, Problem
from stsui.quoting import shown

_PLAIN_NAME = re.compile(r"""[^\s'"\\]+[ \t]+([^\s'"\\]+)[ \t]*""")
"""A section's header of two words that shlex would not change."""

WRITTEN_FROM = "x_stsui_profile"
"""In a section of the credentials file that stsui wrote: the profile whose session it holds."""

_PROFILE_KEYS = frozenset(
    {"role_arn", "source_profile", "aws_access_key_id", "credential_process", "sso_account_id"}
)
"""Settings that show that a section was meant as a profile."""


class Entry:
    """A profile as written: its settings from both files, and from each, since keys must come from one."""

    __slots__ = ("base", "base_problems", "config", "name", "origin", "shared", "source", "values")

    def __init__(self, name: str, source: str, origin: Origin, values: dict[str, str]) -> None:
        self.name = name
        self.source = source
        """"config", "credentials" or "fleet"."""
        self.origin = origin
        self.values = values
        """What counts: the credentials file's settings over the config file's."""
        self.config: Mapping[str, str] = {}
        self.shared: Mapping[str, str] = {}
        """The credentials file's own."""
        self.base: Kind | None = None
        """What it is as a source, once somebody has asked: thousands of roles may share one source."""
        self.base_problems: tuple[Problem, ...] | None = None
        """What keeps it from being one, once somebody has asked."""


class AwsFiles:
    """Everything read from the two files."""

    def __init__(self, stamps: tuple[FileStamp, ...]) -> None:
        self.stamps = stamps
        self.entries: dict[str, Entry] = {}
        self.sso_sessions: dict[str, dict[str, str]] = {}
        self.services: dict[str, dict[str, str]] = {}
        self.problems: list[FileProblem] = []


def config_file(environ: Mapping[str, str]) -> str:
    """Where the AWS config file is, or would be."""
    return expand(environ.get("AWS_CONFIG_FILE") or "~/.aws/config", environ)


def credentials_file(environ: Mapping[str, str]) -> str:
    """Where the AWS credentials file is, or would be."""
    return expand(environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials", environ)


def read_aws_files(environ: Mapping[str, str]) -> AwsFiles:
    """Read both files; what is wrong in them is among the problems."""
    paths = config_file(environ), credentials_file(environ)
    stamps = tuple(stamp(path) for path in paths)
    files = AwsFiles(stamps)
    config = read_ini(paths[0])
    for section in config.sections.values():
        _take_config_section(files, config, section)
    credentials = read_ini(paths[1])
    for section in credentials.sections.values():
        _take_credentials_section(files, credentials, section)
    files.problems = [*config.problems, *credentials.problems]
    return files


def _take_config_section(files: AwsFiles, ini: IniFile, section: Section) -> None:
    header = section.name
    if header == "default" or header.startswith("profile"):
        name = "default" if header == "default" else _second_word(header)
        if name:
            _take_profile(files, ini, section, name)
            if not header.startswith(("profile ", "profile\t", "default")):
                ini.report(
                    section.line,
                    f"[{header[:60]}] names the profile {shown(name)} for AWS tools in Python alone; "
                    "write [profile NAME].",
                )
        else:
            ini.report(
                section.line,
                f"[{header[:60]}] names no profile; write [profile NAME], quoting names with blanks.",
            )
    elif header.startswith(("sso-session", "services")):
        kind = files.sso_sessions if header.startswith("sso-session") else files.services
        if name := _second_word(header):
            kind[name] = section.values
    elif (bare := header.strip()).startswith(("profile ", "profile\t")):
        ini.report(
            section.line,
            f"[{header[:60]}] begins with a blank, and so is no profile to AWS tools in Python; "
            f"write [{bare[:60]}].",
        )
    elif not _PROFILE_KEYS.isdisjoint(section.values):
        ini.report(section.line, f"[{header[:60]}] is no profile in this file; write [profile {bare[:60]}].")


def _take_profile(files: AwsFiles, ini: IniFile, section: Section, name: str) -> None:
    if before := files.entries.get(name):
        ini.report(
            section.line,
            f"The profile {shown(name)} is there already, on line {before.origin.line}; this one counts.",
        )
    entry = Entry(name, "config", Origin(ini.path, section.line), section.values)
    entry.config = section.values
    files.entries[name] = entry


def _take_credentials_section(files: AwsFiles, ini: IniFile, section: Section) -> None:
    name = section.name
    if section.values.get(WRITTEN_FROM) == name:
        return  # a session of the profile's own, written there for others: not what the profile is made from
    if name.startswith("profile ") and not _PROFILE_KEYS.isdisjoint(section.values):
        ini.report(
            section.line,
            f"[{name[:60]}] is a profile with the word profile in its name: in this file write [NAME] alone.",
        )
    entry = files.entries.get(name)
    if entry is None:
        entry = Entry(name, "credentials", Origin(ini.path, section.line), section.values)
        files.entries[name] = entry
    else:
        entry.values = {**entry.config, **section.values}
    entry.shared = section.values


def _second_word(header: str) -> str | None:
    """The name in a header of two words, quotes taken as a shell does; None for any other header."""
    if plain := _PLAIN_NAME.fullmatch(header):
        return plain[1]
    try:
        words = shlex.split(header)
    except ValueError:
        return None
    return words[1] if len(words) == 2 else None


def endpoint_of_services(section: Mapping[str, str]) -> str | None:
    """The endpoint for STS in a `[services NAME]` section, if it names one."""
    block = section.get("sts", "")
    return nested(block).get("endpoint_url") if block.startswith("\n") else None
