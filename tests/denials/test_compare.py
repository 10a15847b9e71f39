"""Two refusals side by side: what differs, and nothing else."""

from __future__ import annotations

import json

from stsui.denials import Comparison, Denial, Difference, compare, read_denials, with_document
from tests.denials.documents import EXPLICIT, IMPLICIT, STATEMENT, condition, items
from tests.denials.samples import ENCODED, ROLE, USER, sentence


def decoded(document: object) -> Denial:
    return with_document(read_denials(ENCODED)[0], json.dumps(document))


def test_a_denial_is_identical_to_itself() -> None:
    comparison = compare(decoded(EXPLICIT), decoded(EXPLICIT))
    assert comparison == Comparison(facts=(), conditions=(), statements=(), same_conditions=3)
    assert comparison.identical


def test_facts_that_differ() -> None:
    left, right = read_denials(f"{sentence()}\n{sentence(who=ROLE, why='with an explicit deny')}")
    assert compare(left, right).facts == (
        Difference("principal", USER, ROLE),
        Difference("effect", None, "explicit"),
    )


def test_conditions_that_differ_are_missing_or_new() -> None:
    context = IMPLICIT["context"] | {
        "conditions": items(condition("aws:Region", "eu-north-1"), condition("aws:SourceIp", "192.0.2.7"))
    }
    comparison = compare(decoded(IMPLICIT), decoded(IMPLICIT | {"context": context}))
    assert comparison.conditions == (
        Difference("aws:Region", "eu-west-3", "eu-north-1"),
        Difference("ec2:InstanceType", "m7i.large", None),
        Difference("ec2:Attribute/Groups", '["sg-0depot"]', None),
        Difference("aws:SourceIp", None, "192.0.2.7"),
    )
    assert comparison.same_conditions == 0
    assert not comparison.identical


def test_statements_that_differ() -> None:
    other = STATEMENT | {"conditions": items()}
    comparison = compare(decoded(EXPLICIT), decoded(EXPLICIT | {"matchedStatements": items(other)}))
    assert comparison.statements == (
        Difference(
            "OnlySmall",
            "deny ec2:RunInstances, ec2:StartInstances on arn:aws:ec2:*:*:instance/* "
            "if ec2:InstanceType = t4g.nano, t4g.micro",
            "deny ec2:RunInstances, ec2:StartInstances on arn:aws:ec2:*:*:instance/*",
        ),
    )


def test_statements_without_an_id_and_with_the_same_id_are_kept_apart() -> None:
    nameless = {key: value for key, value in STATEMENT.items() if key != "statementId"}
    many = EXPLICIT | {"matchedStatements": items(STATEMENT, STATEMENT, nameless)}
    comparison = compare(decoded(many), decoded(IMPLICIT))
    assert [each.name for each in comparison.statements] == ["OnlySmall", "OnlySmall (2)", "statement 3"]
