"""Each parameter's limits, its length, alphabet and number, and sentences for what is beyond them.

The figures are those of the AWS STS API reference; `rules` has the operations' own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stsui.model import Parameters, Problem
from stsui.records import record

ENCODED_MESSAGE_MAXIMUM = 10_240
POLICY_MAXIMUM = 2048
"""Characters of the inline session policy and all policy ARNs together."""
POLICY_ARNS_MAXIMUM = 10
TAGS_MAXIMUM = 50
TAG_KEY_MAXIMUM = 128
TAG_VALUE_MAXIMUM = 256
RESERVED_PREFIX = "aws:"
"""What no tag's key or value may begin with, in any case."""
PROVIDED_CONTEXTS_MAXIMUM = 5
AUDIENCES_MAXIMUM = 10
SESSION_TOKEN_SIZE_MAXIMUM = 4096
SIGNING_ALGORITHMS = ("RS256", "ES384")
"""RSA, and ECDSA with a shorter signature."""
ROOT_TASKS = (
    "IAMAuditRootUserCredentials",
    "IAMCreateRootUserPassword",
    "IAMDeleteRootUserCredentials",
    "S3UnlockBucketPolicy",
    "SQSUnlockQueuePolicy",
)
"""What AssumeRoot can be asked to do: the names of AWS's own policies for it."""
ROOT_TASK_PREFIX = "arn:aws:iam::aws:policy/root-task/"


@record
class TextRule:
    """A parameter's length and alphabet."""

    label: str
    minimum: int
    maximum: int
    expression: str
    """The alphabet or form as a regular expression, which is compiled when it is first needed."""
    alphabet: str
    """The same in words."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled; `re` keeps it."""
        return re.compile(self.expression)

    def problem(self, text: str) -> str | None:
        """What is wrong with `text`, as a sentence; None when nothing is."""
        if not self.minimum <= len(text) <= self.maximum:
            if self.minimum == self.maximum:
                return f"{self.label} must be {self.minimum} characters, not {len(text)}."
            return f"{self.label} must be {self.minimum} to {self.maximum:,} characters, not {len(text):,}."
        if not self.pattern.fullmatch(text):
            return f"{self.label} may hold only {self.alphabet}."
        return None

    @property
    def size(self) -> str:
        """The length in figures."""
        return str(self.minimum) if self.minimum == self.maximum else f"{self.minimum}–{self.maximum:,}"

    @property
    def limit(self) -> str:
        """Length and alphabet in a few words, for a hint."""
        return f"{self.size} characters: {self.alphabet}"


_NAME = r"(?a)[\w+=,.@-]*"
_NAME_WORDS = "letters, digits and _+=,.@-"
_PRINTABLE = r"[\x21-\x7e]*"
_PRINTABLE_WORDS = "letters, digits and signs, no blanks"
_BLANKS = " \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_TAG = rf"[\w.:/=+@{_BLANKS}-]*"
_TAG_WORDS = "letters, digits, blanks and _.:/=+-@"
_ACCOUNT = "[0-9]{12}"


def _arn(rest: str) -> str:
    return rf"arn:[a-z0-9-]+:iam::{rest}"


