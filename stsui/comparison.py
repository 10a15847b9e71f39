""" "Which operation do I need?": STS's operations compared, for a caller of one sort."""

from __future__ import annotations

from collections.abc import Iterator

from stsui.model import Kind, Operation, Plan, Problem
from stsui.records import record
from stsui.rules import OPERATIONS, Durations, OperationRules, duration_limits, is_root_device

_ROLE_SESSIONS = frozenset({Kind.SSO, "Ec2InstanceMetadata", "EcsContainer"})
_UNKNOWN = frozenset({Kind.PROCESS, Kind.TEMPORARY, Kind.LOGIN, "Environment"})


@record(kw_only=True)
class Caller:
    """What is known of those who call, before they do."""

    name: str = ""
    """The profile's."""
    long_term: bool | None = None
    """Whether they have long-term keys; None where only their source knows."""
    root: bool = False
    session_of: Operation | None = None
    """What gave them their temporary credentials, where that is known."""
    nobody: bool = False
    """Whether there are no credentials at all, so that only unsigned operations are left."""


@record(kw_only=True)
class Row:
    """One operation, as it is for the caller."""

    operation: Operation
    rules: OperationRules
    allowed: bool
    """As far as STS's rules go; policies have the last word."""
    reason: str = ""
    """Why it is not allowed, or on what it hangs; a sentence."""
    durations: Durations | None = None
    """What this caller may ask for; None where the caller does not choose, or may not call."""


def caller_of(plan: Plan) -> Caller:
    """The caller that a profile is.

    A long-term key calls by itself, for the session that its plan makes of it may call little.
    """
    if not plan.steps or plan.steps[0].base in (None, Kind.EMPTY):
        unsigned = bool(plan.steps) and plan.steps[0].operation is not Operation.BASE_CREDENTIALS
        return _role(plan, plan.steps[-1].operation) if unsigned else Caller(name=plan.profile, nobody=True)
    last, base = plan.steps[-1].operation, plan.steps[0].base
    if last not in (Operation.BASE_CREDENTIALS, Operation.GET_SESSION_TOKEN):
        return _role(plan, last)
    if base in _ROLE_SESSIONS:
        return _role(plan, Operation.ASSUME_ROLE)
    if base in _UNKNOWN:
        return Caller(name=plan.profile, long_term=None if base in (Kind.PROCESS, "Environment") else False)
    root = any(is_root_device(step.parameters.mfa_serial) for step in plan.steps)
    return Caller(name=plan.profile, long_term=True, root=root)


def _role(plan: Plan, issuer: Operation) -> Caller:
    return Caller(name=plan.profile, long_term=False, session_of=issuer)


def call_problem(operation: Operation, caller: Caller) -> Problem | None:
    """Why a caller may not call an operation, by STS's rules alone; None when it may."""
    rules = OPERATIONS[operation]
    if not rules.signed:
        return None
    who = caller.name or "This profile"
    if caller.nobody:
        return Problem("no-credentials", f"{who} has no credentials to call {operation} with.")
    if caller.root and not rules.root_allowed:
        return Problem(
            "root", f"The root user may not call {operation}; use an IAM user's key, or a role's session."
        )
    if rules.long_term_only and caller.long_term is False:
        return Problem(
            "long-term-only",
            f"{operation} takes long-term keys only, and {who} has temporary credentials. "
            "Start from the profile that holds the user's own access key.",
        )
    if caller.session_of and (refused := _refused(operation, OPERATIONS[caller.session_of])):
        return Problem("may-not-call", f"{caller.session_of} credentials may not call {operation}. {refused}")
    return None


def _refused(operation: Operation, issuer: OperationRules) -> str:
    beyond = issuer.may_call is not None and operation not in issuer.may_call
    return issuer.restrictions if operation in issuer.may_not_call or beyond else ""


def comparison(caller: Caller) -> tuple[Row, ...]:
    """All operations of STS in the table's order, as they are for `caller`."""
    return tuple(_rows(caller))


def _rows(caller: Caller) -> Iterator[Row]:
    for operation, rules in OPERATIONS.items():
        problem = call_problem(operation, caller)
        durations = duration_limits(operation, root=caller.root, chained=caller.long_term is False)
        yield Row(
            operation=operation,
            rules=rules,
            allowed=problem is None,
            reason=problem.message if problem else _condition(rules, caller),
            durations=None if problem else durations,
        )


def _condition(rules: OperationRules, caller: Caller) -> str:
    if rules.long_term_only and caller.long_term is None:
        return "Only if its source gives a long-term key."
    return ""
