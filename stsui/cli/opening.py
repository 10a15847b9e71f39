"""The services for a command: their notices are said on stderr."""

from __future__ import annotations

from stsui.cli.output import say
from stsui.services import Services


def open_services() -> Services:
    """The services for this process's environment."""
    services = Services.open()
    services.on_notice = say
    return services
