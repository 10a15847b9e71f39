"""`stsui web-identity-token`: GetWebIdentityToken, a JWT that tells a service outside AWS who one is."""

from __future__ import annotations

import argparse

from stsui.cli import issuing
from stsui.model import IssuedToken, Operation, Plan
from stsui.services import Services

FORMATS = ("token", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, and the operation's parameters."""
    issuing.add_caller(parser)
    issuing.configure(parser, Operation.GET_WEB_IDENTITY_TOKEN, FORMATS)


def run(options: argparse.Namespace) -> int:
    """Have the token made and print what is known of it, or with --format itself."""
    return issuing.call(options, Operation.GET_WEB_IDENTITY_TOKEN, printed=print_token)


def print_token(services: Services, options: argparse.Namespace, plan: Plan, issued: IssuedToken) -> None:
    """The token alone, or in JSON; without --format what it says, and not itself."""
    from stsui.cli.output import print_json, table
    from stsui.cli.summary import until
    from stsui.delivery.credential_process import iso
    from stsui.federation import read_jwt

    if options.format == "token":
        print(issued.token.reveal())
        return
    asked, said = plan.steps[-1].parameters, read_jwt(issued.token.reveal())
    facts = {
        "issuer": said.issuer,
        "subject": said.subject,
        "audience": list(said.audience),
        "signing_algorithm": asked.signing_algorithm,
        "issued_at": iso(issued.issued_at),
        "expires_at": iso(issued.expires_at),
        "endpoint": issued.endpoint,
    }
    if options.format:
        print_json({"token": issued.token.reveal()} | facts)
    elif options.json:
        print_json(facts)
    else:
        rows = [
            ("Issuer", said.issuer),
            ("Subject", said.subject),
            ("Audience", ", ".join(said.audience)),
            ("Signed with", asked.signing_algorithm or ""),
            ("Until", until(services, issued.expires_at)),
            ("Answered by", issued.endpoint),
        ]
        print(table(rows))
