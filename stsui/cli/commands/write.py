"""`stsui write`: a profile's session as a section of the AWS credentials file."""

from __future__ import annotations

import argparse
import os
from datetime import datetime
from typing import TYPE_CHECKING

from stsui.cli.options import add_session
from stsui.errors import ConfigurationError
from stsui.model import Kind

if TYPE_CHECKING:
    from stsui.delivery.credentials_file import Change, CredentialsFile
    from stsui.services import Services

_PREFERRED = {
    Kind.ROLE: "a role_arn",
    Kind.WEB_IDENTITY: "a web_identity_token_file",
    Kind.SSO: "IAM Identity Center settings",
}
"""What AWS tools go by rather than by keys in the credentials file."""


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, the section's name, and how the session is had."""
    add_session(parser, optional=True)
    parser.add_argument(
        "--as", dest="name", metavar="NAME", help="the section's name; default: the profile's"
    )
    parser.add_argument("--diff", action="store_true", help="show what would change, and change nothing")
    parser.add_argument(
        "--force", action="store_true", help="replace the keys of a section that stsui did not make"
    )
    parser.add_argument(
        "--keep",
        action=argparse.BooleanOptionalAction,
        help="have the UI put newer keys there while it runs, or no more; default: as before, at first not",
    )
    parser.add_argument(
        "--clean", action="store_true", help="remove the sections made by stsui whose keys have expired"
    )
    parser.epilog = (
        "For programs that read nothing but the credentials file. All else in it stays as it is. The keys "
        "are renewed there only with --keep, and only while the UI runs: where credential_process works, it "
        "is the better way."
    )


def run(options: argparse.Namespace) -> int:
    """Write, clean, or show what writing would change."""
    from stsui.cli.opening import open_services
    from stsui.delivery.credentials_file import CredentialsFile, credentials_file
    from stsui.store.locks import FOLDER, SessionLocks

    if options.clean == bool(options.profile):
        raise ConfigurationError("Say which PROFILE to write, or --clean to remove what has expired.")
    services = open_services()
    locks = SessionLocks(services.state_dir / FOLDER, clock=services.clock, say=services.on_notice)
    file = CredentialsFile(credentials_file(os.environ), locks)
    return _clean(file, services.clock.now()) if options.clean else _write(options, services, file)


def _write(options: argparse.Namespace, services: Services, file: CredentialsFile) -> int:
    from stsui.cli.obtain import obtain
    from stsui.cli.output import good_until, say
    from stsui.delivery.credentials_file import check_name

    name = options.name or options.profile
    # Before anything is asked of anybody: a name that will not do costs no token code.
    check_name(name)
    spare = services.manager.plan(options.profile).steps[0].access_key_id
    session = obtain(options, services=services)
    if options.diff:
        _show(file.planned(session, name, force=options.force, spare=spare, keep=options.keep), file)
        return 0
    change = file.write(session, name, force=options.force, spare=spare, keep=options.keep)
    until = good_until(session)
    done = "is in" if change.after == change.before else "was written into"
    kept = any(each.keep for each in file.written() if each.name == name)
    fresh = "; the UI keeps it fresh while it runs" if kept else ""
    say(f"The session of {options.profile} {done} the section [{name}] of {file.path}{until}{fresh}.")
    _say_what_stands_in_the_way(services, name, file, change)
    return 0


def _show(change: Change, file: CredentialsFile) -> None:
    from stsui.cli.output import visible
    from stsui.delivery.file_diff import diff

    for line in diff(change, str(file.path)):
        print(visible(line))


def _clean(file: CredentialsFile, now: datetime) -> int:
    from stsui.cli.output import say

    gone = file.clean(now)
    which = f": {', '.join(gone)}" if gone else ""
    say(
        f"{len(gone) or 'No'} expired section{'' if len(gone) == 1 else 's'} removed from {file.path}{which}."
    )
    return 0


def _say_what_stands_in_the_way(services: Services, name: str, file: CredentialsFile, change: Change) -> None:
    """Keys that no tool will use are no use: say why."""
    from stsui.cli.output import say

    profile = services.catalog.profiles.get(name)
    if profile is not None and profile.source != "fleet" and profile.kind in _PREFERRED:
        say(
            f"The AWS config has {_PREFERRED[profile.kind]} for {name}, which AWS tools go by rather than by "
            "these keys: --as NAME writes them where they count."
        )
    if change.problems:
        say(f"AWS tools in Python may refuse this file. {file.path}:{change.problems[0]}")
