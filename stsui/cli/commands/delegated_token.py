"""`stsui delegated-token`: GetDelegatedAccessToken, a session for a product's trade-in token."""

from __future__ import annotations

import argparse

from stsui.cli import issuing
from stsui.cli.inputs import STDIN, check_one_stdin, read_secret
from stsui.model import NO_PARAMETERS, Operation


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, and where the token is."""
    issuing.add_caller(parser)
    parser.add_argument(
        "--token", metavar="FILE", default=STDIN, help="the file with the trade-in token; default: stdin"
    )
    issuing.configure(parser, Operation.GET_DELEGATED_ACCESS_TOKEN)


def run(options: argparse.Namespace) -> int:
    """Exchange the token and print what came of it."""
    check_one_stdin({"--token": options.token, "--mfa-code": options.mfa_code})
    proof = read_secret("--token", options.token)
    services = issuing.services_for(options)
    return issuing.issue(services, options, Operation.GET_DELEGATED_ACCESS_TOKEN, NO_PARAMETERS, proof=proof)
