"""Denials made to order: blobs that decode, and texts as people paste them."""

from __future__ import annotations

from collections.abc import Mapping

from stsui.practice.authority import (
    CONTROL_POLICY,
    IDENTITY_POLICY,
    SESSION_POLICY,
    TRUST_POLICY,
    Verdict,
    not_authorised,
)
from stsui.practice.blobs import denial_document
from stsui.practice.company import Company
from stsui.practice.ec2 import encoded_refusal
from stsui.practice.policies import Statement
from stsui.practice.realm import Realm
from stsui.rules import account_of


def _principal_id(company: Company, arn: str) -> str:
    """The unique id of a user, a role or a role's session, as IAM would know it."""
    user = next((user for user in company.users.values() if user.arn == arn), None)
    if user:
        return user.user_id
    _, _, name = arn.partition(":assumed-role/")
    role_name, _, session_name = name.partition("/")
    role = company.roles.get(f"arn:aws:iam::{account_of(arn)}:role/{role_name}")
    if role is None:
        raise LookupError(f"nobody at the practice company is {arn}")
    return f"{role.role_id}:{session_name}"


def mint_denial(
    realm: Realm,
    *,
    principal: str,
    action: str,
    resource: str,
    explicit: bool = False,
    policy_type: str = IDENTITY_POLICY,
    conditions: Mapping[str, tuple[str, ...]] | None = None,
) -> str:
    """A blob that the principal's account can decode; `policy_type` names the statement of an explicit deny.

    Raises LookupError for a principal who does not exist.
    """
    sid = "DenyBy" + "".join(word.capitalize() for word in policy_type.replace("-", " ").split())
    statement = Statement(effect="Deny", actions=(action,), resources=(resource,), sid=sid)
    document = denial_document(
        principal_id=_principal_id(realm.company, principal),
        principal_arn=principal,
        action=action,
        resource=resource,
        matched=statement if explicit else None,
        conditions=conditions,
    )
    account_id = account_of(principal)
    assert account_id, "whoever has an id has an account"
    return realm.blobs.seal(document, account_id)


def _encoded_sample(realm: Realm) -> str:
    """What the AWS CLI prints when a control policy keeps an instance running."""
    account = realm.company.accounts["payments-prod"]
    principal = f"arn:aws:sts::{account.id}:assumed-role/OnCall/oncall"
    action, resource = (
        "ec2:TerminateInstances",
        f"arn:aws:ec2:eu-west-1:{account.id}:instance/i-1234567890abcdef0",
    )
    verdict = Verdict(False, True, CONTROL_POLICY, account.control_policy_arn)
    blob = mint_denial(
        realm,
        principal=principal,
        action=action,
        resource=resource,
        explicit=True,
        policy_type=CONTROL_POLICY,
        conditions={
            "aws:RequestedRegion": ("eu-west-1",),
            "aws:PrincipalTag/env": ("prod",),
            "ec2:InstanceType": ("m5.large",),
            "ec2:ResourceTag/Name": ("payments-api-7",),
        },
    )
    message = encoded_refusal(not_authorised(principal, action, resource, verdict), blob)
    return (
        f"An error occurred (UnauthorizedOperation) when calling the TerminateInstances operation: {message}"
    )


def sample_denials(realm: Realm) -> list[str]:
    """A few denials of the practice company, encoded and plain, in the wrappings of various tools."""
    prod = realm.company.accounts["payments-prod"]
    on_call, deploy = realm.company.users["oncall"].arn, realm.company.role("payments-prod", "Deploy").arn
    trust = not_authorised(on_call, "sts:AssumeRole", deploy, Verdict(False, True, TRUST_POLICY))
    reader = f"arn:aws:sts::{prod.id}:assumed-role/ReadOnly/oncall"
    bucket = "arn:aws:s3:::payments-prod-ledger/2026/11/22.json"
    put = not_authorised(reader, "s3:PutObject", bucket, Verdict(False, False, IDENTITY_POLICY))
    key = f"arn:aws:kms:eu-west-1:{prod.id}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    decrypt = not_authorised(reader, "kms:Decrypt", key, Verdict(False, False, SESSION_POLICY))
    return [
        _encoded_sample(realm),
        f"An error occurred (AccessDenied) when calling the AssumeRole operation: {trust}",
        f"<Error><Code>AccessDenied</Code><Message>{put}</Message></Error>",
        f"Error: operation error KMS: Decrypt, https response error StatusCode: 400, {decrypt}",
    ]
