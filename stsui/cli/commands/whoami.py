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
    from stsui.cli.caller import find_caller
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, table

    services = open_services()
    credentials, endpoint = find_caller(services, options.profile, options.mfa_code)
    identity = services.gateway.caller_identity(credentials, endpoint)
    account = services.settings.accounts.get(identity.account_id)
    name = account.name if account else None
    if options.json:
        facts = {"account_id": identity.account_id, "account_name": name}
        print_json({**facts, "arn": identity.arn, "user_id": identity.user_id})
    else:
        where = f"{identity.account_id} {name}" if name else identity.account_id
        print(table([("Arn", identity.arn), ("Account", where), ("User id", identity.user_id)]))
    return 0
