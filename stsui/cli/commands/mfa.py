"""`stsui mfa`: the TOTP secrets of MFA devices, kept in the keyring, so that nobody types their codes."""

from __future__ import annotations

import argparse
import sys

from stsui.errors import ConfigurationError
from stsui.model import Secret

LONGEST = 4096
"""Bytes of a line that may hold a secret, or an otpauth:// link."""


def configure(parser: argparse.ArgumentParser) -> None:
    """add, list and remove."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    adding = actions.add_parser("add", help="keep a device's secret, from a hidden prompt or stdin")
    adding.add_argument("serial", metavar="SERIAL", help="the device's ARN")
    adding.epilog = (
        "Whoever can read the keyring then has both factors: keep this for machines where that is right."
    )
    listing = actions.add_parser("list", help="the devices whose secrets are kept")
    listing.add_argument("--json", action="store_true", help="print JSON for programs")
    removing = actions.add_parser("remove", help="forget a device's secret")
    removing.add_argument("serial", metavar="SERIAL", help="the device's ARN")


def run(options: argparse.Namespace) -> int:
    """Do the action."""
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, say, visible

    seeds = open_services().seeds
    if options.action == "add":
        seeds.add(options.serial, _secret(options.serial))
        say(
            f"The secret of {options.serial} is kept in the keyring; its codes are made when they are needed."
        )
    elif options.action == "remove":
        if not seeds.remove(options.serial):
            raise ConfigurationError(
                f"No secret of {options.serial} is kept.", "stsui mfa list shows those that are."
            )
        say(f"The secret of {options.serial} is forgotten.")
    elif options.json:
        print_json(seeds.serials())
    else:
        sys.stdout.writelines(f"{visible(serial)}\n" for serial in seeds.serials())
    return 0


def _secret(serial: str) -> Secret:
    """The secret from a hidden prompt, or the first line of a pipe; never from an argument."""
    if sys.stdin.isatty():
        from getpass import getpass

        from stsui.cli.output import visible

        try:
            # Says plainly what is wanted, lest a password of another prompt's is typed here.
            text = getpass(f"TOTP secret key of {visible(serial)} (hidden): ")
        except EOFError:
            text = ""
    else:
        text = sys.stdin.buffer.readline(LONGEST).decode("utf-8", errors="replace")
    if not text.strip():
        raise ConfigurationError(
            "No secret was given.", "Type it at the prompt, or pipe it in: AWS shows it as “secret key”."
        )
    return Secret(text)
