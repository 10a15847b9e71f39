"""What each operation takes, for people to fill in: a form and a command read this one table.

Every field of `Parameters` has a label, a hint with its limit, a reader of what was typed, and a check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from stsui import limits
from stsui.limits import TextRule
from stsui.model import NO_PARAMETERS, Operation, Parameters, Problem
from stsui.records import record
from stsui.rules import OPERATIONS, duration_problem, seconds_of, words_for

_SESSION_POLICY = ("policy", "policy_arns")
_SIZE = ("minimum_session_token_size",)

TAKEN: Mapping[Operation, tuple[str, ...]] = MappingProxyType(
    {
        Operation.ASSUME_ROLE: (
            *("role_arn", "role_session_name", "duration_seconds", "mfa_serial", "external_id"),
            *_SESSION_POLICY,
            *("tags", "transitive_tag_keys", "source_identity", "provided_contexts"),
            *_SIZE,
        ),
        Operation.ASSUME_ROLE_WITH_SAML: (
            *("role_arn", "principal_arn", "duration_seconds"),
            *_SESSION_POLICY,
            *_SIZE,
        ),
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: (
            *("role_arn", "role_session_name", "web_identity_token_file", "provider_id"),
            "duration_seconds",
            *_SESSION_POLICY,
            *_SIZE,
        ),
        Operation.GET_SESSION_TOKEN: ("duration_seconds", "mfa_serial", *_SIZE),
        Operation.GET_FEDERATION_TOKEN: ("name", "duration_seconds", *_SESSION_POLICY, "tags", *_SIZE),
        Operation.ASSUME_ROOT: ("target_principal", "task_policy_arn", "duration_seconds", *_SIZE),
        Operation.GET_WEB_IDENTITY_TOKEN: ("audience", "signing_algorithm", "duration_seconds", "tags"),
        Operation.GET_DELEGATED_ACCESS_TOKEN: (),
    }
)
"""The fields that each operation knows, in the order of its form."""

REQUIRED: Mapping[Operation, tuple[str, ...]] = MappingProxyType(
    {
        Operation.ASSUME_ROLE: ("role_arn", "role_session_name"),
        Operation.ASSUME_ROLE_WITH_SAML: ("role_arn", "principal_arn"),
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: ("role_arn", "role_session_name"),
        Operation.GET_FEDERATION_TOKEN: ("name",),
        Operation.ASSUME_ROOT: ("target_principal", "task_policy_arn"),
        Operation.GET_WEB_IDENTITY_TOKEN: ("audience", "signing_algorithm"),
    }
)
"""What each operation cannot do without; whatever has a default is filled in before it is looked for."""


@record
class Proof:
    """The secret that an operation takes beside its parameters: what it is called, and what it looks like."""

    label: str
    hint: str
    rule: TextRule

    def problem(self, text: str) -> str | None:
        """What is wrong with it, never quoting it."""
        return self.rule.problem(text)


PROOFS: Mapping[Operation, Proof] = MappingProxyType(
    {
        Operation.ASSUME_ROLE_WITH_SAML: Proof(
            "SAML response", "base64, XML, or the saved sign-in page; up to 100,000", limits.SAML_ASSERTION
        ),
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: Proof(
            "Web identity token", "a JWT of the identity provider; up to 20,000", limits.WEB_IDENTITY_TOKEN
        ),
        Operation.GET_DELEGATED_ACCESS_TOKEN: Proof(
            "Trade-in token", "as the partner product shows it", limits.TRADE_IN_TOKEN
        ),
    }
)


@record
class ParameterRule:
    """How one field of `Parameters` is asked for, read and checked."""

    name: str
    """The field of Parameters."""
    label: str
    hint: str
    """The limit, in a few words."""
    rule: str
    """The word that problems with it bear."""
    read: Callable[[str], Any]
    """From what was typed to the field's value; raises ValueError with a sentence."""

    def problems(self, value: Any) -> Iterator[Problem]:
        """What is wrong with a value of the field, taken by itself; durations are the operation's affair."""
        return limits.parameter_problems(replace(NO_PARAMETERS, **{self.name: value}))

    def check(
        self, operation: Operation, text: str, *, root: bool = False, chained: bool = False
    ) -> str | None:
        """What is wrong with what was typed into `operation`'s form, as a sentence; None when nothing is."""
        if not text.strip():
            required = self.name in REQUIRED.get(operation, ())
            return f"{operation} needs this: {self.label[0].lower()}{self.label[1:]}." if required else None
        try:
            value = self.read(text)
        except ValueError as error:
            return str(error)
        if self.name == "duration_seconds":
            problem = duration_problem(operation, value, root=root, chained=chained)
            return problem.message if problem else None
        return next((problem.message for problem in self._own(value)), None)

    def _own(self, value: Any) -> Iterator[Problem]:
        """Without those that hang on another field: transitive keys need the tags beside them."""
        return (each for each in self.problems(value) if each.rule != "transitive-tags")


def _text(text: str) -> str:
    return text.strip()


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.split(r"[\s,]+", text.strip()))


def _items(text: str) -> list[str]:
    return [item for line in re.split(r"[\n,]", text) if (item := line.strip())]


def read_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """KEY=VALUE pairs, one on each line or with commas between. Raises ValueError with a sentence."""
    pairs = []
    for item in _items(text):
        key, equals, value = item.partition("=")
        if not equals or not key.strip():
            raise ValueError(f"{item[:40]!r} is not in the form KEY=VALUE.")
        pairs.append((key.strip(), value.strip()))
    return tuple(pairs)


