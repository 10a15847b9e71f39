"""The table of STS's rules: what each operation takes, gives and forbids, and each parameter's limits.

Plans, forms, help texts and the practice AWS read this one table. Sources: the AWS STS API reference and the
IAM user guide's "Compare AWS STS credentials", "Request temporary security credentials" and "Enable custom
identity broker access to the AWS console".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from stsui.limits import ENCODED_MESSAGE_MAXIMUM as ENCODED_MESSAGE_MAXIMUM
from stsui.limits import EXTERNAL_ID as EXTERNAL_ID
from stsui.limits import FEDERATED_NAME as FEDERATED_NAME
from stsui.limits import MFA_SERIAL as MFA_SERIAL
from stsui.limits import POLICY_ARNS_MAXIMUM as POLICY_ARNS_MAXIMUM
from stsui.limits import POLICY_MAXIMUM as POLICY_MAXIMUM
from stsui.limits import PROVIDED_CONTEXTS_MAXIMUM as PROVIDED_CONTEXTS_MAXIMUM
from stsui.limits import ROLE_ARN as ROLE_ARN
from stsui.limits import ROLE_SESSION_NAME as ROLE_SESSION_NAME
from stsui.limits import SOURCE_IDENTITY as SOURCE_IDENTITY
from stsui.limits import TAG_KEY_MAXIMUM as TAG_KEY_MAXIMUM
from stsui.limits import TAG_VALUE_MAXIMUM as TAG_VALUE_MAXIMUM
from stsui.limits import TAGS_MAXIMUM as TAGS_MAXIMUM
from stsui.limits import TOKEN_CODE as TOKEN_CODE
from stsui.limits import TextRule as TextRule
from stsui.limits import parameter_problems as parameter_problems
from stsui.limits import policy_problems as policy_problems
from stsui.limits import tag_problems as tag_problems
from stsui.model import Operation, Problem
from stsui.records import record

MINUTE = 60
HOUR = 3600

CHAINED_MAXIMUM = timedelta(hours=1)
"""A role assumed with temporary credentials, those of GetSessionToken included, lasts no longer than this."""

LONGEST_ROLE_SESSION = timedelta(hours=12)
"""The largest MaxSessionDuration a role can be given; each role's own may be less, from 1 h on."""

TOKEN_CODE_PERIOD = timedelta(seconds=30)
"""A device shows a new code this often, and AWS accepts each code once."""

CONSOLE_SIGN_IN_LIFETIME = timedelta(minutes=15)
"""How long a console sign-in link can be opened after it was made."""

CONSOLE_DURATION = (timedelta(minutes=15), timedelta(hours=12))
"""Limits of the federation endpoint's SessionDuration."""

ROOT_MFA_SUFFIX = ":mfa/root-account-mfa-device"


@record
class Durations:
    """Shortest, longest and default lifetime in seconds."""

    minimum: int
    maximum: int
    default: int


@record(kw_only=True)
class OperationRules:
    """One row of the comparison of STS's operations."""

    callers: str
    """Who may call it, in words."""
    long_term_only: bool = False
    """Whether temporary credentials are refused as the caller's."""
    root_allowed: bool = True
    signed: bool = True
    durations: Durations | None = None
    """Of the result when an IAM user or a role calls; None where the caller does not choose."""
    root_durations: Durations | None = None
    mfa: bool = False
    """Whether SerialNumber and TokenCode may be given."""
    session_policy: bool = False
    console: bool = False
    """Whether the result can sign in to the console."""
    may_call: frozenset[Operation] | None = None
    """The STS operations the result may call; None: all but those in `may_not_call`."""
    may_not_call: frozenset[Operation] = frozenset()
    restrictions: str = ""
    """What the result may not do, in words."""
    regional: bool = False
    """Whether the global endpoint does not have it."""
    purpose: str = ""
    """What it is for, in words."""


