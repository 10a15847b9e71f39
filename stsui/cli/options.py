"""Options that several commands have."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?")


def duration(text: str) -> timedelta:
    """A length of time as people write it: 45m, 1h30m, 90s, or plain seconds."""
    compact = text.replace(" ", "").lower()
    if compact.isascii() and compact.isdigit() and len(compact) < 10:
        return timedelta(seconds=int(compact))
    match = _DURATION.fullmatch(compact)
    if not match or not compact or len(compact) > 12:
        raise argparse.ArgumentTypeError(f"{text!r} is not a length of time such as 45m, 1h30m or 90s")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def account_id(text: str) -> str:
    """An account's twelve digits; dashes between them are allowed."""
    digits = text.replace("-", "")
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not an account id of twelve digits")
    return digits


def add_profile(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """PROFILE."""
    parser.add_argument(
        "profile",
        metavar="PROFILE",
        nargs="?" if optional else None,
        help="a profile's name, as stsui list shows it",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print JSON for programs")


def add_code(parser: argparse.ArgumentParser) -> None:
    """--mfa-code."""
    parser.add_argument(
        "--mfa-code",
        metavar="CODE",
        help="the six digits of the MFA device; - reads them from stdin (also: STSUI_MFA_CODE)",
    )


def add_session(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """PROFILE, and how its session is to be had."""
    add_profile(parser, optional=optional)
    add_code(parser)
    parser.add_argument(
        "--min-remaining",
        metavar="TIME",
        type=duration,
        help="renew a session that has less time left than this (45m, 1h30m, 90s)",
    )
    parser.add_argument("--renew", action="store_true", help="make a new session even if there is one")
