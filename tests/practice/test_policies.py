"""What statements decide."""

from __future__ import annotations

import json

import pytest

from stsui.practice.policies import PolicyError, Question, decide, read_policy


def decision(statement, *, action="s3:GetObject", resource="arn:aws:s3:::b/k", context=None, principals=()):
    statements = read_policy(json.dumps({"Statement": statement}))
    question = Question(
        action=action, resource=resource, context=context or {}, principals=frozenset(principals)
    )
    return decide(statements, question).effect


ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("changes", "effect"),
    [
        ({}, "Allow"),
        ({"Action": "S3:getobject"}, "Allow"),
        ({"Action": ["ec2:*", "s3:Get?bject"]}, "Allow"),
        ({"Action": "s3:Put*"}, None),
        ({"Action": "*"}, "Allow"),
        ({"Resource": "arn:aws:s3:::b/*"}, "Allow"),
        ({"Resource": "arn:aws:s3:::c/*"}, None),
        ({"Resource": "arn:aws:s3:::[b]/k"}, None),
        ({"Effect": "Deny"}, "Deny"),
        ({"Condition": {"Bool": {"aws:SecureTransport": True}}}, None),
    ],
)
def test_actions_and_resources(changes, effect):
    assert decision(ALLOW | changes) == effect


def test_a_deny_wins_over_any_allow():
    assert decision([ALLOW, ALLOW | {"Effect": "Deny", "Action": "s3:Get*"}]) == "Deny"


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "holds"),
    [
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", "a", "A", False),
        ("StringEqualsIgnoreCase", "a", "A", True),
        ("StringEquals", "a", None, False),
        ("StringEqualsIfExists", "a", None, True),
        ("StringNotEquals", "a", None, True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringLike", "arn:*:role/x", "arn:aws:iam::1:role/x", True),
        ("StringNotLike", "p*", "prod", False),
        ("Bool", "true", "True", True),
        ("Bool", True, "false", False),
        ("BoolIfExists", True, None, True),
    ],
)
def test_conditions(operator, wanted, value, holds):
    statement = ALLOW | {"Condition": {operator: {"aws:Key": wanted}}}
    context = {} if value is None else {"AWS:key": value}
    assert decision(statement, context=context) == ("Allow" if holds else None)


@pytest.mark.parametrize(
    ("principal", "effect"),
    [("*", "Allow"), ({"AWS": ["arn:1", "arn:2"]}, "Allow"), ({"Federated": "arn:3", "AWS": "arn:4"}, None)],
)
def test_principals(principal, effect):
    assert decision(ALLOW | {"Principal": principal}, principals=("arn:2", "*")) == effect


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{}",
        '{"Statement": 1}',
        '{"Statement": [[]]}',
        '{"Statement": {"Effect": "allow", "Action": "*"}}',
        '{"Statement": {"Effect": "Allow"}}',
        '{"Statement": {"Effect": "Allow", "Action": []}}',
        '{"Statement": {"Effect": "Allow", "Action": "s3"}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": {}}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": []}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Odd": {"a": "b"}}}}',
        '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": "x"}}}',
    ],
)
def test_what_is_no_policy(text):
    with pytest.raises(PolicyError):
        read_policy(text)
