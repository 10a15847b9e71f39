"""One good request of every operation at the practice AWS, and each parameter of it in turn."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from stsui.model import NO_PARAMETERS, Credentials, Operation, Parameters, Secret, Step
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER

DEV = "777788889999"
TASK = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POLICY = json.dumps({"Statement": {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}})
TAGS = (("Project", "Pégase 1"), ("cost:centre", ""))
CONTEXT = ("arn:aws:iam::aws:contextProvider/IdentityCenter", "an-assertion")


def role(name: str) -> str:
    return f"arn:aws:iam::{DEV}:role/{name}"


GOOD = {
    Operation.ASSUME_ROLE: Parameters(role_arn=role("ReadOnly"), role_session_name="kim"),
    Operation.ASSUME_ROLE_WITH_SAML: Parameters(role_arn=role("Federated"), principal_arn=SAML_PROVIDER),
    Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: Parameters(role_arn=role("Pipeline"), role_session_name="build"),
    Operation.ASSUME_ROOT: Parameters(target_principal=DEV, task_policy_arn=TASK),
    Operation.GET_DELEGATED_ACCESS_TOKEN: Parameters(),
    Operation.GET_FEDERATION_TOKEN: Parameters(name="kim"),
    Operation.GET_SESSION_TOKEN: Parameters(),
    Operation.GET_WEB_IDENTITY_TOKEN: Parameters(
        audience=("https://example.com",), signing_algorithm="RS256"
    ),
}

TAGGED: dict[str, Any] = {"Tags": [{"Key": key, "Value": value} for key, value in TAGS]}

CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "duration_seconds": ({"duration_seconds": 900}, {"DurationSeconds": 900}),
    "policy": ({"policy": POLICY}, {"Policy": POLICY}),
    "policy_arns": ({"policy_arns": (READ_ONLY,)}, {"PolicyArns": [{"arn": READ_ONLY}]}),
    "tags": ({"tags": TAGS}, TAGGED),
    "transitive_tag_keys": (
        {"tags": TAGS, "transitive_tag_keys": ("Project",)},
        TAGGED | {"TransitiveTagKeys": ["Project"]},
    ),
    "source_identity": ({"source_identity": "kim"}, {"SourceIdentity": "kim"}),
    "external_id": ({"external_id": "https://a.example"}, {"ExternalId": "https://a.example"}),
    "provided_contexts": (
        {"provided_contexts": (CONTEXT,)},
        {"ProvidedContexts": [{"ProviderArn": CONTEXT[0], "ContextAssertion": CONTEXT[1]}]},
    ),
    "role_session_name": ({"role_session_name": "-night"}, {"RoleSessionName": "-night"}),
    "role_arn": ({}, {}),
    "principal_arn": ({}, {"PrincipalArn": SAML_PROVIDER}),
    "provider_id": ({"provider_id": "www.amazon.com"}, {"ProviderId": "www.amazon.com"}),
    "name": ({"name": "-k+=,.@_"}, {"Name": "-k+=,.@_"}),
    "target_principal": (
        {"target_principal": f"arn:aws:iam::{DEV}:root"},
        {"TargetPrincipal": f"arn:aws:iam::{DEV}:root"},
    ),
    "task_policy_arn": ({}, {"TaskPolicyArn": {"arn": TASK}}),
    "audience": ({"audience": ("-a", "b c")}, {"Audience": ["-a", "b c"]}),
    "signing_algorithm": ({"signing_algorithm": "ES384"}, {"SigningAlgorithm": "ES384"}),
    "minimum_session_token_size": ({"minimum_session_token_size": 2048}, {"MinimumSessionTokenSize": 2048}),
}
"""Each parameter, changed, and what then has to arrive. MFA and token files have tests of their own."""


@dataclass
class Requests:
    """Steps, callers and proofs for the practice AWS."""

    aws: PracticeAws

    def step(self, operation: Operation, **changed: Any) -> Step:
        return Step(operation, "p", replace(GOOD[operation], **changed))

    def proof(self, operation: Operation) -> Secret | None:
        mint = self.aws.provider
        if operation is Operation.ASSUME_ROLE_WITH_SAML:
            attributes = {"Role": f"{role('Federated')},{SAML_PROVIDER}", "RoleSessionName": "kim"}
            return Secret(mint.saml_response(attributes))
        if operation is Operation.ASSUME_ROLE_WITH_WEB_IDENTITY:
            return Secret(mint.jwt({"sub": "repo:payments", "aud": OIDC_AUDIENCE}))
        if operation is Operation.GET_DELEGATED_ACCESS_TOKEN:
            return Secret(self.aws.trade_in_token(self.aws.company.role("payments-dev", "ReadOnly")))
        return None

    def user(self, name: str = "oncall") -> Credentials:
        person = self.aws.company.users[name]
        return Credentials(person.access_key_id, Secret(person.secret_access_key))


__all__ = ["CHANGES", "GOOD", "NO_PARAMETERS", "Requests", "role"]
