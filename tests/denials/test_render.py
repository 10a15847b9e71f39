"""The contract's JSON, Markdown that cannot be broken out of, rows for tables."""

from __future__ import annotations

import json

from stsui.denials import (
    condition_rows,
    read_denials,
    rows,
    statement_rows,
    to_json,
    to_markdown,
    verdict,
    with_document,
)
from tests.denials.documents import EXPLICIT, INSTANCE, ROLE
from tests.denials.samples import BLOB, ENCODED, TABLE, USER, because, sentence

KEYS = [
    "kind", "principal", "action", "resource", "effect", "policy_type", "policy_arn", "error_code",
    "operation", "request_id", "encoded_message", "truncated", "decoded", "category", "conditions",
    "matched_statements", "explanation",
]  # fmt: skip


def test_the_contract_of_a_plain_denial() -> None:
    (denial,) = read_denials(f"AccessDenied: {sentence(why=because('session policy'))}")
    found = to_json(denial)
    assert list(found) == KEYS
    assert found | {"explanation": ""} == dict.fromkeys(KEYS) | {
        "kind": "plain",
        "principal": USER,
        "action": "dynamodb:Query",
        "resource": TABLE,
        "effect": "implicit",
        "policy_type": "session",
        "error_code": "AccessDenied",
        "conditions": [],
        "matched_statements": [],
        "explanation": "",
    }


def test_the_contract_of_a_decoded_denial() -> None:
    denial = with_document(read_denials(ENCODED)[0], json.dumps(EXPLICIT))
    found = json.loads(json.dumps(to_json(denial)))
    assert list(found) == KEYS
    assert (found["kind"], found["decoded"], found["truncated"]) == ("encoded", True, False)
    assert found["encoded_message"] == BLOB
    assert found["conditions"][0] == {"key": "aws:Region", "values": ["eu-west-3"]}
    assert found["matched_statements"] == [
        {
            "id": "OnlySmall",
            "effect": "DENY",
            "principals": ["AROADEPOTEXAMPLE"],
            "actions": ["ec2:RunInstances", "ec2:StartInstances"],
            "resources": ["arn:aws:ec2:*:*:instance/*"],
            "conditions": [{"key": "ec2:InstanceType", "values": ["t4g.nano", "t4g.micro"]}],
            "source": None,
            "source_type": None,
        }
    ]


def test_the_contract_of_what_is_no_denial() -> None:
    (denial,) = read_denials(
        "An error occurred (Throttling) when calling the GetUser operation: Rate exceeded"
    )
    found = to_json(denial)
    assert (found["kind"], found["category"], found["operation"]) == ("not_a_denial", "throttling", "GetUser")
    assert found["decoded"] is None


def test_rows() -> None:
    denial = with_document(read_denials(ENCODED)[0], json.dumps(EXPLICIT))
    assert rows(denial) == [
        ("Verdict", "explicitly denied"),
        ("Who", ROLE),
        ("Who is", "assumed role loader, session ines"),
        ("What", "ec2:RunInstances"),
        ("On what", INSTANCE),
        ("Account", "210987654321"),
        ("Region", "eu-west-3"),
    ]
    assert statement_rows(denial) == [
        (
            "OnlySmall",
            "deny",
            "ec2:RunInstances, ec2:StartInstances",
            "arn:aws:ec2:*:*:instance/*",
            "ec2:InstanceType = t4g.nano, t4g.micro",
        )
    ]
    assert condition_rows(denial)[1] == ("ec2:InstanceType", "m7i.large")


def test_verdicts() -> None:
    texts = {
        sentence(why=because("permissions boundary")): "not allowed by any policy (permissions boundary)",
        sentence(why="with an explicit deny"): "explicitly denied",
        sentence(): "denied",
        ENCODED: "denied, message not decoded",
        f"{ENCODED}...": "denied, message cut off",
        "Unable to locate credentials": "not a denial: missing credentials",
    }
    assert {text: verdict(read_denials(text)[0]) for text in texts} == texts


def test_markdown() -> None:
    (denial,) = read_denials(sentence(why=because("identity-based policy")))
    assert to_markdown(denial) == (
        "**not allowed by any policy (identity-based)**\n\n"
        f"The user ines of account 210987654321 may not do dynamodb:Query on {TABLE}: no identity-based "
        "policy "
        "allows it.\n\n"
        "No statement denies it explicitly, and the organization's policies left room for it; but "
        "neither the "
        "resource's policy nor any policy of the identity allows it.\n\n"
        "Look at the policies attached to the user ines and its groups in account 210987654321.\n\n"
        "|  |  |\n|---|---|\n"
        f"| Who | `{USER}` |\n| Who is | `user ines` |\n"
        f"| What | `dynamodb:Query` |\n| On what | `{TABLE}` |\n"
        "| Account | `210987654321` |\n| Region | `eu-west-3` |\n\n"
        "Draft to review, as narrow as the message allows:\n\n"
        "```json\n{\n"
        '  "Effect": "Allow",\n  "Action": "dynamodb:Query",\n'
        f'  "Resource": "{TABLE}"\n'
        "}\n```\n"
    )


def test_markdown_holds_the_whole_line_that_decodes() -> None:
    (denial,) = read_denials(ENCODED)
    command = (
        f"aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message={BLOB}"
    )
    assert f"somebody who has one can run:\n\n```sh\n{command}\n```\n" in to_markdown(denial)
    for done in (with_document(denial, json.dumps(EXPLICIT)), read_denials(f"{ENCODED}...")[0]):
        assert "```sh" not in to_markdown(done)


def test_markdown_of_a_decoded_denial_has_its_tables() -> None:
    text = to_markdown(with_document(read_denials(ENCODED)[0], json.dumps(EXPLICIT)))
    assert "| Statement | Effect | Actions | Resources | Conditions |" in text
    assert "| OnlySmall | `deny` | `ec2:RunInstances, ec2:StartInstances` |" in text
    assert "| ec2:InstanceType | `m7i.large` |" in text


def test_markdown_cannot_be_broken_out_of() -> None:
    nasty = "a|b`c <img src=x> [x](http://evil) *y*"
    context = EXPLICIT["context"] | {"resource": nasty}
    text = to_markdown(with_document(read_denials(ENCODED)[0], json.dumps(EXPLICIT | {"context": context})))
    (row,) = [line for line in text.splitlines() if line.startswith("| On what |")]
    assert row == r"| On what | `` a\|b`c <img src=x> [x](http://evil) *y* `` |"
    prose = text.partition("|  |  |")[0]
    assert "<img" not in prose.replace(r"\<", "")
    assert r"\[x\](http://evil)" in prose
