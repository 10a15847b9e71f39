"""Fixed phrases: refusals that name no action, and errors that no policy caused.

One entry a phrase, with an example. A phrase is looked for without white space and in lower case, so a line
break in it does not hide it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from stsui.denials.cores import Core
from stsui.denials.page import Page, phrase
from stsui.denials.reason import KMS_KEY, LAKE_FORMATION, MODEL_ACCESS, read_reason


class Refusal(NamedTuple):
    """A refusal that names no action. A weak one counts only beside an AWS error code or "API: …"."""

    words: str
    reason: str | None
    weak: bool
    example: str


REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        phrase("not authorized to perform this operation"), None, False,
        "You are not authorized to perform this operation.",
    ),
    Refusal(
        phrase("not authorized to perform this action"), None, True,
        "AccessDeniedException: User is not authorized to perform this action",
    ),
    Refusal(
        phrase('"User is not authorized to access this resource'), None, False,
        '{"Message":"User is not authorized to access this resource"}',
    ),
    Refusal(
        phrase("not authorized to access this resource with an explicit deny"), None, False,
        "User is not authorized to access this resource with an explicit deny",
    ),
    Refusal(
        phrase("The ciphertext refers to a customer master key that does not exist"), KMS_KEY, False,
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
        "or you are not allowed to access.",
    ),
    Refusal(
        phrase("Insufficient Lake Formation permission"), LAKE_FORMATION, False,
        "Insufficient Lake Formation permission(s): Required Select on Orders",
    ),
    Refusal(
        phrase("You don't have access to the model with the specified model"), MODEL_ACCESS, False,
        "AccessDeniedException: You don't have access to the model with the specified model ID.",
    ),
    Refusal(
        phrase("don't have the permissions that are required to perform this operation"), None, False,
        "You don't have the permissions that are required to perform this operation.",
    ),
    Refusal(
        phrase("could not be used to assume '"), None, False,
        "current credentials could not be used to assume 'arn:aws:iam::210987654321:role/cdk-x-deploy-role'",
    ),
    Refusal(
        phrase("Access denied for operation '"), None, False,
        "Resource handler returned message: \"Access denied for operation 'AWS::SQS::Queue'.\"",
    ),
    Refusal(
        phrase("Access to KMS is not allowed"), KMS_KEY, True,
        "AccessDenied: Access to KMS is not allowed",
    ),
    Refusal(
        phrase("Access to the resource http"), None, False,
        "Access to the resource https://sqs.eu-west-3.amazonaws.com/210987654321/belt is denied.",
    ),
    Refusal(
        phrase("Access denied when writing output to url"), None, False,
        "Access denied when writing output to url: s3://depot-results/q.csv . Please ensure you are allowed",
    ),
    Refusal(phrase("Access Denied"), None, True, "AccessDenied: Access Denied"),
    Refusal(phrase('{"message":"Forbidden"}'), None, False, '{"message": "Forbidden"}'),
    Refusal(
        phrase("execution role does not have permissions to call"), None, False,
        "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
    ),
)  # fmt: skip

# Refusals that count only where nothing else was found, and only beside a name of AWS's.
LAST_RESORTS = tuple(
    phrase(words)
    for words in (
        "403 Forbidden", "(403) Forbidden", "don't have permissions to",
        "null (Service: S3, Status Code: 403", "null (Service: Amazon S3; Status Code: 403",
    )
)  # fmt: skip
_AWS_NAMES = ("amazon", "arn:aws", "aws-", "aws_", "aws.", "aws::", "s3://", "s3a://", "awsconsole")


def names_aws(page: Page) -> bool:
    """Whether something of AWS's is named anywhere."""
    return any(name in page.flat for name in _AWS_NAMES)


def find_last_resorts(page: Page) -> list[Core]:
    """The first refusal that says little more than that it is one."""
    if not names_aws(page):
        return []
    places = [(place, words) for words in LAST_RESORTS if (place := page.flat.find(words)) >= 0]
    return [Core(page.at(place), page.end_before(place + len(words))) for place, words in sorted(places)[:1]]


_API = re.compile(r"API:\s*([a-z0-9-]+:[A-Za-z*]\w*)")
_API_REACH = 40


