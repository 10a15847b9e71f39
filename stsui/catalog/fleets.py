"""Fleets: a profile for every account and role, written as one entry of config.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from stsui.catalog.aws_files import AwsFiles, Entry
from stsui.catalog.sources import asks_stsui_for
from stsui.model import FileProblem, Origin
from stsui.quoting import shown
from stsui.settings import Fleet, Settings
from stsui.templates import fill

MOST_PROFILES = 50_000
"""Profiles that all fleets together may give."""


def add_fleets(files: AwsFiles, settings: Settings) -> None:
    """Add the fleets' profiles to the entries; a name that is there already keeps what it means.

    Unless it means the fleet's profile: an entry of the AWS config that asks stsui for its own name is how
    other AWS tools are shown the fleet's profile.
    """
    file, room = str(settings.path), MOST_PROFILES
    for fleet in settings.fleets:
        room -= len(fleet.accounts) * len(fleet.roles)
        if room < 0:
            message = f"The fleets give more than {MOST_PROFILES:,} profiles; this one is left out."
            files.problems.append(FileProblem(file, fleet.line, message))
            return
        for entry in _entries(fleet, file):
            _add(files, entry)


def _add(files: AwsFiles, entry: Entry) -> None:
    known = files.entries.setdefault(entry.name, entry)
    if asks_stsui_for(known) == entry.name:
        files.entries[entry.name] = entry
    elif known is not entry:
        where = f"{known.origin.file}, line {known.origin.line}"
        message = f"The fleet's profile {shown(entry.name)} is there already ({where}), and that one counts."
        files.problems.append(FileProblem(entry.origin.file, entry.origin.line, message))


def _entries(fleet: Fleet, file: str) -> Iterator[Entry]:
    """The fleet's profiles, in the words of an AWS config file."""
    origin = Origin(file, fleet.line)
    common = {
        "source_profile": fleet.source_profile,
        "mfa_serial": fleet.mfa_serial,
        "region": fleet.region,
        "duration_seconds": None if fleet.duration_seconds is None else str(fleet.duration_seconds),
        "external_id": fleet.external_id,
    }
    values = {name: value for name, value in common.items() if value is not None}
    for account, number in fleet.accounts.items():
        for role in fleet.roles:
            name = fill(
                fleet.name, {"account": account, "account_id": number, "role": role.rsplit("/", 1)[-1]}
            )
            arn = f"arn:{fleet.partition}:iam::{number}:role/{role.removeprefix('/')}"
            yield Entry(name, "fleet", origin, {"role_arn": arn, **values})
