"""Texts of our own making, in AWS's words, for the decode screen's tests."""

from __future__ import annotations

import json
from typing import Any

ROLE = "arn:aws:sts::444455556666:assumed-role/OnCall/kim"

IMPLICIT = (
    f"An error occurred (AccessDenied) when calling the ListBuckets operation: User: {ROLE} is not "
    "authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the "
    "s3:ListAllMyBuckets action\n"
)
EXPLICIT = (
    f"An error occurred (AccessDeniedException) when calling the CreateTable operation: User: {ROLE} is not "
    "authorized to perform: dynamodb:CreateTable on resource: "
    "arn:aws:dynamodb:us-east-1:444455556666:table/ledger with an explicit deny in a service control policy\n"
)
BLOB = "Xk3mQ9" * 60
ENCODED = (
    "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not "
    f"authorized to perform this operation. User: {ROLE} is not authorized to perform: ec2:RunInstances on "
    "resource: arn:aws:ec2:eu-west-1:444455556666:instance/*. "
    f"Encoded authorization failure message: {BLOB}\n"
)
EXPIRED = "An error occurred (ExpiredToken) when calling the ListBuckets operation: The token has expired.\n"
SEVERAL = "\n".join((EXPLICIT, IMPLICIT, ENCODED))
HOSTILE = (
    "An error occurred (AccessDenied) when calling the GetObject operation: User: "
    "arn:aws:sts::444455556666:assumed-role/OnCall/[red]kim[/red] is not authorized to perform: s3:GetObject "
    "on resource: arn:aws:s3:::[bold]ledger[/bold]/\x1b[31ma because no identity-based policy allows the "
    "s3:GetObject action\n"
)


def _items(*values: Any) -> dict[str, Any]:
    return {"items": list(values)}


def _condition(key: str, *values: str) -> dict[str, Any]:
    return {"key": key, "values": _items(*({"value": value} for value in values))}


def document(*, region: str = "us-east-1", instance: str = "m5.24xlarge", explicit: bool = True) -> str:
    """A decoded message: RunInstances, stopped by a fence around Regions."""
    fence = {
        "statementId": "OnlyInEurope",
        "effect": "DENY",
        "principals": _items({"value": "AROAEXAMPLEID"}),
        "actions": _items({"value": "ec2:*"}),
        "resources": _items({"value": "*"}),
        "conditions": _items(_condition("aws:RequestedRegion", "eu-west-1", "eu-central-1")),
    }
    return json.dumps(
        {
            "allowed": False,
            "explicitDeny": explicit,
            "matchedStatements": _items(*([fence] if explicit else [])),
            "failures": _items(),
            "context": {
                "principal": {"id": "AROAEXAMPLEID:kim", "arn": ROLE},
                "action": "ec2:RunInstances",
                "resource": f"arn:aws:ec2:{region}:444455556666:instance/*",
                "conditions": _items(
                    _condition("aws:Region", region),
                    _condition("ec2:InstanceType", instance),
                    _condition("aws:RequestTag/Team", "payments"),
                ),
            },
        }
    )
