"""The services for a command: their notices are said on stderr."""

from __future__ import annotations

import os

from stsui.cli.output import say
from stsui.services import Services


def open_services(**variables: str | None) -> Services:
    """The services for this process's environment, in which `variables` that are not None replace others."""
    given = {name: value for name, value in variables.items() if value is not None}
    services = Services.open({**os.environ, **given} if given else None)
    services.on_notice = say
    return services
