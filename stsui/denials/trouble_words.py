"""Fixed phrases of errors that no policy caused: expired tokens, wrong signatures, other software's refusals.

One entry a phrase, with an example, looked for as those of `phrases` are.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from stsui.denials.page import Page, phrase


class Trouble(NamedTuple):
    """An error that no policy caused. `denied_too`: also where the error code says that access was denied."""

    category: str
    words: tuple[str, ...]
    denied_too: bool
    example: str


def _trouble(category: str, *words: str, denied_too: bool = True, example: str = "") -> Trouble:
    return Trouble(category, tuple(phrase(word) for word in words), denied_too, example or " … ".join(words))


# All words of an entry must be there, in any order. The first entry that fits counts.
TROUBLES: tuple[Trouble, ...] = (
    _trouble("dry_run_success", "would have succeeded, but DryRun flag is set"),
    _trouble("mfa_failed", "MultiFactorAuthentication failed"),
    _trouble("mfa_failed", "invalid MFA one time pass code"),
    _trouble("mfa_failed", "unable to validate MFA code"),
    _trouble("wrong_credential_type", "Cannot call", "with session credentials",
             example="Cannot call GetSessionToken with session credentials"),
    _trouble("wrong_credential_type", "Roles may not be assumed by root accounts"),
    _trouble("expired_request", "Request has expired"),
    _trouble("expired_request", "Policy expired", example="Invalid according to Policy: Policy expired."),
    _trouble("clock_skew", "requires a valid Date or x-amz-date header"),
    _trouble("clock_skew", "difference between the request time and the current time is too large"),
    _trouble("clock_skew", "Signature expired:"),
    _trouble("clock_skew", "Signature not yet current"),
    _trouble("signature_mismatch", "request signature we calculated does not match"),
    _trouble("signature_mismatch", "headers present in the request which were not signed"),
    _trouble("signature_mismatch", "not a valid key=value pair (missing equal-sign) in Authorization header"),
    _trouble("invalid_identity_token", "No OpenIDConnect provider found"),
    _trouble("invalid_identity_token", "Couldn't retrieve verification key from your identity provider"),
    _trouble("invalid_identity_token", "Incorrect token audience"),
    _trouble("expired_credentials", "security token included in the request is expired"),
    _trouble("expired_credentials", "Token expired: current date/time"),
    _trouble("expired_credentials", "provided token has expired"),
    _trouble("expired_credentials", "Error loading SSO Token"),
    _trouble("expired_credentials", "SSO session", "has expired",
             example="The SSO session associated with this profile has expired or is otherwise invalid."),
    _trouble("expired_credentials", "Token has expired and refresh failed"),
    _trouble("expired_credentials", "Your authorization token has expired"),
    _trouble("expired_credentials", "Session token not found or invalid"),
    _trouble("invalid_credentials", "security token included in the request is invalid"),
    _trouble("invalid_credentials", "not able to validate the provided access credentials"),
    _trouble("invalid_credentials", "Access Key Id you provided does not exist"),
    _trouble("invalid_credentials", "provided token is malformed or otherwise invalid"),
    _trouble("missing_credentials", "no basic auth credentials"),
    _trouble("missing_credentials", "Unable to locate credentials"),
    _trouble("missing_credentials", "The config profile (", ") could not be found"),
    _trouble("missing_credentials", "no valid providers in chain"),
    _trouble("missing_credentials", "Could not load credentials from any providers"),
    _trouble("missing_credentials", "Missing credentials in config"),
    _trouble("missing_credentials", "Missing Authentication Token"),
    _trouble("missing_credentials", "Partial credentials found"),
    _trouble("missing_credentials", "No valid credential sources"),
    _trouble("missing_credentials", "Unable to load AWS credentials"),
    _trouble("missing_credentials", "Couldn't find AWS credentials"),
    _trouble("missing_credentials", "AWS provider credentials not found"),
    _trouble("missing_credentials", "Unauthenticated access is not supported for this identity pool"),
    _trouble("missing_credentials", "Unable to load credentials from any of the providers in the chain"),
    _trouble("missing_credentials", "no EC2 IMDS role found"),
    _trouble("missing_credentials", "is missing authentication token"),
    _trouble("missing_credentials", "Missing Key-Pair-Id query parameter or cookie value"),
    _trouble("expired_credentials", "Your session has expired"),
    _trouble("expired_credentials", "Bearer Token has expired"),
    _trouble("expired_credentials", "Access Token has expired"),
    _trouble("expired_credentials", "Refresh Token has expired"),
    _trouble("expired_credentials", "Invalid login token. Token expired"),
    _trouble("invalid_credentials", "Incorrect username or password"),
    _trouble("validation", "Invalid according to Policy: Policy Condition failed"),
    _trouble("other_cloud", "to the Google Cloud Storage object"),
    _trouble("other_cloud", "does not have storage."),
    _trouble("other_cloud", "does not have authorization to perform action"),
    _trouble("other_cloud", "The caller does not have permission"),
    _trouble("other_cloud", "Missing or insufficient permissions"),
    _trouble("other_cloud", "(storage/unauthorized)"),
    _trouble("other_cloud", "This request is not authorized to perform this operation"),
    _trouble("other_cloud", "Server failed to authenticate the request"),
    _trouble("other_cloud", "Request had insufficient authentication scopes"),
    _trouble("other_cloud", "Access Not Configured"),
    _trouble("other_cloud", "AADSTS"),
    _trouble("other_cloud", "management.azure.com"),
    _trouble("other_cloud", "blob.core.windows.net"),
    _trouble("other_cloud", "googleapi: Error 403"),
    _trouble("other_cloud", "PERMISSION_DENIED", "googleapis"),
    _trouble("other_cloud", "denied on resource", "projects/",
             example="Permission 'run.jobs.run' denied on resource 'projects/demo/locations/x'"),
    _trouble("other_cloud", "ERROR: (gcloud."),
    _trouble("other_cloud", "Required '", "permission for '",
             example="Required 'compute.zones.list' permission for 'projects/demo'"),
    _trouble("other_cloud", "AuthorizationPermissionMismatch"),
    _trouble("other_cloud", "(AuthorizationFailed)"),
    _trouble("other_cloud", "NotAuthorizedOrNotFound"),
    _trouble("other_cloud", "Forbidden.RAM"),
    _trouble("other_cloud", "aliyuncs.com"),
    _trouble("other_cloud", "should be authorized by RAM"),
    _trouble("other_cloud", "TencentCloud"),
    _trouble("other_cloud", "does not have bigquery."),
    _trouble("other_cloud", "Microsoft.KeyVault/"),
    _trouble("other_cloud", "The user, group or application '", "does not have", "permission on key vault '"),
    _trouble("other_cloud", "LinkedAuthorizationFailed"),
    _trouble("kubernetes_rbac", "is forbidden: User"),
    _trouble("kubernetes_rbac", 'forbidden: User "', "cannot"),
    _trouble("kubernetes_rbac", "Error from server (Forbidden)"),
    _trouble("kubernetes_rbac", "is forbidden: violates PodSecurity"),
    _trouble("kubernetes_rbac", "You must be logged in to the server (Unauthorized)"),
    _trouble("kubernetes_rbac", "system:serviceaccount:", "cannot"),
    _trouble("other_service", "Resource not accessible by integration"),
    _trouble("other_service", "requested access to the resource is denied"),
    _trouble("other_service", "denied: permission_denied:"),
    _trouble("other_service", "request to https://ghcr.io/", "403 Forbidden", denied_too=False),
    _trouble("other_service", "npm", "403 Forbidden", "You do not have permission to", denied_too=False),
    _trouble("other_service", "Permission denied (publickey"),
    _trouble("other_service", "remote: Permission to", "denied to"),
    _trouble("other_service", "remote: HTTP Basic: Access denied"),
    _trouble("other_service", "Code: 403. Errors:", "permission denied"),
    _trouble("other_service", "Access denied for user '",
             example="ERROR 1045 (28000): Access denied for user 'ines'@'db'"),
    _trouble("other_service", "ERROR: permission denied for"),
    _trouble("other_service", "] is unauthorized for user ["),
    _trouble("other_service", "no permissions for [", "] and User ["),
    _trouble("other_service", "no permissions for [indices:"),
    _trouble("other_service", "no permissions for [cluster:"),
    _trouble(
        "other_service", "fatal: unable to access '", "requested URL returned error: 403", denied_too=False
    ),
    _trouble("other_service", "403 Client Error: Forbidden for url", denied_too=False),
    _trouble("other_service", "refusing to allow an OAuth App"),
    _trouble("throttling", "Rate exceeded", denied_too=False),
    _trouble("throttling", "Request limit exceeded", denied_too=False),
    _trouble("throttling", "Too Many Requests", denied_too=False),
    _trouble("throttling", "Please reduce your request rate", denied_too=False),
    _trouble("quota", "Your quota allows for", denied_too=False),
    _trouble("quota", "maximum number of", "has been reached", denied_too=False),
    _trouble("quota", "Cannot exceed quota", denied_too=False),
    _trouble("quota", "You have exceeded", "limit", denied_too=False),
    _trouble("region_disabled", "STS is not activated in this region", denied_too=True),
    _trouble("region_disabled", "need to accept terms and subscribe"),
    _trouble("role_not_assumable", "cannot be assumed by", denied_too=False,
             example="The role defined for the function cannot be assumed by Lambda."),
    _trouble("role_not_assumable", "is unable to assume role", denied_too=False,
             example="Firehose is unable to assume role arn:aws:iam::210987654321:role/depot."),
    _trouble("role_not_assumable", "authorized to assume the provided role", denied_too=False),
    _trouble("role_not_assumable", "Unable to assume role and validate", denied_too=False),
    _trouble("role_not_assumable", "Unable to assume the service linked role", denied_too=False),
    _trouble("validation", "exceeds the MaxSessionDuration", denied_too=False),
    _trouble("validation", "failed to satisfy constraint", denied_too=False),
    _trouble("validation", "Request ARN is invalid", denied_too=False),
    _trouble("not_found", "ID", "is not valid", "might no longer exist", denied_too=False,
             example="The volume ID (vol-0) is not valid. It might no longer exist."),
    _trouble("not_found", "ID '", "' does not exist", denied_too=False,
             example="The security group ID 'sg-0' does not exist"),
    _trouble("not_found", "role with name", "cannot be found", denied_too=False),
)  # fmt: skip


def first_trouble(page: Page) -> Trouble | None:
    """The first entry of `TROUBLES` whose words all stand in `page`."""
    return next((each for each in TROUBLES if page.has_all(each.words)), None)


def overruling(page: Page) -> list[list[list[int]]]:
    """The entries in `page` that overrule a denial's error code: where each of their words stands."""
    present = (each for each in TROUBLES if each.denied_too and page.has_all(each.words))
    return [[page.find_all(word) for word in each.words] for each in present]


def overruled(places: list[list[list[int]]], low: int, high: int) -> bool:
    """Whether all words of one of the `overruling` entries stand in flat[low:high]."""
    return any(all(bisect_left(word, low) < bisect_left(word, high) for word in words) for words in places)