ROLE_SESSION_NAME = TextRule("The session name", 2, 64, _NAME, _NAME_WORDS)
SOURCE_IDENTITY = TextRule("The source identity", 2, 64, _NAME, _NAME_WORDS)
FEDERATED_NAME = TextRule("The federated user's name", 2, 32, _NAME, _NAME_WORDS)
EXTERNAL_ID = TextRule("The external id", 2, 1224, r"(?a)[\w+=,.@:/-]*", "letters, digits and _+=,.@:/-")
MFA_SERIAL = TextRule("The MFA serial", 9, 256, r"(?a)[\w+=/:,.@-]*", "letters, digits and _+=/:,.@-")
TOKEN_CODE = TextRule("The token code", 6, 6, r"[0-9]*", "digits")
ROLE_ARN = TextRule(
    "The role's ARN",
    20,
    2048,
    _arn(rf"{_ACCOUNT}:role/[\x21-\x7e]+"),
    "the form arn:PARTITION:iam::ACCOUNT:role/NAME",
)
SAML_PROVIDER_ARN = TextRule(
    "The SAML provider's ARN",
    20,
    2048,
    _arn(rf"{_ACCOUNT}:saml-provider/[\x21-\x7e]+"),
    "the form arn:PARTITION:iam::ACCOUNT:saml-provider/NAME",
)
POLICY_ARN = TextRule(
    "A policy's ARN",
    20,
    2048,
    _arn(rf"(?:aws|{_ACCOUNT}):policy/[\x21-\x7e]+"),
    "the form arn:PARTITION:iam::ACCOUNT:policy/NAME",
)
TASK_POLICY_ARN = TextRule(
    "The task policy's ARN",
    20,
    2048,
    _arn(rf"aws:policy/root-task/(?:{'|'.join(ROOT_TASKS)})"),
    f"{ROOT_TASK_PREFIX} and one of {', '.join(ROOT_TASKS)}",
)
TARGET_PRINCIPAL = TextRule(
    "The member account",
    12,
    2048,
    rf"{_ACCOUNT}|arn:[a-z0-9-]+:iam::{_ACCOUNT}:root",
    "an account's twelve digits, or the ARN of its root",
)
CONTEXT_PROVIDER_ARN = TextRule(
    "The context provider's ARN",
    20,
    2048,
    r"arn:[\x21-\x7e]+",
    "an ARN such as arn:aws:iam::aws:contextProvider/IdentityCenter",
)
CONTEXT_ASSERTION = TextRule("The context assertion", 4, 2048, _PRINTABLE, _PRINTABLE_WORDS)
PROVIDER_ID = TextRule("The provider's host", 4, 2048, r"(?a)[\w.-]*", "a host's name")
AUDIENCE = TextRule("An audience", 1, 1000, r"[^\x00-\x1f\x7f\ud800-\udfff]*", "printable characters")
SIGNING_ALGORITHM = TextRule(
    "The signing algorithm", 5, 5, "|".join(SIGNING_ALGORITHMS), " or ".join(SIGNING_ALGORITHMS)
)
TAG_KEY = TextRule("A tag's key", 1, TAG_KEY_MAXIMUM, _TAG, _TAG_WORDS)
TAG_VALUE = TextRule("A tag's value", 0, TAG_VALUE_MAXIMUM, _TAG, _TAG_WORDS)
SAML_ASSERTION = TextRule("The SAML response", 4, 100_000, r"[A-Za-z0-9+/=]*", "base64")
WEB_IDENTITY_TOKEN = TextRule("The web identity token", 4, 20_000, _PRINTABLE, _PRINTABLE_WORDS)
TRADE_IN_TOKEN = TextRule("The trade-in token", 1, 100_000, _PRINTABLE, _PRINTABLE_WORDS)
ACCESS_KEY_ID = TextRule("The access key id", 16, 128, r"(?a)\w*", "letters and digits")
ENCODED_MESSAGE = TextRule("The encoded message", 1, ENCODED_MESSAGE_MAXIMUM, _PRINTABLE, _PRINTABLE_WORDS)
POLICY_TEXT = r"[\t\n\r\x20-\xff]*"
"""The characters of a session policy."""


