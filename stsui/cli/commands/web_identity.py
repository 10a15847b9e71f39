"""`stsui web-identity`: AssumeRoleWithWebIdentity, with an OIDC token from a file, stdin or a helper."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from stsui.cli import issuing
from stsui.cli.asking import read_parameters
from stsui.cli.inputs import STDIN, check_one_stdin, is_regular_file, read_helper, read_secret
from stsui.errors import ConfigurationError
from stsui.model import Kind, Operation, Parameters, Secret
from stsui.services import Services

OPERATION = Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
FILE_VARIABLE, ROLE_VARIABLE = "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"


class Token(NamedTuple):
    """The token as it was brought: the file that is read at each call, or else the token itself."""

    file: str | None = None
    secret: Secret | None = None


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, the token, and the operation's parameters."""
    parser.add_argument(
        "profile",
        metavar="PROFILE",
        nargs="?",
        help="a profile with web_identity_token_file: its token, role and Region",
    )
    brought = parser.add_mutually_exclusive_group()
    brought.add_argument(
        "--token",
        metavar="FILE",
        help=f"the file with the token, read anew at each call; - for stdin; default: {FILE_VARIABLE}, "
        "else what web_identity_process of config.yaml prints",
    )
    brought.add_argument("--token-process", metavar="COMMAND", help="a command that prints the token")
    issuing.configure(parser, OPERATION)


def run(options: argparse.Namespace) -> int:
    """Say what the token says, enter the role, and print what came of it."""
    check_one_stdin({"--token": options.token, "--policy": options.policy})
    services = issuing.services_for(options)
    parameters = read_parameters(options, OPERATION)
    token = _token(options, services)
    if options.profile is None:
        parameters = replace(parameters, role_arn=parameters.role_arn or os.environ.get(ROLE_VARIABLE))
    parameters = replace(parameters, web_identity_token_file=token.file)
    said = _claims(services, options, parameters, token)
    return issuing.issue(services, options, OPERATION, parameters, proof=token.secret, said=said)


def _token(options: argparse.Namespace, services: Services) -> Token:
    if options.token_process:
        return Token(secret=read_helper(services, "--token-process", options.token_process))
    if options.token == STDIN or (options.token and not is_regular_file(options.token)):
        return Token(secret=read_secret("--token", options.token))
    file = options.token or (os.environ.get(FILE_VARIABLE) if options.profile is None else None)
    helper = services.settings.web_identity_process
    if helper and not file and not _own_file(services, options.profile):
        return Token(secret=read_helper(services, "web_identity_process", helper))
    return Token(file=str(Path(file).expanduser().absolute()) if file else None)


def _claims(
    services: Services, options: argparse.Namespace, parameters: Parameters, token: Token
) -> dict[str, object] | None:
    """What the token says, shown on stderr; None for one that cannot be read, or is not meant to be."""
    from stsui.cli.proofs import show_token

    file = token.file or _own_file(services, options.profile)
    if parameters.provider_id or not (token.secret or file):
        return None
    try:
        secret = token.secret or read_secret("--token", file or "")
        return show_token(services, secret)
    except ConfigurationError:
        return None  # the plan tells of it, as one of its problems


def _own_file(services: Services, name: str | None) -> str | None:
    profile = services.catalog.profile(name) if name is not None else None
    own = profile and profile.kind is Kind.WEB_IDENTITY
    return profile.settings.get("web_identity_token_file") if profile and own else None
