"""`stsui saml`: AssumeRoleWithSAML, with a response from a file, stdin, the clipboard or the helper."""

from __future__ import annotations

import argparse
from dataclasses import replace

from stsui.cli import issuing
from stsui.cli.asking import Option, read_parameters
from stsui.cli.inputs import STDIN, check_one_stdin, read_helper, read_secret
from stsui.errors import ConfigurationError
from stsui.federation import SamlResponse, SamlRole, read_saml
from stsui.model import Operation, Secret
from stsui.services import Services

OPERATION = Operation.ASSUME_ROLE_WITH_SAML
OWN = {"role_arn": Option("--role", "ROLE", more="its name or ACCOUNT/NAME will do")}


def configure(parser: argparse.ArgumentParser) -> None:
    """FILE, the role, and the operation's parameters."""
    parser.add_argument(
        "assertion",
        metavar="FILE",
        nargs="?",
        help="the SAML response: base64, XML or the saved sign-in page; - for stdin; default: what "
        "saml_process of config.yaml prints, else stdin",
    )
    parser.add_argument(
        "--clipboard", action="store_true", help="take the SAML response from the desktop's clipboard"
    )
    parser.add_argument("--profile", help="a profile whose Region and endpoint the call goes to")
    issuing.configure(parser, OPERATION, own=OWN)
    parser.epilog = (
        "What the response says is shown on stderr. Where it offers several roles and --role names none, the "
        f"terminal\nasks; without a terminal nothing is sent.\n\n{parser.epilog}"
    )


def run(options: argparse.Namespace) -> int:
    """Show what the response says, enter a role that it offers, and print what came of it."""
    from stsui.cli.proofs import show_saml

    services = issuing.services_for(options)
    if options.clipboard and options.assertion is not None:
        raise ConfigurationError("FILE and --clipboard both say where the SAML response is: give one.")
    elsewhere = options.clipboard or (options.assertion is None and services.settings.saml_process)
    check_one_stdin({"FILE": None if elsewhere else options.assertion or STDIN, "--policy": options.policy})
    proof = _response(options, services)
    said = read_saml(proof.reveal())
    facts = show_saml(services, said)
    parameters = read_parameters(options, OPERATION)
    role = _role(said, options, services)
    if role is not None:
        principal = parameters.principal_arn or role.principal_arn
        parameters = replace(parameters, role_arn=role.role_arn, principal_arn=principal)
    return issuing.issue(services, options, OPERATION, parameters, proof=proof, said=facts, own=OWN)


def _response(options: argparse.Namespace, services: Services) -> Secret:
    if options.clipboard:
        from stsui.tui.clipboard import read_clipboard

        return Secret(read_clipboard())
    if options.assertion is None and services.settings.saml_process:
        return read_helper(services, "saml_process", services.settings.saml_process)
    return read_secret("FILE", options.assertion or STDIN)


def _role(said: SamlResponse, options: argparse.Namespace, services: Services) -> SamlRole | None:
    """The role that is named or chosen; None where there is nothing to choose, or nobody to ask."""
    if options.role_arn is not None:
        return _named(said, options.role_arn.strip())
    usable = not any(said.problems(None, None, services.clock.now()))
    if len(said.roles) < 2 or options.dry_run or not usable:
        return None
    from stsui.cli.terminal import choose

    number = choose("Which role? ", [role.label for role in said.roles])
    return None if number is None else said.roles[number]


def _named(said: SamlResponse, name: str) -> SamlRole:
    """The role on offer with that ARN, ACCOUNT/ROLE label or, if it is the only such, name."""
    found = [role for role in said.roles if name in (role.role_arn, role.label)]
    found = found or [role for role in said.roles if role.label.partition("/")[2] == name]
    if len({role.role_arn for role in found}) == 1:
        return found[0]
    offered = ", ".join(role.label for role in said.roles) or "no role at all"
    why = "offers several roles called" if found else "does not offer"
    raise ConfigurationError(f"--role: the SAML response {why} {name[:200]}.", f"It offers {offered}.")