def policy_problems(policy: str | None, policy_arns: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with a session policy and the managed ones beside it."""
    if policy is not None:
        yield from _json_problems(policy)
    for arn in policy_arns:
        if message := POLICY_ARN.problem(arn):
            yield Problem("policy-arns", message)
    if len(policy_arns) > POLICY_ARNS_MAXIMUM:
        yield Problem(
            "policy-arns", f"At most {POLICY_ARNS_MAXIMUM} policy ARNs can be given, not {len(policy_arns)}."
        )
    size = len(policy or "") + sum(map(len, policy_arns))
    if size > POLICY_MAXIMUM:
        yield Problem(
            "session-policy",
            f"The session policy and the policy ARNs together may hold {POLICY_MAXIMUM:,} characters, "
            f"not {size:,}.",
        )


def _json_problems(policy: str) -> Iterator[Problem]:
    from json import loads

    try:
        parsed = loads(policy, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        why = error if isinstance(error, ValueError) else "it is nested too deeply"
        yield Problem("session-policy", f"The session policy is not valid JSON: {why}.")
        return
    if not isinstance(parsed, dict):
        yield Problem("session-policy", "The session policy must be a JSON object.")
    if odd := re.sub(POLICY_TEXT, "", policy, count=1):
        yield Problem(
            "session-policy", f"The session policy holds {odd[0]!r}; AWS takes no character beyond ÿ there."
        )


def _no_constant(name: str) -> None:
    """Python reads NaN and Infinity; JSON has neither."""
    raise ValueError(f"{name} is no value")


def tag_problems(tags: tuple[tuple[str, str], ...], transitive: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with session tags and the keys among them that are to persist through chaining."""
    if len(tags) > TAGS_MAXIMUM:
        yield Problem("tags", f"At most {TAGS_MAXIMUM} session tags can be given, not {len(tags)}.")
    seen: dict[str, str] = {}
    for key, value in tags:
        if message := TAG_KEY.problem(key):
            yield Problem("tags", message)
        if message := TAG_VALUE.problem(value):
            yield Problem("tags", f"The tag {key[:40]}: {message}")
        if key.lower().startswith(RESERVED_PREFIX) or value.lower().startswith(RESERVED_PREFIX):
            yield Problem("tags", f"The tag {key[:40]}: what begins with {RESERVED_PREFIX} is AWS's own.")
        if key.lower() in seen:
            differ = "is there twice" if key == seen[key.lower()] else "differ in case only; AWS sees one key"
            names = key if key == seen[key.lower()] else f"{seen[key.lower()]} and {key}"
            yield Problem("tags", f"The tag{'s' * (names != key)} {names[:200]} {differ}.")
        seen[key.lower()] = key
    if len(transitive) > TAGS_MAXIMUM:
        yield Problem(
            "transitive-tags",
            f"At most {TAGS_MAXIMUM} transitive tag keys can be given, not {len(transitive)}.",
        )
    for key in transitive:
        if key.lower() not in seen:
            yield Problem(
                "transitive-tags", f"The transitive tag key {key[:40]} is not among the session tags."
            )


def _text_problems(parameters: Parameters) -> Iterator[Problem]:
    for rule, name, value in (
        (ROLE_ARN, "role-arn", parameters.role_arn),
        (ROLE_SESSION_NAME, "session-name", parameters.role_session_name),
        (MFA_SERIAL, "mfa-serial", parameters.mfa_serial),
        (EXTERNAL_ID, "external-id", parameters.external_id),
        (SOURCE_IDENTITY, "source-identity", parameters.source_identity),
        (FEDERATED_NAME, "name", parameters.name),
        (SAML_PROVIDER_ARN, "principal-arn", parameters.principal_arn),
        (PROVIDER_ID, "provider-id", parameters.provider_id),
        (TARGET_PRINCIPAL, "target-principal", parameters.target_principal),
        (TASK_POLICY_ARN, "task-policy", parameters.task_policy_arn),
        (SIGNING_ALGORITHM, "signing-algorithm", parameters.signing_algorithm),
    ):
        if value is not None and (message := rule.problem(value)):
            yield Problem(name, message)


def context_problems(contexts: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    """What is wrong with provided contexts, which are (provider ARN, assertion) pairs."""
    if len(contexts) > PROVIDED_CONTEXTS_MAXIMUM:
        yield Problem(
            "provided-contexts", f"At most {PROVIDED_CONTEXTS_MAXIMUM} provided contexts can be given."
        )
    for provider, assertion in contexts:
        for rule, text in ((CONTEXT_PROVIDER_ARN, provider), (CONTEXT_ASSERTION, assertion)):
            if message := rule.problem(text):
                yield Problem("provided-contexts", message)


def audience_problems(audience: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with the audiences of a web identity token."""
    if len(audience) > AUDIENCES_MAXIMUM:
        yield Problem("audience", f"At most {AUDIENCES_MAXIMUM} audiences can be given, not {len(audience)}.")
    for each in audience:
        if message := AUDIENCE.problem(each):
            yield Problem("audience", message)


def token_size_problems(size: int | None) -> Iterator[Problem]:
    """What is wrong with the smallest session token that is asked for, in bytes."""
    if size is not None and not 0 <= size <= SESSION_TOKEN_SIZE_MAXIMUM:
        yield Problem(
            "minimum-token-size",
            f"The session token's minimum size must be 0 to {SESSION_TOKEN_SIZE_MAXIMUM:,} bytes, "
            f"not {size:,}.",
        )


def parameter_problems(parameters: Parameters) -> Iterator[Problem]:
    """Every broken limit that can be seen in a request's parameters alone (durations are checked apart)."""
    yield from _text_problems(parameters)
    yield from policy_problems(parameters.policy, parameters.policy_arns)
    yield from tag_problems(parameters.tags, parameters.transitive_tag_keys)
    yield from context_problems(parameters.provided_contexts)
    yield from audience_problems(parameters.audience)
    yield from token_size_problems(parameters.minimum_session_token_size)
