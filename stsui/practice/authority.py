"""Who may do what, by identity, session, control and trust policies together; and the sentence for a no."""

from __future__ import annotations

from collections.abc import Iterator

from stsui.practice.callers import Caller
from stsui.practice.company import Company, Role
from stsui.practice.policies import Decision, Question, Statement, decide
from stsui.practice.refusal import access_denied
from stsui.records import record

IDENTITY_POLICY = "identity-based policy"
SESSION_POLICY = "session policy"
CONTROL_POLICY = "service control policy"
TRUST_POLICY = "role trust policy"
_ARTICLES = {IDENTITY_POLICY: "an", SESSION_POLICY: "a", CONTROL_POLICY: "a", TRUST_POLICY: "the"}


@record
class Verdict:
    """Whether it is allowed; if not, which kind of policy stands in the way, and how."""

    allowed: bool
    explicit: bool = False
    policy_type: str = ""
    policy_arn: str = ""
    statement: Statement | None = None

    def tail(self, action: str) -> str:
        """The reason as AWS's sentence ends with it."""
        if self.explicit:
            arn = f": {self.policy_arn}" if self.policy_arn else ""
            return f" with an explicit deny in {_ARTICLES[self.policy_type]} {self.policy_type}{arn}"
        return f" because no {self.policy_type} allows the {action} action"


ALLOWED = Verdict(True)


@record
class _Layer:
    policy_type: str
    decision: Decision
    allow_needed: bool = True
    policy_arn: str = ""


def _layers(company: Company, caller: Caller, question: Question) -> Iterator[_Layer]:
    account = company.account(caller.account_id)
    if account and account.control_policy:
        decision = decide(account.control_policy, question)
        yield _Layer(CONTROL_POLICY, decision, False, account.control_policy_arn)
    yield _Layer(IDENTITY_POLICY, decide(caller.policy, question))
    if caller.session_policy is not None:
        yield _Layer(SESSION_POLICY, decide(caller.session_policy, question))


def _verdict(layers: list[_Layer]) -> Verdict:
    for layer in layers:
        if layer.decision.effect == "Deny":
            return Verdict(False, True, layer.policy_type, layer.policy_arn, layer.decision.statement)
    for layer in layers:
        if layer.allow_needed and layer.decision.effect is None:
            return Verdict(False, False, layer.policy_type)
    return ALLOWED


def authorise(company: Company, caller: Caller, question: Question) -> Verdict:
    """Whether the caller's own policies allow it: the session's permissions are the intersection."""
    return _verdict(list(_layers(company, caller, question)))


def authorise_assumption(company: Company, caller: Caller, role: Role, question: Question) -> Verdict:
    """Whether a caller may assume a role: both its trust policy and the caller's own ones are asked.

    A trust policy that names a principal of its own account needs nothing from that principal's policies.
    """
    trust = _Layer(TRUST_POLICY, decide(role.trust, question))
    named = trust.decision.statement and caller.arn in trust.decision.statement.principals
    enough = bool(named) and caller.account_id == role.account_id
    own = [
        _Layer(layer.policy_type, layer.decision, layer.allow_needed and not enough, layer.policy_arn)
        for layer in _layers(company, caller, question)
    ]
    return _verdict([trust, *own])


def require(company: Company, caller: Caller, action: str, resource: str) -> None:
    """Refuse what the caller's own policies do not allow."""
    question = Question(action=action, resource=resource, context=caller.context)
    verdict = authorise(company, caller, question)
    if not verdict.allowed:
        raise access_denied(not_authorised(caller.arn, action, resource, verdict))


def not_authorised(arn: str, action: str, resource: str, verdict: Verdict | None = None) -> str:
    """AWS's sentence for a no; without a verdict it gives no reason, as AWS does where it will not."""
    tail = verdict.tail(action) if verdict else ""
    where = f" on resource: {resource}" if resource != "*" else ""
    return f"User: {arn} is not authorized to perform: {action}{where}{tail}"
