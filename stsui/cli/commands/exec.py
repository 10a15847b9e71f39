"""`stsui exec`: a command, or a shell, with a profile's credentials in its environment."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import PurePath

from stsui.cli.options import account_id, add_session


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, how the session is had, and the command after `--`."""
    add_session(parser)
    parser.add_argument("--region", help="set this Region instead of the profile's")
    parser.add_argument(
        "--server",
        action="store_true",
        help="give the command an endpoint that renews its credentials, instead of keys that end",
    )
    parser.add_argument(
        "--account",
        metavar="ID",
        type=account_id,
        help="run nothing unless the credentials are of this account",
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask about environments under confirm: in config.yaml"
    )
    parser.add_argument(
        "words", metavar="-- COMMAND", nargs="*", default=[], help="default: a shell of your own"
    )
    parser.epilog = (
        "The command's exit code and signals are passed on; 127 says that it was not found, 126 that it "
        "could not be run."
    )


def split(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """stsui's arguments, and from the first `--` on the command, whose options are its own."""
    if "--" not in arguments:
        return arguments, ()
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def run(options: argparse.Namespace) -> int:
    """Become the command (on Windows: wait for it). Without one: a shell, until it is left."""
    from stsui.cli.guards import check_account, confirm
    from stsui.cli.obtain import obtain
    from stsui.cli.opening import open_services
    from stsui.cli.output import good_until, say
    from stsui.delivery.environment import child_environment
    from stsui.delivery.run import find_command, run, user_shell
    from stsui.delivery.users import Use, recorded

    command = [*options.words, *options.rest]
    shell = not command
    if shell:
        command = [user_shell(os.environ)]
    find_command(command[0], os.environ)
    services = open_services()
    if not options.yes:
        confirm(services, options.profile, command[0])
    session = obtain(options, services=services)
    if options.account:
        check_account(services, session, options.account)
    if options.server:
        from stsui.cli.served import run_served

        if shell:
            say(f"A shell whose credentials of {session.info.profile} are renewed. exit leaves it.")
        return run_served(services, session, command, options.region)
    end = session.credentials.expires_at
    if shell:
        say(f"A shell with the credentials of {session.info.profile}{good_until(session)}. exit leaves it.")
    environment = child_environment(os.environ, session, options.region)
    with recorded(services.state_dir, clock=services.clock, say=say) as record:
        name = PurePath(command[0]).name
        record.update(Use(session.info.profile, name, os.getpid(), "exec", end))
        record.hand_on()
        return run(command, environment)
