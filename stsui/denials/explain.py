"""Says in plain words what happened, why, and where to look next.

AWS evaluates in a fixed order, and its message tells how far the request came. An explicit deny anywhere ends
it; then resource control policies, service control policies, the resource's policy, the identity's policies,
the permissions boundary and the session policy must each leave room for it.
"""

from __future__ import annotations

import json
import shlex

from stsui.denials.arns import split_arn
from stsui.denials.draft import draft_statement
from stsui.denials.model import Denial, Effect, Kind, PolicyType, PrincipalKind, Statement
from stsui.denials.policies import CAUSES, POLICIES, is_assuming, mended_type
from stsui.denials.troubles import explain_trouble, session_state

NOTHING_FOUND = (
    "No error of AWS's was found in that text. Looked for: messages of denials, error codes, encoded "
    "messages, CloudTrail records, decoded documents."
)
DRAFT_NOTE = "Draft to review, as narrow as the message allows"


def explain(denial: Denial) -> str:
    """What happened, how far AWS's evaluation came, and where to look next: one paragraph of plain text."""
    if denial.kind is Kind.NOT_A_DENIAL:
        return " ".join(filter(None, (explain_trouble(denial.category), own_session(denial))))
    parts = [what_happened(denial), evaluation(denial), condition_hint(denial), next_step(denial)]
    draft = draft_statement(denial)
    if draft:
        parts.append(f"{DRAFT_NOTE}: {json.dumps(draft)}")
    parts += [encoded_state(denial), f"{DECODE_COMMAND}MESSAGE" if decode_command(denial) else ""]
    return " ".join(part for part in parts if part)


def own_session(denial: Denial) -> str:
    """How the person's own session stands that the error is about, and the command for a new one."""
    if denial.session is None:
        return ""
    name = shlex.quote(denial.session.profile)
    return f"{session_state(denial.session)} For new credentials: stsui exec {name} -- COMMAND"


def what_happened(denial: Denial) -> str:
    """The refusal in one sentence."""
    if denial.document and denial.document.allowed:
        action = denial.full_action or "this"
        return f"AWS allowed {_who(denial)} {action}{_on(denial)}: this message is no refusal."
    if denial.action is None:
        return _what_happened_unnamed(denial)
    return f"{_starting(_who(denial))} may not do {denial.full_action}{_on(denial)}: {_cause(denial)}."


def _what_happened_unnamed(denial: Denial) -> str:
    if denial.kind is Kind.ENCODED and denial.document is None:
        return "AWS refused a request and put the details in an encoded message."
    named = denial.operation or denial.error_code
    request = f"a request ({named})" if named else "a request"
    return f"AWS refused {request} without naming the action: {_cause(denial)}."


def _who(denial: Denial) -> str:
    who = denial.who
    if who is None:
        return "the caller"
    account = f" of account {who.account}" if who.account else ""
    if who.name and not any(map(str.isalnum, who.name)) and who.kind is not PrincipalKind.UNKNOWN:
        kind = "role" if who.kind is PrincipalKind.ASSUMED_ROLE else who.kind.value
        return f"a {kind}{account}"
    if who.kind is PrincipalKind.ASSUMED_ROLE:
        session = f" (session {who.session})" if who.session else ""
        return f"the role {who.name}{session}{account}"
    if who.kind is PrincipalKind.ROOT:
        return f"the root user{account}"
    if who.kind is PrincipalKind.ANONYMOUS:
        return "an anonymous caller (the request was not signed)"
    if who.kind is PrincipalKind.UNKNOWN:
        return who.name or denial.principal or "the caller"
    return f"the {who.kind.value} {who.name}{account}"


def _starting(words: str) -> str:
    """`words` at the start of a sentence: "The role …", but names keep their case."""
    return words[:1].upper() + words[1:] if words.startswith(("the ", "an ", "a ")) else words


def _on(denial: Denial) -> str:
    if denial.resource is None:
        return ""
    return " on any resource" if denial.resource == "*" else f" on {denial.resource}"


def _cause(denial: Denial) -> str:
    if denial.reason:
        return CAUSES[denial.reason].what if denial.reason in CAUSES else denial.reason
    if denial.effect is None:
        return "AWS did not say why"
    policy = POLICIES[denial.policy_type].name if denial.policy_type else "policy"
    if denial.effect is Effect.IMPLICIT:
        return f"no {policy} allows {denial.reason_action or 'it'}"
    article = "an" if policy.startswith("i") else "a"
    named = f" ({denial.policy_arn})" if denial.policy_arn else ""
    return f"{article} {policy}{named} denies it explicitly{_by_statement(denial)}"


def _by_statement(denial: Denial) -> str:
    names = [statement.sid for statement in _denying(denial) if statement.sid]
    return f", by the statement {', '.join(names)}" if names else ""


def _denying(denial: Denial) -> list[Statement]:
    return [each for each in denial.matched_statements if (each.effect or "DENY").upper() == "DENY"]


def evaluation(denial: Denial) -> str:
    """How far the request came in AWS's order of evaluation; empty where the message does not tell."""
    if denial.effect is Effect.EXPLICIT:
        return "An explicit deny is looked for first, in every policy, and overrules any allow."
    if denial.effect is not Effect.IMPLICIT:
        return ""
    if denial.policy_type is None:
        return "No policy denies it; an allow is missing where one is needed."
    return POLICIES[denial.policy_type].missing_allow