_ROLE = Durations(15 * MINUTE, 12 * HOUR, HOUR)
_USER = Durations(15 * MINUTE, 36 * HOUR, 12 * HOUR)
_ROOT = Durations(15 * MINUTE, HOUR, HOUR)
_ROLE_MAY_NOT = frozenset({Operation.GET_FEDERATION_TOKEN, Operation.GET_SESSION_TOKEN})
_ROLE_RESTRICTIONS = "Cannot call GetFederationToken or GetSessionToken."

OPERATIONS: Mapping[Operation, OperationRules] = MappingProxyType(
    {
        Operation.ASSUME_ROLE: OperationRules(
            purpose="Work in a role, of this account or another.",
            callers="IAM user, or role with temporary credentials; never the root user",
            root_allowed=False,
            durations=_ROLE,
            mfa=True,
            session_policy=True,
            console=True,
            may_not_call=_ROLE_MAY_NOT,
            restrictions=_ROLE_RESTRICTIONS,
        ),
        Operation.ASSUME_ROLE_WITH_SAML: OperationRules(
            purpose="Enter a role with a company sign-in's SAML response.",
            callers="anyone with a SAML response from a known identity provider",
            signed=False,
            durations=_ROLE,
            session_policy=True,
            console=True,
            may_not_call=_ROLE_MAY_NOT,
            restrictions=_ROLE_RESTRICTIONS,
        ),
        Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: OperationRules(
            purpose="Enter a role with an OIDC token, as pipelines and pods have.",
            callers="anyone with an OIDC token from a known identity provider",
            signed=False,
            durations=_ROLE,
            session_policy=True,
            console=True,
            may_not_call=_ROLE_MAY_NOT,
            restrictions=_ROLE_RESTRICTIONS,
        ),
        Operation.GET_FEDERATION_TOKEN: OperationRules(
            purpose="Hand somebody a cut-down session of one's own.",
            callers="IAM user or root user, with long-term keys",
            long_term_only=True,
            durations=_USER,
            root_durations=_ROOT,
            session_policy=True,
            console=True,
            may_call=frozenset({Operation.GET_CALLER_IDENTITY}),
            restrictions=(
                "Without a session policy it may do nothing. Cannot call IAM by CLI or API (the console "
                "can), nor STS but GetCallerIdentity."
            ),
        ),
        Operation.GET_SESSION_TOKEN: OperationRules(
            purpose="Turn a long-term key and an MFA code into a session.",
            callers="IAM user or root user, with long-term keys",
            long_term_only=True,
            durations=_USER,
            root_durations=_ROOT,
            mfa=True,
            may_call=frozenset({Operation.ASSUME_ROLE, Operation.GET_CALLER_IDENTITY}),
            restrictions=(
                "Cannot sign in to the console. Cannot call IAM unless MFA was given, "
                "nor STS but AssumeRole and GetCallerIdentity."
            ),
        ),
        Operation.ASSUME_ROOT: OperationRules(
            purpose="Do one privileged task in a member account.",
            callers="management account or delegated administrator; never a root user",
            root_allowed=False,
            regional=True,
            durations=Durations(0, 15 * MINUTE, 15 * MINUTE),
            restrictions="May do only what its task policy names.",
        ),
        Operation.GET_DELEGATED_ACCESS_TOKEN: OperationRules(
            purpose="Exchange a product's trade-in token for a session.", callers="holder of a trade-in token"
        ),
        Operation.GET_WEB_IDENTITY_TOKEN: OperationRules(
            purpose="Prove to a service outside AWS who one is.",
            callers="any IAM principal, where outbound federation is enabled",
            regional=True,
            durations=Durations(MINUTE, HOUR, 5 * MINUTE),
            restrictions="A JWT for other services, not AWS credentials.",
        ),
        Operation.GET_CALLER_IDENTITY: OperationRules(
            purpose="See who one is.",
            callers="any credentials; no permission is needed, and none can be denied",
        ),
        Operation.GET_ACCESS_KEY_INFO: OperationRules(
            purpose="See which account a key belongs to.", callers="any credentials"
        ),
        Operation.DECODE_AUTHORIZATION_MESSAGE: OperationRules(
            purpose="Read an encoded denial.", callers="whoever is allowed sts:DecodeAuthorizationMessage"
        ),
    }
)


