"""`stsui logout`: cached sessions are forgotten here; at AWS they stay valid until they expire."""

from __future__ import annotations

import argparse

from stsui.errors import ConfigurationError


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE or --all."""
    parser.add_argument("profile", metavar="PROFILE", nargs="?", help="forget this profile's sessions")
    parser.add_argument("--all", action="store_true", help="forget every session")
    parser.epilog = "What was issued stays valid at AWS until it expires: STS cannot take a session back."


def run(options: argparse.Namespace) -> int:
    """Forget, and say how much there was."""
    from stsui.cli.opening import open_services
    from stsui.cli.output import say
    from stsui.quoting import quoted

    if options.all == bool(options.profile):
        raise ConfigurationError("Say which sessions to forget: a PROFILE, or --all for every one.")
    manager = open_services().manager
    forgotten = manager.forget_all() if options.all else manager.forget(options.profile)
    whose = "" if options.all else f" of {quoted(options.profile)}"
    say(f"{forgotten or 'No'} session{'' if forgotten == 1 else 's'}{whose} forgotten.")
    return 0