def find_refusals(
    page: Page, denied_at: list[int], apis: Sequence[Core], sentences: Sequence[Core]
) -> list[Core]:
    """Every refusal of `page` that names no action.

    `denied_at` are the positions of denials' error codes, `apis` what `find_api_prefixes` found, `sentences`
    the refusals that name one, in order: to them belong the codes before them.
    """
    cores: list[Core] = []
    api_ends = [api.end for api in apis]
    told_at = [sentence.start for sentence in sentences]
    for refusal in REFUSALS:
        # "AccessDenied" in one word is the code, not the phrase.
        is_code = refusal.weak and refusal.words.startswith(_FIRST_WORD)
        found = page.find_apart(refusal.words, len(_FIRST_WORD)) if is_code else page.find_all(refusal.words)
        for place in found:
            start = page.at(place)
            if refusal.weak and not _backed(page, start, denied_at, api_ends, told_at):
                continue
            end = place + len(refusal.words)
            if page.flat.endswith(_OPENINGS, 0, place):
                start = page.at(place - _OPENING)
            why = read_reason(page, end, len(page.flat))
            core = Core(start, page.end_before(end), reason=refusal.reason, opener=True)
            if why:
                core.end = page.end_before(why.end)
                core.effect, core.policy_type, core.policy_arn = why.effect, why.policy_type, why.policy_arn
            cores.append(core)
    return cores


_FIRST_WORD = "access"
_OPENINGS = (phrase("You are"), phrase("User is"))
_OPENING = 6
"""How long each of them is."""
_CODE_REACH = 300
_NAME_REACH = 60
_BACKERS = ("amazon.", "software.amazon", "(service: ", "s3 error", "deployment bucket")
"""What shows, right beside "Access Denied", that a service of AWS's said it."""


def _backed(page: Page, start: int, denied_at: list[int], api_ends: list[int], told_at: list[int]) -> bool:
    before = bisect_left(denied_at, start)
    code = denied_at[before - 1] if before else -_CODE_REACH
    if (
        start - code < _CODE_REACH
        and "\n\n" not in page.text[code:start]
        and bisect_left(told_at, code) == bisect_left(told_at, start)
    ):
        return True
    around = page.text[max(0, start - _NAME_REACH) : start + _NAME_REACH].lower()
    if any(name in around for name in _BACKERS):
        return True
    index = bisect_right(api_ends, start)
    return index > 0 and start - api_ends[index - 1] < _API_REACH


def find_api_prefixes(page: Page) -> list[Core]:
    """CloudFormation's "API: service:Action" in front of a message, as cores with nothing but the action."""
    if "API:" not in page.text:
        return []
    return [Core(match.start(), match.end(), action=match[1]) for match in _API.finditer(page.text)]


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
    _trouble("kubernetes_rbac", "is forbidden: User"),
    _trouble("kubernetes_rbac", "system:serviceaccount:", "cannot"),
    _trouble("other_service", "Resource not accessible by integration"),
    _trouble("other_service", "requested access to the resource is denied"),
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
    _trouble("not_found", "ID", "is not valid", "might no longer exist", denied_too=False,
             example="The volume ID (vol-0) is not valid. It might no longer exist."),
    _trouble("not_found", "ID '", "' does not exist", denied_too=False,
             example="The security group ID 'sg-0' does not exist"),
    _trouble("not_found", "role with name", "cannot be found", denied_too=False),
)  # fmt: skip


def first_trouble(page: Page) -> Trouble | None:
    """The first entry of `TROUBLES` whose words all stand in `page`."""
    return next((each for each in TROUBLES if all(word in page.flat for word in each.words)), None)


def overruling(page: Page) -> list[list[list[int]]]:
    """The entries in `page` that overrule a denial's error code: where each of their words stands."""
    present = (each for each in TROUBLES if each.denied_too and all(word in page.flat for word in each.words))
    return [[page.find_all(word) for word in each.words] for each in present]


def overruled(places: list[list[list[int]]], low: int, high: int) -> bool:
    """Whether all words of one of the `overruling` entries stand in flat[low:high]."""
    return any(all(bisect_left(word, low) < bisect_left(word, high) for word in words) for words in places)
