"""`stsui whoami`: GetCallerIdentity, for one profile or for many."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from stsui.cli.options import add_code, add_json
from stsui.errors import ConfigurationError

if TYPE_CHECKING:
    from stsui.answers import IdentityAnswer
    from stsui.services import Services


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, one or more or --all, and --json."""
    parser.add_argument(
        "profile",
        metavar="PROFILE",
        nargs="*",
        help="default: the credentials in the environment, else the profile that AWS_PROFILE names",
    )
    parser.add_argument("--all", action="store_true", help="every profile there is")
    add_code(parser)
    add_json(parser)
    parser.epilog = (
        "Several profiles make a table, or a JSON array. Those that cannot be asked are in it with the "
        "reason, and the exit code is then 1 (or theirs, if they all have the same)."
    )


def run(options: argparse.Namespace) -> int:
    """Print who AWS says the callers are."""
    from stsui.cli.opening import open_services

    names, services = list(dict.fromkeys(options.profile)), open_services()
    if options.all and names:
        raise ConfigurationError("Name profiles or say --all, not both.")
    if options.all or len(names) > 1:
        options.profile = None
        return _several(services, names or list(services.catalog.profiles), options)
    options.profile = names[0] if names else None
    return _one(services, options)


def _one(services: Services, options: argparse.Namespace) -> int:
    from stsui.cli.caller import find_caller
    from stsui.cli.output import print_json, table
    from stsui.services.identities import ask

    answer = ask(services, options.profile, *find_caller(services, options.profile, options.mfa_code))
    if options.json:
        print_json(as_json(answer))
        return 0
    rows = (
        ("Arn", answer.arn),
        ("Account", " ".join(filter(None, (answer.account_id, answer.account_name)))),
        ("Kind", answer.kind),
        ("User id", answer.user_id),
        ("Key", answer.access_key_id),
        ("Left", _left(services, answer)),
    )
    print(table([(name, value) for name, value in rows if value]))
    return 0


def _several(services: Services, names: list[str], options: argparse.Namespace) -> int:
    from stsui.answers import IDENTITY_HEADINGS
    from stsui.cli.identities import ask_all
    from stsui.cli.output import print_json, say, table

    answers = ask_all(services, names, options.mfa_code)
    failures = [answer.error for answer in answers if answer.error]
    if options.json:
        print_json([as_json(answer) for answer in answers])
    elif answers:
        print(table([_row(services, answer) for answer in answers], (*IDENTITY_HEADINGS, "LEFT")))
        for answer in answers:
            if answer.error:
                say(f"{answer.profile}: {answer.error}")
    codes = {failure.exit_code for failure in failures}
    return codes.pop() if len(codes) == 1 else int(bool(codes))


def _row(services: Services, answer: IdentityAnswer) -> tuple[str, ...]:
    if answer.error:
        return (answer.profile or "", "–", "", "not known", "", "", "", "")
    return (*answer.cells, _left(services, answer))


def _left(services: Services, answer: IdentityAnswer) -> str:
    from stsui.model import hours_minutes_seconds

    return hours_minutes_seconds(answer.expires_at - services.clock.now()) if answer.expires_at else ""


def as_json(answer: IdentityAnswer) -> dict[str, str | None]:
    """One answer as --json prints it."""
    from stsui.delivery.credential_process import iso

    return {
        "profile": answer.profile,
        "account_id": answer.account_id,
        "account_name": answer.account_name,
        "kind": answer.kind,
        "arn": answer.arn,
        "user_id": answer.user_id,
        "access_key_id": answer.access_key_id,
        "expires_at": iso(answer.expires_at),
        "error": str(answer.error) if answer.error else None,
    }
