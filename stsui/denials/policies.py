"""What there is to say about each type of policy and each other cause: its name, its turn, where to look."""

from __future__ import annotations

from typing import NamedTuple

from stsui.denials.model import Denial, PolicyType
from stsui.denials.reason import (
    BLOCK_PUBLIC_ACCESS,
    BLOCKED_ENCRYPTION,
    KMS_KEY,
    LAKE_FORMATION,
    MODEL_ACCESS,
    NOT_IN_REGION,
)


class PolicyFacts(NamedTuple):
    """The sentences about one type of policy."""

    name: str
    missing_allow: str
    """How far a request came that no policy of this type allows."""
    where: str
    """Where to look; may name {principal}, {identity}, {account}, {resource} and {owner}."""
    names_principal: bool = False
    """Whether a statement of such a policy names who it is for."""


_MANAGEMENT = "only its management account, or a delegated administrator, can change them"

POLICIES: dict[PolicyType, PolicyFacts] = {
    PolicyType.RESOURCE_CONTROL: PolicyFacts(
        "resource control policy",
        "No statement denies it explicitly; the organization's resource control policies, which come "
        "next, leave no room for it.",
        f"the resource control policies of the organization that owns {{resource}}: {_MANAGEMENT}",
    ),
    PolicyType.SERVICE_CONTROL: PolicyFacts(
        "service control policy",
        "No statement denies it explicitly; the organization's service control policies, which must "
        "allow it before any policy of the account counts, do not.",
        f"the service control policies of the organization: {_MANAGEMENT}",
    ),
    PolicyType.VPC_ENDPOINT: PolicyFacts(
        "VPC endpoint policy",
        "No statement denies it explicitly; the VPC endpoint that the request came through does not "
        "let it pass.",
        "the policy of the VPC endpoint in the network that the request came from",
        names_principal=True,
    ),
    PolicyType.RESOURCE: PolicyFacts(
        "resource-based policy",
        "No statement denies it explicitly; the resource's own policy does not allow it, and across "
        "accounts both sides have to.",
        "the policy on {resource}{owner}",
        names_principal=True,
    ),
    PolicyType.ROLE_TRUST: PolicyFacts(
        "role trust policy",
        "No statement denies it explicitly; the role to be assumed does not trust this caller.",
        "the trust policy on {resource}{owner}",
        names_principal=True,
    ),
    PolicyType.IDENTITY: PolicyFacts(
        "identity-based policy",
        "No statement denies it explicitly, and the organization's policies left room for it; but "
        "neither the resource's policy nor any policy of the identity allows it.",
        "the policies attached to {principal}{account}",
    ),
    PolicyType.BOUNDARY: PolicyFacts(
        "permissions boundary",
        "No statement denies it explicitly; the permissions boundary caps what the identity's "
        "policies can give, and it does not include this.",
        "the permissions boundary of {identity}{account}",
    ),
    PolicyType.SESSION: PolicyFacts(
        "session policy",
        "No statement denies it explicitly; the session policy, given when the session was started, "
        "caps what the role's policies can give, and it does not include this.",
        "the session policy passed by whoever started the session (AssumeRole, GetFederationToken or "
        "Cognito), not at the role",
    ),
}


def mended_type(denial: Denial) -> PolicyType | None:
    """The type of policy to mend: the resource's policy of a role that may not be assumed is its trust."""
    if denial.policy_type is PolicyType.RESOURCE and is_assuming(denial):
        return PolicyType.ROLE_TRUST
    return denial.policy_type


def is_assuming(denial: Denial) -> bool:
    """Whether a role was to be assumed."""
    return (denial.action or "").lower().startswith("sts:assumerole")


class CauseFacts(NamedTuple):
    """The sentences about a cause that is no policy."""

    what: str
    """Behind "may not do it: "."""
    where: str
    """The next step."""


CAUSES: dict[str, CauseFacts] = {
    BLOCK_PUBLIC_ACCESS: CauseFacts(
        "S3 Block Public Access stops it",
        "Look at the Block Public Access settings of the bucket and of its account.",
    ),
    BLOCKED_ENCRYPTION: CauseFacts(
        "the bucket refuses uploads with this type of encryption",
        "Encrypt with S3's own or a KMS key, or look at the blocked encryption types in the bucket's "
        "default encryption.",
    ),
    NOT_IN_REGION: CauseFacts(
        "the resource does not exist in this Region, or its own policy does not let the caller in",
        "Check the ARN and the Region first, then the resource's policy (for KMS the key policy): it must "
        "allow the caller and not deny it.",
    ),
    KMS_KEY: CauseFacts(
        "the KMS key is not in this account and Region, or the caller may not use it",
        "Check the key's ARN and Region, the key policy, and kms:Decrypt or kms:GenerateDataKey in the "
        "policies of the caller.",
    ),
    LAKE_FORMATION: CauseFacts(
        "a Lake Formation permission is missing",
        "Look at the Lake Formation permissions of this principal on the catalog, database or table.",
    ),
    MODEL_ACCESS: CauseFacts(
        "the account has no access to that Bedrock model",
        "Look at the model access in the Bedrock console, in the Region that was asked, and whether the "
        "caller may do bedrock:InvokeModel on that model.",
    ),
}
