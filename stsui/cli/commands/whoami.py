"""`stsui whoami`: GetCallerIdentity."""

from __future__ import annotations

import argparse

from stsui.cli.options import add_code, add_json


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, --json."""
    parser.add_argument(
        "profile",
        metavar="PROFILE",
        nargs="?",
        help="default: the credentials in the environment, else the profile that AWS_PROFILE names",
    )
    add_code(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print who AWS says the caller is."""
    from stsui.cli.codes import code_source
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, table
    from stsui.cli.terminal import ProgressLine

    services = open_services()
    with ProgressLine(services.clock) as line:
        codes = code_source(options.mfa_code, services)
        caller = services.caller(options.profile, codes, line.show)
    identity = services.gateway.caller_identity(*caller)
    account = services.settings.accounts.get(identity.account_id)
    name = account.name if account else None
    if options.json:
        facts = {"account_id": identity.account_id, "account_name": name}
        print_json({**facts, "arn": identity.arn, "user_id": identity.user_id})
    else:
        where = f"{identity.account_id} {name}" if name else identity.account_id
        print(table([("Arn", identity.arn), ("Account", where), ("User id", identity.user_id)]))
    return 0
