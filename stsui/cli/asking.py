"""An operation's parameters as options: made, read and judged by the table that forms go by as well."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from stsui.cli.inputs import read_text
from stsui.errors import ConfigurationError
from stsui.limits import ROLE_SESSION_NAME
from stsui.model import Operation, Parameters, Plan, Problem
from stsui.parameters import REQUIRED, RULES, TAKEN, limits_table


class Option(NamedTuple):
    """How a field of Parameters is spelt on a command line."""

    flag: str
    metavar: str
    many: bool = False
    """Whether it may be given again and again."""
    more: str = ""
    """What its help says beyond the limit."""


OPTIONS = {
    "role_arn": Option("--role-arn", "ARN"),
    "role_session_name": Option("--session-name", "NAME", more=ROLE_SESSION_NAME.alphabet),
    "duration_seconds": Option("--duration", "TIME"),
    "mfa_serial": Option("--mfa-serial", "SERIAL"),
    "external_id": Option("--external-id", "ID"),
    "policy": Option("--policy", "FILE|-|JSON"),
    "policy_arns": Option("--policy-arn", "ARN", many=True),
    "tags": Option("--tag", "KEY=VALUE", many=True),
    "transitive_tag_keys": Option("--transitive", "KEY", many=True),
    "source_identity": Option("--source-identity", "NAME"),
    "provided_contexts": Option(
        "--context", "ARN=ASSERTION", many=True, more="ARN=@FILE reads the assertion from a file"
    ),
    "name": Option("--name", "NAME"),
    "principal_arn": Option("--principal-arn", "ARN"),
    "provider_id": Option("--provider-id", "HOST"),
    "target_principal": Option("--target", "ACCOUNT|ARN"),
    "task_policy_arn": Option("--task-policy", "NAME|ARN"),
    "audience": Option("--audience", "AUDIENCE", many=True),
    "signing_algorithm": Option("--signing-algorithm", "ALGORITHM"),
    "minimum_session_token_size": Option("--min-token-size", "BYTES"),
}
"""By field. A web identity token's file is no parameter to type but a way to bring the token."""

NO_OPTIONS: Mapping[str, Option] = MappingProxyType({})
_PAIRS = ("tags", "provided_contexts")
_DURATION_RULES = ("chained-duration", "duration-escalation")


def add_parameters(
    parser: argparse.ArgumentParser, operation: Operation, own: Mapping[str, Option] = NO_OPTIONS
) -> None:
    """An option for each parameter of the operation, its limit in the help.

    `own` are a command's own spellings, by field.
    """
    group = parser.add_argument_group("parameters of the call")
    for row in limits_table(operation):
        option = own.get(row.name) or OPTIONS.get(row.name)
        if option is None:
            continue
        said = (row.hint, option.more, "may be repeated" if option.many else "")
        text = f"{row.label}: {'; '.join(filter(None, said))}"
        group.add_argument(
            option.flag,
            dest=row.name,
            metavar=option.metavar,
            action="append" if option.many else "store",
            help=text.replace("%", "%%"),
        )
    if "mfa_serial" in TAKEN[operation]:
        group.add_argument(
            "--no-mfa",
            dest="mfa_serial",
            action="store_const",
            const="",
            help="send no code, though the profile names a device",
        )


def read_parameters(options: argparse.Namespace, operation: Operation) -> Parameters:
    """What the options that `add_parameters` made say.

    Raises:
        ConfigurationError: one of them cannot be understood, or its file not be read. Limits are the plan's.
    """
    given = {name: getattr(options, name, None) for name in TAKEN[operation] if name in OPTIONS}
    return Parameters(**{name: _read(name, value) for name, value in given.items() if value is not None})


def _read(name: str, given: Any) -> Any:
    try:
        if name in _PAIRS:
            return tuple(_pair(OPTIONS[name], each) for each in given)
        if OPTIONS[name].many:
            return tuple(each.strip() for each in given)
        return RULES[name].read(_policy(given) if name == "policy" else given)
    except ValueError as error:
        raise ConfigurationError(f"{OPTIONS[name].flag}: {error}") from None


def _policy(given: str) -> str:
    if given.lstrip()[:1] in ("{", "["):
        return given
    return read_text("--policy", given, "It takes a file, - for stdin, or the JSON itself.")


def _pair(option: Option, given: str) -> tuple[str, str]:
    key, equals, value = given.partition("=")
    if not equals or not key.strip():
        raise ValueError(f"{given[:40]!r} is not in the form {option.metavar}.")
    if option.flag == "--context" and value.startswith("@"):
        value = read_text("--context", value[1:])
    return key.strip(), value.strip()


def at_options(plan: Plan, given: Parameters, own: Mapping[str, Option] = NO_OPTIONS) -> Plan:
    """The plan with every problem that an option can mend told at that option."""
    operation = plan.steps[-1].operation
    spelt = {name: option.flag for name, option in (OPTIONS | dict(own)).items()}
    named = {
        RULES[name].rule: spelt[name]
        for name in TAKEN[operation]
        if name in spelt and (getattr(given, name) not in (None, ()) or name in REQUIRED.get(operation, ()))
    }
    if given.duration_seconds is not None:
        named |= dict.fromkeys(_DURATION_RULES, spelt["duration_seconds"])
    return replace(plan, problems=tuple(_at_option(problem, named) for problem in plan.problems))


def _at_option(problem: Problem, named: dict[str, str]) -> Problem:
    if problem.rule not in named or problem.message.startswith("The source profile"):
        return problem
    return Problem(problem.rule, f"{named[problem.rule]}: {problem.message}")
