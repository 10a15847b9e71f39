"""`stsui operations`: which operation do I need?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from stsui.cli.options import add_json, add_profile
from stsui.comparison import Caller, Row, comparison
from stsui.model import Operation
from stsui.rules import words_for

HEADINGS = ("OPERATION", "COMMAND", "MAY CALL", "LASTS", "MFA", "POLICY", "CONSOLE", "FOR")
COMMANDS = {
    Operation.ASSUME_ROLE: "assume",
    Operation.ASSUME_ROLE_WITH_SAML: "saml",
    Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: "web-identity",
    Operation.ASSUME_ROOT: "assume-root",
    Operation.DECODE_AUTHORIZATION_MESSAGE: "decode",
    Operation.GET_ACCESS_KEY_INFO: "key-info",
    Operation.GET_CALLER_IDENTITY: "whoami",
    Operation.GET_DELEGATED_ACCESS_TOKEN: "delegated-token",
    Operation.GET_FEDERATION_TOKEN: "federation-token",
    Operation.GET_SESSION_TOKEN: "session-token",
    Operation.GET_WEB_IDENTITY_TOKEN: "web-identity-token",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE and --json."""
    add_profile(parser, optional=True)
    add_json(parser)
    parser.epilog = (
        "With PROFILE: whether its credentials may call each operation by STS's own rules, and for how long. "
        "Policies have the last word. Nothing is sent."
    )


def run(options: argparse.Namespace) -> int:
    """Print the comparison, for a profile or for callers in general."""
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, table, visible

    rows = open_services().comparison(options.profile) if options.profile else comparison(Caller())
    if options.json:
        print_json([as_json(row) for row in rows])
        return 0
    general = options.profile is None
    print(table(_columns([HEADINGS, *map(_cells, rows)], general=general)))
    notes = list(_notes(rows, general=general))
    if notes:
        print("\n" + "\n".join(visible(note) for note in notes))
    return 0


def as_json(row: Row) -> dict[str, object]:
    """One operation as `operations --json` prints it."""
    durations = row.durations
    return {
        "operation": row.operation.value,
        "command": COMMANDS[row.operation],
        "purpose": row.rules.purpose,
        "callers": row.rules.callers,
        "allowed": row.allowed,
        "reason": row.reason or None,
        "minimum_seconds": durations.minimum if durations else None,
        "maximum_seconds": durations.maximum if durations else None,
        "default_seconds": durations.default if durations else None,
        "mfa": row.rules.mfa,
        "session_policy": row.rules.session_policy,
        "console": row.rules.console,
        "signed": row.rules.signed,
        "regional": row.rules.regional,
        "restrictions": row.rules.restrictions or None,
    }


def _columns(lines: Sequence[tuple[str, ...]], *, general: bool) -> list[tuple[str, ...]]:
    """Without the answer that callers in general do not have."""
    left_out = HEADINGS.index("MAY CALL") if general else None
    return [tuple(cell for place, cell in enumerate(line) if place != left_out) for line in lines]


def _cells(row: Row) -> tuple[str, ...]:
    rules, durations = row.rules, row.durations
    lasts = f"{words_for(durations.minimum)} to {words_for(durations.maximum)}" if durations else "–"
    may = "perhaps" if row.allowed and row.reason else _yes(yes=row.allowed)
    flags = (_yes(yes=flag) for flag in (rules.mfa, rules.session_policy, rules.console))
    return (row.operation.value, COMMANDS[row.operation], may, lasts, *flags, rules.purpose)


def _yes(*, yes: bool) -> str:
    return "yes" if yes else "no"


def _notes(rows: Sequence[Row], *, general: bool) -> Iterator[str]:
    for row in rows:
        who = f"called by {row.rules.callers}." if general else row.reason
        given = f"What it gives: {row.rules.restrictions}" if row.allowed and row.rules.restrictions else ""
        told = " ".join(filter(None, (who, given)))
        if told:
            yield f"{row.operation}: {told}"