# What a deny that hangs on a condition asks for, by the start of the condition's key.
_HINTS = (
    ("aws:multifactorauth", "It asks for MFA: start the session with a token code."),
    ("aws:requestedregion", "It fences off Regions: use one that it allows."),
    ("aws:sourceip", "It asks for certain networks: the request came from another address."),
    ("aws:sourcevpc", "It asks for certain networks: the request did not come through them."),
    ("aws:requesttag/", "It asks for tags on what is created."),
    ("aws:tagkeys", "It asks for tags on what is created."),
    ("aws:principaltag/", "It looks at the tags of the caller."),
    ("aws:securetransport", "It asks for HTTPS."),
    ("s3:x-amz-server-side-encryption", "It asks for encryption of what is stored."),
)


def condition_hint(denial: Denial) -> str:
    """What the denying statements ask for, where their condition keys tell."""
    keys = [condition.key.lower() for each in _denying(denial) for condition in each.conditions]
    hints = (hint for start, hint in _HINTS if any(key.startswith(start) for key in keys))
    return " ".join(dict.fromkeys(hints))


def next_step(denial: Denial) -> str:
    """Where to look, in which account; empty where there is nothing to look for."""
    if denial.document and denial.document.allowed:
        return ""
    if denial.reason in CAUSES:
        return CAUSES[denial.reason].where
    policy_type = mended_type(denial)
    if policy_type is None:
        return _untyped_step(denial)
    where = POLICIES[policy_type].where.format(
        principal=_whose_policies(denial),
        identity=_identity(denial),
        account=_callers_account(denial),
        resource=denial.resource or "the resource",
        owner=_in_account(_owner(denial)),
    )
    return " ".join(filter(None, (f"Look at {where}.", _same_words(denial))))


def _same_words(denial: Denial) -> str:
    """What else S3 says in the words of a policy."""
    if denial.policy_type is not PolicyType.RESOURCE or not (denial.action or "").lower().startswith("s3:"):
        return ""
    if denial.effect is Effect.EXPLICIT:
        return "S3 says the same where RestrictPublicBuckets of Block Public Access stops the request."
    return "S3 says the same where IgnorePublicAcls of Block Public Access sets a public ACL aside."


def _whose_policies(denial: Denial) -> str:
    who = denial.who
    is_user = who is not None and who.kind is PrincipalKind.USER
    return f"{_identity(denial)} and its groups" if is_user else _identity(denial)


def _identity(denial: Denial) -> str:
    """The user or role without its session and account."""
    who = denial.who
    if who is None or not who.name or not any(map(str.isalnum, who.name)):
        return "the caller"
    if who.kind in (PrincipalKind.ASSUMED_ROLE, PrincipalKind.ROLE):
        return f"the role {who.name}"
    return f"the user {who.name}" if who.kind is PrincipalKind.USER else who.name


def _callers_account(denial: Denial) -> str:
    who = denial.who
    return _in_account(who.account if who else None)


def _in_account(account: str | None) -> str:
    return f" in account {account}" if account else ""


def _owner(denial: Denial) -> str | None:
    arn = split_arn(denial.resource)
    return arn.account if arn else None


def _untyped_step(denial: Denial) -> str:
    account = _callers_account(denial)
    if denial.kind is Kind.ENCODED and denial.document is None:
        return ""
    if _denying(denial):
        return (
            "The message names the statement but not its policy: search for it in the identity's "
            "policies and boundary, the resource's policy and the organization's control policies."
        )
    if denial.effect is Effect.EXPLICIT:
        return (
            "The message does not say in which policy: look at the identity's policies and boundary, "
            "the resource's policy and the organization's control policies."
        )
    if is_assuming(denial):
        return _trust_step(denial, account)
    if denial.action is None:
        known = "id and time" if denial.request_id else "time"
        return (
            f"Find the request in CloudTrail by its {known}; calls on objects and messages are there only if "
            "data events are logged. Many services do not tell whether the thing exists: check its name, "
            "account and Region as well."
        )
    if denial.who and denial.who.kind is PrincipalKind.ANONYMOUS:
        return (
            "Check why the request carried no credentials, and sign it. If it should be open to everybody, "
            "the resource's own policy has to allow it."
        )
    who = _whose_policies(denial)
    return f"Look first at the policies attached to {who}{account}, then at the resource's own."


def _trust_step(denial: Denial, account: str) -> str:
    """Where to look when a role may not be assumed."""
    role = f"the role to be assumed{_in_account(_owner(denial))}"
    unknown = "STS says the same of a role that does not exist."
    if (denial.action or "").lower().endswith(("withwebidentity", "withsaml")):
        # Who signs in with a token has no policies of its own.
        return (
            f"Look at the trust policy of {role}: the identity provider it names, and its conditions on the "
            f"audience and the subject. {unknown}"
        )
    return f"Look at the trust policy of {role} and at the policies of the caller{account}. {unknown}"


CUT_DOCUMENT = "The decoded message is cut: what stood behind the cut is missing."
DECODE_COMMAND = (
    "aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message="
)


def decode_command(denial: Denial) -> str | None:
    """The line that decodes it, for somebody who may; None where there is nothing to decode, or it is cut."""
    if denial.encoded_message is None or denial.document is not None or denial.truncated:
        return None
    return DECODE_COMMAND + denial.encoded_message


def encoded_state(denial: Denial) -> str:
    """What stands in the way of reading the encoded message, and what helps; empty where nothing does.

    Where `decode_command` has a line to hand on, the last sentence leads to it.
    """
    if denial.document is not None:
        return "" if denial.document.complete else CUT_DOCUMENT
    if denial.kind is not Kind.ENCODED:
        return ""
    if denial.truncated:
        return (
            "The encoded message was cut off and cannot be decoded: get the whole text from the "
            "program's log or from CloudTrail."
        )
    account = f"account {denial.account}" if denial.account else "the account that made the request"
    return (
        f"{denial.obstacle or 'The encoded message is not decoded yet.'} Decoding needs a session of "
        f"{account} that may do sts:DecodeAuthorizationMessage; somebody who has one can run:"
    )
