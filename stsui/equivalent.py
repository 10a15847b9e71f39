"""The `aws` command line that does what a step of a plan does: to copy, to learn from, to hand on."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from stsui.model import Endpoint, Kind, Operation, Parameters, Plan, Step
from stsui.parameters import TAKEN

TOKEN_CODE_PLACEHOLDER = "123456"

COMMANDS: Mapping[Operation, str] = MappingProxyType(
    {
        Operation.ASSUME_ROLE: "assume-role",
        Operation.ASSUME_ROLE_WITH_SAML: "assume-role-with-saml",
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: "assume-role-with-web-identity",
        Operation.ASSUME_ROOT: "assume-root",
        Operation.DECODE_AUTHORIZATION_MESSAGE: "decode-authorization-message",
        Operation.GET_ACCESS_KEY_INFO: "get-access-key-info",
        Operation.GET_CALLER_IDENTITY: "get-caller-identity",
        Operation.GET_DELEGATED_ACCESS_TOKEN: "get-delegated-access-token",
        Operation.GET_FEDERATION_TOKEN: "get-federation-token",
        Operation.GET_SESSION_TOKEN: "get-session-token",
        Operation.GET_WEB_IDENTITY_TOKEN: "get-web-identity-token",
    }
)

SECRET_FILES: Mapping[Operation, tuple[str, str]] = MappingProxyType(
    {
        Operation.ASSUME_ROLE_WITH_SAML: ("--saml-assertion", "assertion.b64"),
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: ("--web-identity-token", "token.jwt"),
        Operation.GET_DELEGATED_ACCESS_TOKEN: ("--trade-in-token", "trade-in-token.txt"),
        Operation.DECODE_AUTHORIZATION_MESSAGE: ("--encoded-message", "message.txt"),
    }
)
"""Where a secret, or what is too long for a line, is to be put: the option, and the file's name."""

_ADDRESSES = ("file://", "fileb://", "http://", "https://")
"""What the AWS CLI takes for the place of a value instead of the value."""


def _texts(parameters: Parameters) -> Iterator[tuple[str, str, object]]:
    yield "role_arn", "--role-arn", parameters.role_arn
    yield "principal_arn", "--principal-arn", parameters.principal_arn
    yield "role_session_name", "--role-session-name", parameters.role_session_name
    yield "provider_id", "--provider-id", parameters.provider_id
    yield "name", "--name", parameters.name
    yield "target_principal", "--target-principal", parameters.target_principal
    yield "duration_seconds", "--duration-seconds", parameters.duration_seconds
    yield "mfa_serial", "--serial-number", parameters.mfa_serial
    yield "mfa_serial", "--token-code", TOKEN_CODE_PLACEHOLDER if parameters.mfa_serial else None
    yield "external_id", "--external-id", parameters.external_id
    yield "policy", "--policy", parameters.policy
    yield "source_identity", "--source-identity", parameters.source_identity
    yield "signing_algorithm", "--signing-algorithm", parameters.signing_algorithm
    size = parameters.minimum_session_token_size
    yield "minimum_session_token_size", "--minimum-session-token-size", size


def _lists(parameters: Parameters) -> Iterator[tuple[str, str, object]]:
    """Those with a structure of their own; as JSON, in which nothing has a meaning for the CLI."""
    task = parameters.task_policy_arn
    yield "task_policy_arn", "--task-policy-arn", {"arn": task} if task else None
    yield "policy_arns", "--policy-arns", [{"arn": arn} for arn in parameters.policy_arns]
    yield "tags", "--tags", [{"Key": key, "Value": value} for key, value in parameters.tags]
    yield "transitive_tag_keys", "--transitive-tag-keys", list(parameters.transitive_tag_keys)
    contexts = [{"ProviderArn": arn, "ContextAssertion": text} for arn, text in parameters.provided_contexts]
    yield "provided_contexts", "--provided-contexts", contexts
    yield "audience", "--audience", list(parameters.audience)


def _options(parameters: Parameters, taken: tuple[str, ...]) -> Iterator[str]:
    """The request's parameters as the AWS CLI's options; the token code stands as a placeholder."""
    addresses: dict[str, str] = {}
    for name, option, value in _texts(parameters):
        if value is None or name not in taken:
            continue
        text = str(value)
        if text.startswith(_ADDRESSES):
            addresses["".join(word.title() for word in option.strip("-").split("-"))] = text
        elif text.startswith("-"):
            yield f"{option}={text}"
        else:
            yield from (option, text)
    for name, option, value in _lists(parameters):
        if value and name in taken:
            yield from (option, json.dumps(value, ensure_ascii=False))
    if addresses:
        yield from ("--cli-input-json", json.dumps(addresses))


def aws_command(step: Step, endpoint: Endpoint, profile: str | None = None) -> str | None:
    """The command for a POSIX shell, without secrets; None for a step that is no call to STS.

    An assertion, a token or a message is to be put into the file that stands for it. `profile` names the AWS
    profile that calls, where its own keys do.
    """
    command = COMMANDS.get(step.operation)
    if command is None:
        return None
    words = ["aws", "sts", command, *_options(step.parameters, TAKEN.get(step.operation, ()))]
    if step.operation in SECRET_FILES:
        option, name = SECRET_FILES[step.operation]
        words += [option, f"file://{step.parameters.web_identity_token_file or name}"]
    if step.operation is Operation.GET_ACCESS_KEY_INFO and step.access_key_id:
        words += ["--access-key-id", step.access_key_id]
    if endpoint.region:
        words += ["--region", endpoint.region]
    if endpoint.url:
        words += ["--endpoint-url", endpoint.url]
    if profile:
        words += ["--profile", profile]
    return shlex.join(words)


def aws_commands(plan: Plan) -> list[str]:
    """The command of each call of a plan, in order; all but the first call with what the one before gave."""
    profile, commands = _calling_profile(plan), []
    for step in plan.steps:
        if command := aws_command(step, plan.endpoint, profile):
            commands.append(command)
            profile = None
    return commands


def _calling_profile(plan: Plan) -> str | None:
    """The AWS profile whose own keys call first, where one does."""
    base = plan.steps[0] if plan.steps else None
    named = base and base.operation is Operation.BASE_CREDENTIALS and isinstance(base.base, Kind)
    return base.profile if base and named and base.base is not Kind.EMPTY else None
