"""Whose credentials a question to AWS is asked with, where naming a profile is a choice."""

from __future__ import annotations

import os

from stsui.cli.codes import code_source
from stsui.cli.terminal import ProgressLine
from stsui.errors import ConfigurationError
from stsui.model import Credentials, Endpoint, Kind
from stsui.services import Services

NAMING = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")


def find_caller(
    services: Services, profile: str | None, code_option: str | None
) -> tuple[Credentials, Endpoint]:
    """The profile's credentials; without one the environment's, else those of the default profile.

    Raises:
        StsuiError: they could not be had; ConfigurationError where nothing says whose they should be.
    """
    if profile is None and not services.ambient_credentials() and not any(map(os.environ.get, NAMING)):
        default = services.catalog.profiles.get("default")
        if default is None or default.problems or default.kind is Kind.EMPTY:
            raise ConfigurationError(
                "Nobody is named, and neither the environment nor a default profile has credentials.",
                "Name a profile: stsui list shows them.",
            )
    with ProgressLine(services.clock) as line:
        return services.caller(profile, code_source(code_option, services), line.show)
