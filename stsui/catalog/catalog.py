"""The catalog: all profiles of all sources, as one mapping that knows when its files have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stsui.catalog.aws_files import AwsFiles, read_aws_files
from stsui.catalog.fleets import add_fleets
from stsui.catalog.profiles import Profiles
from stsui.catalog.sources import MOST_COMPARED, Chain, base_kind, chain_of
from stsui.errors import ConfigurationError
from stsui.files import FileStamp
from stsui.model import FileProblem, Kind, Profile
from stsui.quoting import did_you_mean, shown
from stsui.settings import Settings


class Catalog:
    """All profiles, what is wrong in the files they are from, and those files' state when they were read."""

    def __init__(self, files: AwsFiles, settings: Settings) -> None:
        self.aws_files = files
        """The AWS files as merged entries, which plans follow from source to source."""
        self.profiles = Profiles(files, settings)
        self.files: tuple[FileStamp, ...] = (*files.stamps, *settings.files)
        self.problems: tuple[FileProblem, ...] = (
            *files.problems,
            *settings.problems,
            *_overrides_of_nothing(self.profiles, settings),
        )

    def changed(self) -> bool:
        """Whether any of the files is another now than when it was read."""
        return any(stamp.changed() for stamp in self.files)

    def profile(self, name: str) -> Profile:
        """A profile by its name. Raises ConfigurationError where there is none, with the nearest name."""
        try:
            return self.profiles[name]
        except KeyError:
            raise ConfigurationError(f"There is no profile {shown(name)}.", self._elsewhere(name)) from None

    def _elsewhere(self, name: str) -> str:
        """Where a name that is not here may be: near another, or in a file that could not be read."""
        if hint := did_you_mean(name, self.profiles):
            return hint
        unread = [f"{problem.file}: {problem.message}" for problem in self.problems if not problem.line]
        return " ".join([*unread, "`stsui list` shows all profiles."])

    def chain(self, name: str) -> Chain:
        """The way from a role to its base credentials."""
        return chain_of(self.aws_files, name)

    def base_kind(self, name: str) -> Kind:
        """What a profile is as the source of a role."""
        return base_kind(self.aws_files.entries[name])


def read_catalog(settings: Settings, environ: Mapping[str, str]) -> Catalog:
    """Read the AWS files and add the fleets. Never raises for what is in the files: see the problems."""
    files = read_aws_files(environ)
    add_fleets(files, settings)
    return Catalog(files, settings)


def _overrides_of_nothing(profiles: Mapping[str, Profile], settings: Settings) -> Iterator[FileProblem]:
    for name, override in settings.profiles.items():
        if name not in profiles:
            hint = did_you_mean(name, profiles) if len(profiles) <= MOST_COMPARED else ""
            message = f"profiles: there is no profile {shown(name)}. {hint}".rstrip()
            yield FileProblem(str(settings.path), override.line, message)
