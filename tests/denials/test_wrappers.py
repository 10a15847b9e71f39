"""Any denial, in any wrapper, is read back the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stsui.denials import Denial, Effect, PolicyType, read_denials
from tests.denials.samples import blob
from tests.denials.wrappers import WRAPPERS

_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9+=,.@_-]{1,30}[A-Za-z0-9]", fullmatch=True)
_ACCOUNTS = st.from_regex(r"[0-9]{12}", fullmatch=True)
_ACTIONS = st.from_regex(r"[a-z][a-z0-9-]{1,15}:[A-Z][A-Za-z]{2,30}", fullmatch=True)
_PARTITIONS = st.sampled_from(["aws", "aws-cn", "aws-us-gov"])
_REQUESTS = st.uuids().map(str)
_POLICY_WORDS = {
    PolicyType.IDENTITY: "an identity-based policy",
    PolicyType.RESOURCE: "a resource-based policy",
    PolicyType.BOUNDARY: "a permissions boundary",
    PolicyType.SESSION: "a session policy",
    PolicyType.SERVICE_CONTROL: "a service control policy",
    PolicyType.RESOURCE_CONTROL: "a resource control policy",
    PolicyType.VPC_ENDPOINT: "a VPC endpoint policy",
    PolicyType.ROLE_TRUST: "the role trust policy",
}


@st.composite
def principals(draw: st.DrawFn) -> str:
    partition, account, name = draw(_PARTITIONS), draw(_ACCOUNTS), draw(_NAMES)
    return draw(
        st.sampled_from(
            [
                f"arn:{partition}:iam::{account}:user/{name}",
                f"arn:{partition}:iam::{account}:root",
                f"arn:{partition}:sts::{account}:assumed-role/{name}/{draw(_NAMES)}",
                f"arn:{partition}:sts::{account}:federated-user/{name}",
                "anonymous",
            ]
        )
    )


@st.composite
def reasons(draw: st.DrawFn, action: str) -> tuple[str, Effect, PolicyType]:
    policy_type = draw(st.sampled_from(PolicyType))
    words = _POLICY_WORDS[policy_type]
    if draw(st.booleans()):
        return f"with an explicit deny in {words}", Effect.EXPLICIT, policy_type
    return f"because no {words.partition(' ')[2]} allows the {action} action", Effect.IMPLICIT, policy_type


@st.composite
def messages(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """The line of an SDK, and what must be read from it."""
    who, action = draw(principals()), draw(_ACTIONS)
    resource = f"arn:aws:{action.partition(':')[0]}:eu-west-3:{draw(_ACCOUNTS)}:parcel/{draw(_NAMES)}"
    why, effect, policy_type = draw(reasons(action))
    operation, request_id = action.partition(":")[2], draw(_REQUESTS)
    message = f"User: {who} is not authorized to perform: {action} on resource: {resource} {why}"
    facts: dict[str, object] = {
        "principal": who,
        "action": action,
        "resource": resource,
        "effect": effect,
        "policy_type": policy_type,
    }
    if draw(st.booleans()):
        facts["encoded_message"] = blob(draw(st.integers(90, 700)), draw(st.integers(0, 99)))
        message += f". Encoded authorization failure message: {facts['encoded_message']}"
        return f"UnauthorizedOperation: {message}", facts | {"error_code": "UnauthorizedOperation"}
    text = (
        f"operation error Depot: {operation}, https response error StatusCode: 403, RequestID: {request_id}, "
        f"api error AccessDeniedException: {message}"
    )
    known = {"operation": operation, "request_id": request_id, "error_code": "AccessDeniedException"}
    return text, facts | known


@pytest.mark.parametrize("name", WRAPPERS)
@settings(max_examples=8, deadline=None)
@given(message=messages())
def test_reads_the_same_in_every_wrapper(name: str, message: tuple[str, dict[str, object]]) -> None:
    text, facts = message
    denials = read_denials(WRAPPERS[name](text))
    assert len(denials) == 1
    assert {fact: getattr(denials[0], fact) for fact in facts} == facts


@settings(max_examples=20, deadline=None)
@given(
    first=messages(), second=messages(), name=st.sampled_from(["as it is", "json", "terraform's box", "html"])
)
def test_reads_two_in_one_text(
    first: tuple[str, dict[str, object]], second: tuple[str, dict[str, object]], name: str
) -> None:
    text = WRAPPERS[name](f"{first[0]}\n\nsome more lines\n\n{second[0]}\n")
    denials = read_denials(text)
    wanted = [first[1], second[1]] if first[1] != second[1] else [first[1]]
    assert [_facts(denial, facts) for denial, facts in zip(denials, wanted, strict=True)] == wanted


def _facts(denial: Denial, facts: dict[str, object]) -> dict[str, object]:
    return {fact: getattr(denial, fact) for fact in facts}