def _duration(text: str) -> int:
    seconds = seconds_of(text)
    if seconds is None:
        raise ValueError(f"{text.strip()[:40]!r} is no duration; write it like 1h, 90min or 3600.")
    return seconds


def _bytes(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError(f"{digits[:40]!r} is no number of bytes.")
    return int(digits)


def _task(text: str) -> str:
    """A task's policy by its name alone, or by its ARN."""
    name = text.strip()
    return f"{limits.ROOT_TASK_PREFIX}{name}" if name in limits.ROOT_TASKS else name


_ROWS = (
    ParameterRule("role_arn", "Role", limits.ROLE_ARN.alphabet, "role-arn", _text),
    ParameterRule(
        "role_session_name",
        "Session name",
        f"{limits.ROLE_SESSION_NAME.size} characters; may hold {{user}} {{host}} {{profile}} {{ticket}}",
        "session-name",
        _text,
    ),
    ParameterRule("duration_seconds", "Duration", "like 1h, 90min or 3600", "duration", _duration),
    ParameterRule("mfa_serial", "MFA device", limits.MFA_SERIAL.limit, "mfa-serial", _text),
    ParameterRule("external_id", "External id", limits.EXTERNAL_ID.limit, "external-id", _text),
    ParameterRule(
        "policy",
        "Session policy",
        f"JSON; with the policy ARNs {limits.POLICY_MAXIMUM:,} characters at most",
        "session-policy",
        _text,
    ),
    ParameterRule("policy_arns", "Policy ARNs", f"up to {limits.POLICY_ARNS_MAXIMUM}", "policy-arns", _words),
    ParameterRule(
        "tags",
        "Session tags",
        f"KEY=VALUE, up to {limits.TAGS_MAXIMUM}; keys to {limits.TAG_KEY_MAXIMUM} characters, "
        f"values to {limits.TAG_VALUE_MAXIMUM}",
        "tags",
        read_pairs,
    ),
    ParameterRule(
        "transitive_tag_keys",
        "Transitive tags",
        "keys among the tags, which persist through role chaining",
        "transitive-tags",
        lambda text: tuple(_items(text)),
    ),
    ParameterRule(
        "source_identity", "Source identity", limits.SOURCE_IDENTITY.limit, "source-identity", _text
    ),
    ParameterRule(
        "provided_contexts",
        "Provided contexts",
        f"PROVIDER-ARN=ASSERTION, up to {limits.PROVIDED_CONTEXTS_MAXIMUM}",
        "provided-contexts",
        read_pairs,
    ),
    ParameterRule("name", "Name", limits.FEDERATED_NAME.limit, "name", _text),
    ParameterRule(
        "principal_arn", "SAML provider", limits.SAML_PROVIDER_ARN.alphabet, "principal-arn", _text
    ),
    ParameterRule(
        "provider_id",
        "OAuth provider",
        "www.amazon.com or graph.facebook.com; not for OIDC",
        "provider-id",
        _text,
    ),
    ParameterRule("web_identity_token_file", "Token file", "read anew at each call", "token-file", _text),
    ParameterRule(
        "target_principal", "Member account", limits.TARGET_PRINCIPAL.alphabet, "target-principal", _text
    ),
    ParameterRule("task_policy_arn", "Task", ", ".join(limits.ROOT_TASKS), "task-policy", _task),
    ParameterRule(
        "audience", "Audience", f"up to {limits.AUDIENCES_MAXIMUM}, of 1–1,000 characters", "audience", _words
    ),
    ParameterRule(
        "signing_algorithm",
        "Signing algorithm",
        " or ".join(limits.SIGNING_ALGORITHMS),
        "signing-algorithm",
        lambda text: text.strip().upper(),
    ),
    ParameterRule(
        "minimum_session_token_size",
        "Minimum token size",
        f"0–{limits.SESSION_TOKEN_SIZE_MAXIMUM:,} bytes",
        "minimum-token-size",
        _bytes,
    ),
)
RULES: Mapping[str, ParameterRule] = MappingProxyType({row.name: row for row in _ROWS})
"""By field of Parameters."""


def limits_table(operation: Operation) -> tuple[ParameterRule, ...]:
    """The fields of an operation's form, in order, each hint made for that operation."""
    return tuple(_for(operation, RULES[name]) for name in TAKEN[operation])


def _for(operation: Operation, row: ParameterRule) -> ParameterRule:
    durations = OPERATIONS[operation].durations
    if row.name != "duration_seconds" or durations is None:
        return row
    least, most = words_for(durations.minimum), words_for(durations.maximum)
    return replace(row, hint=f"{least} to {most}; {words_for(durations.default)} if not said")


def request_problems(operation: Operation, parameters: Parameters) -> Iterator[Problem]:
    """Every rule that a request breaks by itself: a limit, what is missing, what the operation cannot take.

    Durations are checked apart, for they hang on who calls.
    """
    for name in REQUIRED.get(operation, ()):
        if getattr(parameters, name) in (None, ()):
            label = RULES[name].label
            yield Problem(RULES[name].rule, f"{operation} needs {article(label)}: none is given.")
    for name, row in RULES.items():
        if name not in TAKEN[operation] and getattr(parameters, name) not in (None, ()):
            yield Problem("not-taken", f"{operation} takes no {row.label[0].lower()}{row.label[1:]}.")
    yield from limits.parameter_problems(parameters)


def article(label: str) -> str:
    """A label as a sentence names the thing: "a session name"."""
    words = label if label[:2].isupper() or label.startswith("OAuth") else f"{label[0].lower()}{label[1:]}"
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"
