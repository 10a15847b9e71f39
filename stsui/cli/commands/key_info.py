"""`stsui key-info`: which account an access key belongs to."""

from __future__ import annotations

import argparse
import re

from stsui.cli.options import add_code, add_json
from stsui.errors import ConfigurationError

_KEY_ID = re.compile(r"[A-Z0-9]{16,128}")
SORTS = {"AKIA": "a long-term key", "ASIA": "a temporary key, which works until it expires"}


def configure(parser: argparse.ArgumentParser) -> None:
    """KEY_ID and whose credentials to ask with."""
    parser.add_argument("key_id", metavar="KEY_ID", help="an access key id: AKIA… or ASIA…")
    parser.add_argument("--profile", help="ask with this profile's credentials")
    add_code(parser)
    add_json(parser)
    parser.epilog = "AWS does not say whether the key is active, or whose it is."


def run(options: argparse.Namespace) -> int:
    """Print the account."""
    from stsui.cli.caller import find_caller
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, table

    key_id = options.key_id.strip()
    if not _KEY_ID.fullmatch(key_id):
        raise ConfigurationError(
            "That is not an access key id.", "One has 16 to 128 capital letters and digits, such as AKIA…"
        )
    services = open_services()
    credentials, endpoint = find_caller(services, options.profile, options.mfa_code)
    account_id = services.gateway.access_key_info(key_id, credentials, endpoint)
    account = services.settings.accounts.get(account_id)
    name = account.name if account else None
    if options.json:
        print_json({"access_key_id": key_id, "account_id": account_id, "account_name": name})
        return 0
    sort = SORTS.get(key_id[:4], "of a sort that stsui does not know")
    where = f"{account_id} {name}" if name else account_id
    print(table([("Key", f"{key_id} ({sort})"), ("Account", where)]))
    return 0
