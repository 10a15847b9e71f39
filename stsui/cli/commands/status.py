"""`stsui status`: a profile's session in one short line, for prompts and status lines.

A session that was used before is answered before this module is imported.
"""

from __future__ import annotations

import argparse
import os
import sys

from stsui.cli.options import add_json, add_profile
from stsui.delivery.status import (
    DEFAULT_FORMAT,
    FIELDS,
    PROFILE,
    described,
    exit_code,
    of_this_shell,
    shown,
    unknown_field,
    without_session,
)
from stsui.errors import ConfigurationError


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, --format, --json."""
    add_profile(parser, optional=True)
    parser.add_argument(
        "--format",
        metavar="TEXT",
        default=DEFAULT_FORMAT,
        help=f"what to print, with any of {' '.join(f'{{{name}}}' for name in FIELDS)}",
    )
    add_json(parser)
    parser.epilog = (
        "Without PROFILE: the one whose credentials this shell has. Exit codes: 0 the session can be used "
        "(active or expiring), 1 there is none or it has expired."
    )


def run(options: argparse.Namespace) -> int:
    """Print the line."""
    from stsui.cli.output import say

    if wrong := unknown_field(options.format):
        raise ConfigurationError(
            f"{wrong} names nothing that --format knows.", f"It knows {', '.join(FIELDS)}."
        )
    profile = options.profile or os.environ.get(PROFILE)
    if not profile:
        # A prompt in an ordinary shell asks in vain all day, and is to stay empty.
        if sys.stdout.isatty():
            say("This is no shell of stsui's. Name a PROFILE, or see them all with stsui list.")
        return 1
    status = of_this_shell(profile, os.environ) or _status(profile)
    sys.stdout.write(shown(status, options.format, as_json=options.json))
    return exit_code(status)


def _status(profile: str) -> dict[str, object]:
    from stsui.cli.opening import open_services
    from stsui.sessions.runner import time_for

    services = open_services()
    services.manager.plan(profile)  # says so if there is no such profile
    info = services.manager.status(profile)
    if info is None:
        return without_session(profile, services.catalog.profiles[profile].account_id)
    left = (info.expires_at - time_for(info, services.clock)).total_seconds()
    lifetime = info.lifetime.total_seconds()
    return described(profile, info.expires_at.timestamp(), left, lifetime, info.account_id)
