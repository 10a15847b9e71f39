"""Decoded messages of our own, in every structural variant that AWS and its clients produce."""

from __future__ import annotations

import json
from typing import Any

ROLE = "arn:aws:sts::210987654321:assumed-role/loader/ines"
INSTANCE = "arn:aws:ec2:eu-west-3:210987654321:instance/*"


def items(*members: Any) -> dict[str, list[Any]]:
    """AWS's way to write a list."""
    return {"items": list(members)}


def values(*texts: str) -> dict[str, list[Any]]:
    """AWS's way to write a list of texts."""
    return items(*({"value": text} for text in texts))


def condition(key: str, *texts: str) -> dict[str, Any]:
    return {"key": key, "values": values(*texts)}


STATEMENT = {
    "statementId": "OnlySmall",
    "effect": "DENY",
    "principals": values("AROADEPOTEXAMPLE"),
    "principalGroups": items(),
    "actions": values("ec2:RunInstances", "ec2:StartInstances"),
    "resources": values("arn:aws:ec2:*:*:instance/*"),
    "conditions": items(condition("ec2:InstanceType", "t4g.nano", "t4g.micro")),
}

IMPLICIT: dict[str, Any] = {
    "allowed": False,
    "explicitDeny": False,
    "matchedStatements": items(),
    "failures": items(),
    "context": {
        "principal": {"id": "AROADEPOTEXAMPLE:ines", "arn": ROLE},
        "action": "ec2:RunInstances",
        "resource": INSTANCE,
        "conditions": items(
            condition("aws:Region", "eu-west-3"),
            condition("ec2:InstanceType", "m7i.large"),
            condition("ec2:Attribute/Groups", '["sg-0depot"]'),
        ),
    },
}

EXPLICIT = IMPLICIT | {"explicitDeny": True, "matchedStatements": items(STATEMENT)}
EC2_SHORT_ACTION = EXPLICIT | {"context": IMPLICIT["context"] | {"action": "RunInstances"}}
NAMED_USER = IMPLICIT | {
    "context": {
        "principal": {"id": "AIDADEPOTEXAMPLE", "name": "ines", "arn": "arn:aws:iam::210987654321:user/ines"},
        "action": "iam:PassRole",
        "resource": "arn:aws:iam::210987654321:role/loader",
        "conditions": items(),
    }
}
ID_ONLY = {
    "allowed": False,
    "explicitDeny": True,
    "matchedStatements": items(
        {
            "statementId": "Fence",
            "effect": "DENY",
            "sourcePolicyId": "guard",
            "sourcePolicyType": "IAM Policy",
        }
    ),
    "context": {
        "principal": {"id": "AIDADEPOTEXAMPLE"},
        "action": "s3:DeleteBucket",
        "resource": "arn:aws:s3:::crate",
    },
}
EMPTY_OBJECTS = {"allowed": False, "explicitDeny": True, "matchedStatements": {}}
PLAIN_ARRAYS = {
    "allowed": False,
    "explicitDeny": False,
    "matchedStatements": [],
    "failures": [],
    "context": {
        "principal": {"arn": ROLE},
        "action": "iam:GetUser",
        "resource": ROLE,
        "conditions": {"items": [{"key": "aws:PrincipalArn", "values": [ROLE]}]},
    },
}
ALLOWED = IMPLICIT | {"allowed": True}

VARIANTS: dict[str, dict[str, Any]] = {
    "implicit": IMPLICIT,
    "explicit": EXPLICIT,
    "EC2's short action": EC2_SHORT_ACTION,
    "a user with a name": NAMED_USER,
    "an id only, with the policy": ID_ONLY,
    "empty objects": EMPTY_OBJECTS,
    "plain arrays": PLAIN_ARRAYS,
    "allowed": ALLOWED,
}

PACKINGS = {
    "compact": lambda text: text,
    "pretty": lambda text: json.dumps(json.loads(text), indent=4),
    "tabs": lambda text: json.dumps(json.loads(text), indent="\t\t"),
    "sorted": lambda text: json.dumps(json.loads(text), sort_keys=True),
    "context first": lambda text: json.dumps(dict(reversed(json.loads(text).items()))),
    "the CLI's wrapper": lambda text: json.dumps({"DecodedMessage": text}),
    "the CLI's wrapper, pretty": lambda text: json.dumps({"DecodedMessage": text}, indent=4),
    "in a string": json.dumps,
    "in a string in a string": lambda text: json.dumps(json.dumps(text)),
    "the wrapper in a string": lambda text: json.dumps(json.dumps({"DecodedMessage": text})),
    "with words around": lambda text: f"I ran decode and got:\n```json\n{text}\n```\nWhat now?",
}