CONSOLE_WAY_OUT = "Use a profile that assumes a role, or GetFederationToken from the user's long-term keys."


def console_problem(operation: Operation) -> Problem | None:
    """Why the console takes no sign-in with what `operation` gives; None when it does, or may."""
    if operation is Operation.BASE_CREDENTIALS or OPERATIONS[operation].console:
        return None
    return Problem(
        "console", f"AWS takes no {operation} credentials for signing in to the console. {CONSOLE_WAY_OUT}"
    )


def is_root_device(mfa_serial: str | None) -> bool:
    """Whether a serial names a root user's device, so that the caller is root."""
    return bool(mfa_serial and mfa_serial.endswith(ROOT_MFA_SUFFIX))


def partition_of(arn: str | None) -> str:
    """The partition an ARN is in ("aws", "aws-cn", "aws-us-gov", …); "aws" where there is none to see."""
    parts = (arn or "").split(":", 2)
    return parts[1] if len(parts) > 1 and parts[0] == "arn" and parts[1] else "aws"


def account_of(arn: str | None) -> str | None:
    """The twelve digits of the account in an ARN, if it has them."""
    parts = (arn or "").split(":", 5)
    account = parts[4] if len(parts) > 5 else ""
    return account if len(account) == 12 and account.isascii() and account.isdigit() else None


def role_name_of(arn: str | None) -> str | None:
    """The name of the role in a role's ARN, without its path."""
    return arn.rsplit("/", 1)[-1] if arn and ":role/" in arn else None


def duration_limits(operation: Operation, *, root: bool = False, chained: bool = False) -> Durations | None:
    """The lifetime a caller may ask for; `chained` when AssumeRole is called with temporary credentials."""
    rules = OPERATIONS[operation]
    limits = rules.root_durations if root and rules.root_durations else rules.durations
    if limits and chained and operation is Operation.ASSUME_ROLE:
        capped = int(CHAINED_MAXIMUM.total_seconds())
        return Durations(limits.minimum, min(limits.maximum, capped), min(limits.default, capped))
    return limits


def words_for(seconds: int) -> str:
    """A duration as people say it: "1 h", "1 h 30 min", "50 s"."""
    hours, rest = divmod(seconds, HOUR)
    minutes, odd = divmod(rest, MINUTE)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes) + [f"{odd} s"] * bool(odd)
    return " ".join(parts) or "0 s"


_DURATION = re.compile(
    r"(?:(?P<h>\d{1,4})\s*(?:h|hours?))?\s*(?:(?P<m>\d{1,6})\s*(?:m|min|minutes?))?\s*"
    r"(?:(?P<s>\d{1,8})\s*(?:s|sec|seconds?))?|(?P<bare>\d{1,8})",
    re.ASCII | re.IGNORECASE,
)


def seconds_of(words: str) -> int | None:
    """The seconds in a duration as people type it: "1h", "90 min", "1 h 30 min", "3600"; else None."""
    match = _DURATION.fullmatch(words.strip())
    if not match or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(match[unit] or 0) for unit in ("h", "m", "s"))
    return int(match["bare"]) if match["bare"] else hours * HOUR + minutes * MINUTE + seconds


def duration_problem(
    operation: Operation, seconds: int, *, root: bool = False, chained: bool = False
) -> Problem | None:
    """Why `seconds` cannot be asked for; None when they can."""
    limits = duration_limits(operation, root=root, chained=chained)
    if limits is None or limits.minimum <= seconds <= limits.maximum:
        return None
    uncapped = duration_limits(operation, root=root)
    if chained and uncapped and limits.maximum < seconds <= uncapped.maximum:
        return Problem(
            "chained-duration",
            f"{words_for(seconds)} is asked for, but a role assumed with temporary credentials (role "
            f"chaining) lasts {words_for(limits.maximum)} at most.",
        )
    asked_as = "the root user's " if root else ""
    return Problem(
        "duration",
        f"{words_for(seconds)} is asked for, but {asked_as}{operation} takes "
        f"{words_for(limits.minimum)} to {words_for(limits.maximum)}.",
    )
