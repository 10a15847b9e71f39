"""The `aws` command line that does what a step of a plan does: to copy, to learn from, to hand to somebody."""

from __future__ import annotations

import json
import shlex

from stsui.model import Endpoint, Operation, Parameters, Step

TOKEN_CODE_PLACEHOLDER = "123456"


def _options(parameters: Parameters) -> list[str]:
    """The request's parameters as the AWS CLI's options; the token code stands as a placeholder."""
    words: list[str] = []
    for option, value in (
        ("--role-arn", parameters.role_arn),
        ("--role-session-name", parameters.role_session_name),
        ("--duration-seconds", parameters.duration_seconds),
        ("--serial-number", parameters.mfa_serial),
        ("--token-code", TOKEN_CODE_PLACEHOLDER if parameters.mfa_serial else None),
        ("--external-id", parameters.external_id),
        ("--policy", parameters.policy),
        ("--source-identity", parameters.source_identity),
    ):
        if value is not None:
            words += [option, str(value)]
    if parameters.policy_arns:
        words += ["--policy-arns", *(f"arn={arn}" for arn in parameters.policy_arns)]
    if parameters.tags:
        words += ["--tags", json.dumps([{"Key": key, "Value": value} for key, value in parameters.tags])]
    if parameters.transitive_tag_keys:
        words += ["--transitive-tag-keys", *parameters.transitive_tag_keys]
    if parameters.provided_contexts:
        contexts = [{"ProviderArn": arn, "ContextAssertion": text} for arn, text in parameters.provided_contexts]
        words += ["--provided-contexts", json.dumps(contexts)]
    return words


_COMMANDS = {Operation.ASSUME_ROLE: "assume-role", Operation.GET_SESSION_TOKEN: "get-session-token"}


def aws_command(step: Step, endpoint: Endpoint) -> str | None:
    """The command for a POSIX shell, without secrets; None for a step that is no call to STS."""
    command = _COMMANDS.get(step.operation)
    if command is None:
        return None
    words = ["aws", "sts", command, *_options(step.parameters)]
    if endpoint.region:
        words += ["--region", endpoint.region]
    if endpoint.url:
        words += ["--endpoint-url", endpoint.url]
    return shlex.join(words)
