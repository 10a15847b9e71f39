"""What the commands that call one operation share: their options, the dry run, the call, and the answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from stsui.cli.asking import NO_OPTIONS, Option, add_parameters, at_options, read_parameters
from stsui.cli.inputs import check_one_stdin
from stsui.cli.options import add_code
from stsui.delivery.shells import Format, export_text
from stsui.model import IssuedToken, Operation, Parameters, Plan, Secret, Session
from stsui.parameters import TAKEN
from stsui.rules import OPERATIONS

if TYPE_CHECKING:
    from stsui.services import Services

EPILOG = """\
Without --format a summary is printed, which has no secret. --dry-run shows the steps, every rule they break
(then the exit code is 2) and the equivalent aws commands, and sends nothing.
"""
SHELLS = tuple(form.value for form in Format)


def configure(
    parser: argparse.ArgumentParser,
    operation: Operation,
    formats: tuple[str, ...] = SHELLS,
    own: Mapping[str, Option] = NO_OPTIONS,
) -> None:
    """The operation's parameters, and how the call is made and answered; `own` are its own spellings."""
    add_parameters(parser, operation, own)
    if "role_session_name" in TAKEN[operation]:
        parser.add_argument("--ticket", help="what {ticket} in the session's name stands for")
    parser.add_argument("--region", help="call STS in this Region instead of the profile's")
    if OPERATIONS[operation].signed:
        add_code(parser)
    if operation is not Operation.GET_WEB_IDENTITY_TOKEN:
        parser.add_argument("--renew", action="store_true", help="make a new session even if there is one")
    answer = parser.add_mutually_exclusive_group()
    answer.add_argument("--format", choices=formats, help="print the secrets too, in this form")
    answer.add_argument("--json", action="store_true", help="print JSON for programs, without secrets")
    if OPERATIONS[operation].console:
        answer.add_argument(
            "--console", action="store_true", help="print a console link, signed in (a secret for 15 minutes)"
        )
    parser.add_argument("--dry-run", action="store_true", help="only show what would be done")
    restrictions = OPERATIONS[operation].restrictions
    parser.epilog = EPILOG + (f"What it gives: {restrictions}\n" if restrictions else "")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def add_caller(parser: argparse.ArgumentParser) -> None:
    """PROFILE, whose credentials call."""
    parser.add_argument(
        "profile",
        metavar="PROFILE",
        nargs="?",
        help="whose credentials call; default: the profile that AWS_PROFILE names, else default",
    )


def services_for(options: argparse.Namespace) -> Services:
    """The services in the environment as the options change it."""
    from stsui.cli.opening import open_services

    return open_services(STSUI_TICKET=getattr(options, "ticket", None), AWS_REGION=options.region)


def call(
    options: argparse.Namespace,
    operation: Operation,
    printed: Callable[[Services, argparse.Namespace, Plan, IssuedToken], None] | None = None,
) -> int:
    """Call a signed operation with what its options say, and print what it gave; the exit code."""
    check_one_stdin({"--policy": getattr(options, "policy", None), "--mfa-code": options.mfa_code})
    services = services_for(options)
    return issue(services, options, operation, read_parameters(options, operation), printed=printed)


def issue(
    services: Services,
    options: argparse.Namespace,
    operation: Operation,
    parameters: Parameters,
    *,
    proof: Secret | None = None,
    said: dict[str, object] | None = None,
    own: Mapping[str, Option] = NO_OPTIONS,
    printed: Callable[[Services, argparse.Namespace, Plan, IssuedToken], None] | None = None,
) -> int:
    """Call the operation and print what it gave, or show the plan for --dry-run; the exit code.

    `said` is what the proof says, for a dry run; `own` are the command's own spellings of options;
    `printed` prints the token of an operation that gives no session.
    """
    plan = services.operation_plan(operation, options.profile, parameters, proof)
    plan = at_options(plan, parameters, own)
    if options.dry_run:
        from stsui.cli.dry_run import show

        return show(plan, json=options.json, proof=said)
    result = _run(services, options, plan, proof)
    if isinstance(result, Session):
        _print_session(services, options, plan, result)
    elif printed:
        printed(services, options, plan, result)
    return 0


def _run(
    services: Services, options: argparse.Namespace, plan: Plan, proof: Secret | None
) -> Session | IssuedToken:
    from stsui.cli.codes import code_source
    from stsui.cli.output import say
    from stsui.cli.terminal import ProgressLine

    if not plan.problems:
        for note in plan.notes:
            say(note)
    codes = code_source(getattr(options, "mfa_code", None), services)
    with ProgressLine(services.clock) as line:
        return services.run_operation(
            plan, codes, proof=proof, renew=getattr(options, "renew", False), progress=line.show
        )


def _print_session(services: Services, options: argparse.Namespace, plan: Plan, session: Session) -> None:
    from stsui.cli.output import print_json, table
    from stsui.cli.summary import session_json, session_rows

    if getattr(options, "console", False):
        _print_link(services, plan, session)
    elif options.format:
        from stsui.cli.commands.export import warn_of_shadowing

        form = Format(options.format)
        sys.stdout.write(export_text(session, form, options.region))
        warn_of_shadowing(form)
    elif options.json:
        print_json(session_json(services, session))
    else:
        print(table(session_rows(services, session)))


def _print_link(services: Services, plan: Plan, session: Session) -> None:
    from stsui.aws.console import sign_in_url
    from stsui.cli.output import say

    link = sign_in_url(
        session,
        clock=services.clock,
        region=plan.endpoint.region,
        federation_endpoint=services.environ.get("STSUI_FEDERATION_ENDPOINT") or None,
        ca_bundle=plan.endpoint.ca_bundle,
    )
    for note in link.notes:
        say(note)
    print(link.url.reveal())
