"""`stsui credential-process`: what the SDKs' `credential_process` setting runs.

A fresh session of the file store has been answered before this module is imported. SDKs read stdout through a
pipe and may run many at once, so no terminal is asked there: a UI that runs is, and a person who runs it in a
terminal.
"""

from __future__ import annotations

import argparse
import shlex
import sys

from stsui.cli.options import add_session
from stsui.delivery.credential_process import document
from stsui.errors import CodeNeeded


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, and how its session is to be had."""
    add_session(parser)
    parser.epilog = (
        "In the AWS config: credential_process = stsui credential-process PROFILE. Never asks for a code "
        "on the terminal when its output is a pipe: keep stsui open, which is asked then, start the session "
        "beforehand, or store the device's secret with stsui mfa add."
    )


def run(options: argparse.Namespace) -> int:
    """Print the JSON."""
    from stsui.cli.obtain import obtain

    in_terminal = sys.stdout.isatty()
    try:
        session = obtain(options, prompt=in_terminal)
    except CodeNeeded as error:
        if in_terminal:
            raise
        raise CodeNeeded(
            error.message, f"Run this in a terminal first: stsui whoami {shlex.quote(options.profile)}"
        ) from error
    sys.stdout.write(document(session))
    return 0
