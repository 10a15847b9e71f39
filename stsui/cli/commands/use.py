"""`stsui use`: a profile's credentials for the shell it is typed in, through that shell's function."""

from __future__ import annotations

import argparse
import sys

from stsui.cli.options import add_session
from stsui.errors import ConfigurationError

_FORMATS = ("env", "fish")


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE or --unset, and how the session is had."""
    add_session(parser, optional=True)
    parser.add_argument("--unset", action="store_true", help="take the credentials out of this shell again")
    parser.add_argument("--region", help="set this Region instead of the profile's")
    parser.add_argument("--format", choices=_FORMATS, help=argparse.SUPPRESS)
    parser.epilog = (
        "Works where the shell has stsui's function, which stsui shell-init prints. For a single command, "
        "stsui exec is the better way: nothing is left in the shell."
    )


def run(options: argparse.Namespace) -> int:
    """Print what the shell's function runs."""
    from stsui.cli.obtain import obtain
    from stsui.cli.output import good_until, say
    from stsui.delivery.shells import Format, export_text, unset_text

    if options.format is None:
        raise ConfigurationError(
            "Only a shell's own function can change the shell, and this one does not have it yet.",
            'Put eval "$(stsui shell-init bash)" into ~/.bashrc (zsh: ~/.zshrc), or stsui shell-init fish | '
            "source into config.fish.",
        )
    if options.unset == bool(options.profile):
        raise ConfigurationError("Say which PROFILE to use, or --unset to use none.")
    form = Format(options.format)
    if options.unset:
        sys.stdout.write(unset_text(form))
        return 0
    session = obtain(options)
    sys.stdout.write(export_text(session, form, options.region))
    until = good_until(session)
    say(f"This shell has the credentials of {session.info.profile}{until}. stsui use --unset removes them.")
    return 0
