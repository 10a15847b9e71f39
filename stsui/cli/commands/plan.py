"""`stsui plan`: what would be done for a profile, made without any network."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from stsui.cli.options import add_json, add_profile
from stsui.errors import ConfigurationError
from stsui.model import Operation, Parameters, Plan, Step
from stsui.rules import words_for


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE and --json."""
    add_profile(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print the plan; 2 when it breaks a rule and could not be run."""
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json

    plan = open_services().manager.plan(options.profile)
    if options.json:
        print_json(as_json(plan))
    else:
        print_plan(plan)
    return ConfigurationError.exit_code if plan.problems else 0


def as_json(plan: Plan) -> dict[str, object]:
    """The plan as `plan --json` prints it; what a step does not have is null."""
    return {
        "profile": plan.profile,
        "steps": [_step(step) for step in plan.steps],
        "problems": [{"rule": problem.rule, "message": problem.message} for problem in plan.problems],
        "notes": list(plan.notes),
    }


def _step(step: Step) -> dict[str, object]:
    asked = step.parameters
    return {
        "operation": step.operation.value,
        "profile": step.profile,
        "role_arn": asked.role_arn,
        "mfa_serial": asked.mfa_serial,
        "duration_seconds": asked.duration_seconds,
        "role_session_name": asked.role_session_name,
        "external_id": asked.external_id,
        "source_identity": asked.source_identity,
        "policy": asked.policy,
        "policy_arns": list(asked.policy_arns),
        "tags": [{"key": key, "value": value} for key, value in asked.tags],
        "transitive_tag_keys": list(asked.transitive_tag_keys),
        "provided_contexts": [
            {"provider_arn": arn, "assertion": text} for arn, text in asked.provided_contexts
        ],
        "name": asked.name,
        "principal_arn": asked.principal_arn,
        "provider_id": asked.provider_id,
        "web_identity_token_file": asked.web_identity_token_file,
        "target_principal": asked.target_principal,
        "task_policy_arn": asked.task_policy_arn,
        "audience": list(asked.audience),
        "signing_algorithm": asked.signing_algorithm,
        "minimum_session_token_size": asked.minimum_session_token_size,
        "base": str(step.base) if step.base else None,
        "access_key_id": step.access_key_id,
    }


def print_plan(plan: Plan) -> None:
    """The plan in words, on stdout."""
    from stsui.cli.output import table, visible

    print(visible(plan.profile))
    rows = [
        (f"{number}", step.operation.value, step.profile, ", ".join(needs(step)))
        for number, step in enumerate(plan.steps, 1)
    ]
    if rows:
        print(table(rows))
    for note in plan.notes:
        print(f"note: {visible(note)}")
    for problem in plan.problems:
        print(f"problem ({problem.rule}): {visible(problem.message)}")


def needs(step: Step) -> Iterator[str]:
    """What a step is made from and asks for, in words."""
    asked = step.parameters
    if step.operation is Operation.BASE_CREDENTIALS:
        yield f"{step.base or 'credentials'}" + (f" {step.access_key_id}" if step.access_key_id else "")
    yield from filter(None, (asked.role_arn, asked.target_principal, asked.task_policy_arn))
    if asked.duration_seconds:
        yield words_for(asked.duration_seconds)
    for word, value in _named(asked):
        if value:
            yield f"{word} {value}"


def _named(asked: Parameters) -> Iterator[tuple[str, str | None]]:
    """Each parameter that may be given, in words."""
    size = asked.minimum_session_token_size
    yield "MFA code of", asked.mfa_serial
    yield "as", asked.role_session_name
    yield "named", asked.name
    yield "external id", asked.external_id
    yield "source identity", asked.source_identity
    yield "trusting", asked.principal_arn
    yield "of the provider", asked.provider_id
    yield "token in", asked.web_identity_token_file
    yield "session policy of", f"{len(asked.policy)} characters" if asked.policy else None
    yield "limited to", ", ".join(asked.policy_arns)
    yield "tags", ", ".join(f"{key}={value}" for key, value in asked.tags)
    yield "passed on:", ", ".join(asked.transitive_tag_keys)
    yield "context of", ", ".join(arn for arn, _ in asked.provided_contexts)
    yield "for", ", ".join(asked.audience)
    yield "signed with", asked.signing_algorithm
    yield "session token of at least", None if size is None else f"{size} bytes"
