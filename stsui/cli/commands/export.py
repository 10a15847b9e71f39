"""`stsui export`: a profile's credentials as text for a shell or a program."""

from __future__ import annotations

import argparse
import os
import sys

from stsui.cli.options import add_session
from stsui.delivery.shells import CANNOT_UNSET, Format, default_format, export_text, unset_text
from stsui.errors import ConfigurationError

EPILOG = """\
use it like this:
  sh, bash, zsh:  eval "$(stsui export PROFILE)"
  fish:           stsui export PROFILE | source
  PowerShell:     stsui export PROFILE --format powershell | Out-String | Invoke-Expression
  nu:             load-env (stsui export PROFILE --format nu | from nuon)
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, the form, and how the session is had."""
    add_session(parser, optional=True)
    parser.add_argument(
        "--unset", action="store_true", help="print what takes a session out of the shell again"
    )
    parser.add_argument("--format", choices=[form.value for form in Format], help="default: by $SHELL")
    parser.add_argument("--region", help="set this Region instead of the profile's")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG


def run(options: argparse.Namespace) -> int:
    """Print the credentials. This is a command whose purpose is to print secrets."""
    from stsui.cli.obtain import obtain

    # Before anything is asked of anybody: an unknown shell costs no token code.
    form = Format(options.format) if options.format else default_format(os.environ, windows=os.name == "nt")
    if options.unset == bool(options.profile):
        raise ConfigurationError("Say which PROFILE to export, or --unset to take one out of the shell.")
    if options.unset:
        sys.stdout.write(unset_text(form))
        return 0
    session = obtain(options)
    sys.stdout.write(export_text(session, form, options.region))
    warn_of_shadowing(form)
    return 0


def warn_of_shadowing(form: Format) -> None:
    """Name the variables that would be heeded instead, where the form cannot unset them."""
    from stsui.cli.output import say
    from stsui.delivery.environment import SHADOWING

    left = [name for name in SHADOWING if os.environ.get(name)]
    if form in CANNOT_UNSET and left:
        say(
            f"{', '.join(left)} would shadow these credentials, and this form cannot unset it: do so by hand."
        )
