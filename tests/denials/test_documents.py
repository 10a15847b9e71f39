"""Decoded messages: every structural variant, in every packing, whole, cut and broken."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stsui.denials import (
    Condition,
    Denial,
    Document,
    Effect,
    Kind,
    Statement,
    explain,
    read_denials,
    read_document,
    to_json,
    to_markdown,
    with_document,
)
from tests.denials.documents import EXPLICIT, ID_ONLY, IMPLICIT, INSTANCE, PACKINGS, ROLE, VARIANTS
from tests.denials.samples import BLOB, ENCODED, sentence


def decoded(document: object) -> Denial:
    return with_document(read_denials(ENCODED)[0], json.dumps(document))


def test_fills_in_who_what_and_on_what() -> None:
    denial = decoded(EXPLICIT)
    assert (denial.kind, denial.decoded, denial.encoded_message) == (Kind.ENCODED, True, BLOB)
    assert (denial.principal, denial.action, denial.resource) == (ROLE, "ec2:RunInstances", INSTANCE)
    assert denial.effect is Effect.EXPLICIT
    assert (denial.account, denial.region, denial.partition) == ("210987654321", "eu-west-3", "aws")


def test_statements_and_conditions() -> None:
    denial = decoded(EXPLICIT)
    assert denial.matched_statements == (
        Statement(
            sid="OnlySmall",
            effect="DENY",
            principals=("AROADEPOTEXAMPLE",),
            actions=("ec2:RunInstances", "ec2:StartInstances"),
            resources=("arn:aws:ec2:*:*:instance/*",),
            conditions=(Condition("ec2:InstanceType", ("t4g.nano", "t4g.micro")),),
        ),
    )
    assert denial.conditions[2] == Condition("ec2:Attribute/Groups", ('["sg-0depot"]',))


@pytest.mark.parametrize("packing", PACKINGS.values(), ids=PACKINGS)
@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_pasted_document_is_a_decoded_denial(
    variant: dict[str, object], packing: Callable[[str], str]
) -> None:
    (denial,) = read_denials(packing(json.dumps(variant)))
    assert denial.document == read_document(json.dumps(variant))
    assert (denial.kind, denial.decoded) == (Kind.ENCODED, True)


@pytest.mark.parametrize(
    ("name", "principal", "action", "effect", "conditions", "statements"),
    [
        ("implicit", ROLE, "ec2:RunInstances", Effect.IMPLICIT, 3, 0),
        ("EC2's short action", ROLE, "RunInstances", Effect.EXPLICIT, 3, 1),
        ("a user with a name", "arn:aws:iam::210987654321:user/ines", "iam:PassRole", Effect.IMPLICIT, 0, 0),
        ("an id only, with the policy", "AIDADEPOTEXAMPLE", "s3:DeleteBucket", Effect.EXPLICIT, 0, 1),
        ("empty objects", None, None, Effect.EXPLICIT, 0, 0),
        ("plain arrays", ROLE, "iam:GetUser", Effect.IMPLICIT, 1, 0),
        ("allowed", ROLE, "ec2:RunInstances", None, 3, 0),
    ],
)
def test_each_variant(
    name: str,
    principal: str | None,
    action: str | None,
    effect: Effect | None,
    conditions: int,
    statements: int,
) -> None:
    document = read_document(json.dumps(VARIANTS[name]))
    assert document is not None
    assert (document.principal, document.action, document.effect) == (principal, action, effect)
    assert (len(document.conditions), len(document.statements)) == (conditions, statements)


def test_a_short_action_gets_its_service() -> None:
    denial = decoded(VARIANTS["EC2's short action"])
    assert denial.full_action == "ec2:RunInstances"


def test_the_sentence_knows_the_action_better_than_the_document() -> None:
    text = f"{sentence(action='ec2:RunInstances')}. Encoded authorization failure message: {BLOB}"
    denial = with_document(read_denials(text)[0], json.dumps(VARIANTS["EC2's short action"]))
    assert denial.action == "ec2:RunInstances"


def test_the_policy_a_statement_comes_from() -> None:
    (statement,) = decoded(ID_ONLY).matched_statements
    assert (statement.sid, statement.source, statement.source_type) == ("Fence", "guard", "IAM Policy")


def test_a_message_and_its_decoding_in_one_paste_are_one_denial() -> None:
    answer = json.dumps({"DecodedMessage": json.dumps(IMPLICIT)})
    text = f"{ENCODED}\n$ aws sts decode-authorization-message …\n{answer}"
    (denial,) = read_denials(text)
    assert (denial.encoded_message, denial.decoded, denial.principal) == (BLOB, True, ROLE)


def test_a_message_and_the_decoding_of_another_are_two() -> None:
    told = sentence(action="sqs:SendMessage")
    text = f"{told}. Encoded authorization failure message: {BLOB}\n{json.dumps(IMPLICIT)}"
    assert [denial.decoded for denial in read_denials(text)] == [False, True]


def test_several_documents() -> None:
    text = "\n\n".join(json.dumps(variant, indent=2) for variant in VARIANTS.values())
    assert len(read_denials(text)) == len(VARIANTS)


@settings(max_examples=200, deadline=None)
@given(
    cut=st.integers(60, len(json.dumps(EXPLICIT, indent=1))),
    elision=st.sampled_from(["", "...", "\n(...)", '"', "…"]),
)
def test_a_cut_document_keeps_what_is_there(cut: int, elision: str) -> None:
    whole = json.dumps(EXPLICIT, indent=1)
    text = whole[:cut]
    (denial,) = read_denials(text + elision)
    assert denial.decoded
    assert denial.document is not None
    assert denial.document.explicit_deny is True
    if f'"{ROLE}"' in text:
        assert denial.principal == ROLE
    if cut < len(whole) - 2:
        assert not denial.document.complete
        assert "cut" in explain(denial)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["items", "value", "key", "values", "conditions", "principal", "action", "arn", "effect", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(
    part=st.sampled_from(["allowed", "explicitDeny", "matchedStatements", "failures", "context", "new"]),
    content=_JSON,
)
def test_unknown_and_odd_parts_break_nothing(part: str, content: object) -> None:
    denial = decoded(EXPLICIT | {part: content})
    assert denial.decoded
    assert to_json(denial)["matched_statements"] is not None
    assert to_markdown(denial)


@pytest.mark.parametrize(
    "answer", ["", "null", "[]", "{}", '{"a": 1}', "Access Denied", '{"DecodedMessage": "x"}']
)
def test_an_answer_that_is_no_document(answer: str) -> None:
    denial = with_document(read_denials(ENCODED)[0], answer)
    assert denial.decoded is False
    assert "no authorization document" in explain(denial)


def test_control_characters_in_a_document_go_no_further() -> None:
    context = IMPLICIT["context"] | {"action": "a:\x1b[31mB\x00", "resource": "r\ud800\u202e"}
    denial = decoded(IMPLICIT | {"context": context})
    assert (denial.action, denial.resource) == ("a:[31mB", "r")


def test_an_empty_document_is_a_document() -> None:
    assert read_document('{"allowed": false}') == Document(allowed=False)
