"""`stsui key-info`: which accounts the access keys in a text belong to."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from stsui.cli.options import add_code, add_json
from stsui.errors import ConfigurationError

if TYPE_CHECKING:
    from stsui.answers import KeyAnswer


def configure(parser: argparse.ArgumentParser) -> None:
    """TEXT and whose credentials to ask with."""
    parser.add_argument(
        "text",
        metavar="KEY_ID",
        nargs="*",
        help="an access key id (AKIA…, ASIA…), or any text with some in it; default, and for -: stdin",
    )
    parser.add_argument("--profile", help="ask with this profile's credentials")
    parser.add_argument(
        "--offline", action="store_true", help="ask nobody: only what the ids tell themselves"
    )
    add_code(parser)
    add_json(parser)
    parser.epilog = (
        "AWS does not say whether a key is active, or whose it is. Ids made since 2019 hold their account, "
        "which can be computed without asking. One KEY_ID gives one JSON object, everything else an array."
    )


def run(options: argparse.Namespace) -> int:
    """Print what is known of each key; 1 when AWS could not say it of one."""
    from stsui.answers import KEY_HEADINGS
    from stsui.cli.keys import answers
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, say, table

    ids, one = _ids(options)
    found = answers(open_services(), ids, options.profile, options.mfa_code, offline=options.offline)
    if options.json:
        print_json(as_json(found[0]) if one else [as_json(answer) for answer in found])
    else:
        print(table((answer.cells for answer in found), KEY_HEADINGS))
    for answer in found:
        if answer.error:
            say(f"{answer.key_id}: {answer.error}")
    return int(any(answer.error for answer in found))


def _ids(options: argparse.Namespace) -> tuple[tuple[str, ...], bool]:
    """The ids in the text, and whether the text is nothing but one."""
    from stsui.aws.key_info import key_ids
    from stsui.cli.inputs import STDIN, check_one_stdin, read_text

    text = " ".join(options.text).strip()
    if text in ("", STDIN):
        check_one_stdin({"the text": STDIN, "--mfa-code": options.mfa_code})
        text = read_text("key-info", STDIN).strip()
    ids = key_ids(text)
    if ids:
        return ids, ids == (text,)
    what = "That is not an access key id." if len(text.split()) == 1 else "There is no access key id in that."
    raise ConfigurationError(what, "One has 16 to 128 capital letters and digits, such as AKIA…")


def as_json(answer: KeyAnswer) -> dict[str, object]:
    """One answer as --json prints it."""
    return {
        "access_key_id": answer.key_id,
        "kind": answer.kind,
        "account_id": answer.account_id,
        "account_name": answer.account_name,
        "account_source": "aws" if answer.said else "computed" if answer.account_id else None,
        "computed_account_id": answer.computed,
        "ours": list(answer.ours),
        "error": str(answer.error) if answer.error else None,
    }
