"""Error codes: which mean a denial, and which sort of error the others are."""

from __future__ import annotations

import re

DENIED = "denied"
"""The family of codes that a policy's refusal comes with."""

FOREIGN_PACKAGES = ("java.nio.file.", "kotlin.io.", "security.access.", "nestjs/common.")
"""Whose exceptions have a name that AWS uses too: "java.nio.file.AccessDeniedException: /srv/depot".

Hadoop raises it for S3 as well, and says so: "… AccessDeniedException: s3a://depot/belt".
"""

# Families of codes, and how their codes are written: the first that fits counts.
FAMILIES: tuple[tuple[str, str], ...] = (
    (
        DENIED,
        r"(?:\w*\.?KMS|KMS\.|KMS|Lambda\.)?AccessDenied(?:Exception|Fault|Error)?|UnauthorizedOperation"
        r"|Unauthorized(?:Access|Exception|TaggingOperation)?|NotAuthorized(?:Exception)?|AuthorizationError"
        r"|AuthorizationErrorException|AuthorizationException|Forbidden(?:Exception)?"
        r"|AccessDeniedForDependencyException|403(?:[ ]Forbidden)?"
        r"|InsufficientPrivilegesException|NotAuthorizedFault|PermissionDenied",
    ),
    (
        "expired_credentials",
        r"ExpiredToken(?:Exception)?|TokenRefreshRequired|RequestExpired|SSOTokenExpired\w*",
    ),
    ("expired_credentials", r"UnauthorizedSSOTokenError|TokenExpired(?:Exception)?"),
    (
        "invalid_credentials",
        r"InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId|InvalidToken"
        r"|InvalidSecurity(?:Token)?|InvalidCredentials\w*|NotSignedUp|AWSSecretKeyNotFound",
    ),
    ("clock_skew", r"RequestTimeTooSkewed|RequestInTheFuture|InvalidSignatureDate"),
    (
        "signature_mismatch",
        r"SignatureDoesNotMatch|InvalidSignature(?:Exception)?|IncompleteSignature(?:Exception)?",
    ),
    (
        "missing_credentials",
        r"MissingAuthenticationToken(?:Exception)?|MissingCredentials\w*|NoCredential(?:s|Providers)\w*|CredentialsProviderError"
        r"|MissingSecurityHeader|NoCredentialsError|PartialCredentialsError|CredentialsNotFound\w*",
    ),
    (
        "throttling",
        r"Throttl\w+|RequestLimitExceeded|TooManyRequests(?:Exception)?|RequestThrottled(?:Exception)?|SlowDown"
        r"|ProvisionedThroughputExceeded(?:Exception)?|BandwidthLimitExceeded|PriorRequestNotComplete"
        r"|TransactionInProgressException|EC2ThrottledException|RateExceeded\w*",
    ),
    (
        "mfa_failed",
        r"InvalidMFACode|InvalidAuthenticationCode(?:Exception)?|MultiFactorAuthentication\w+",
    ),
    (
        "invalid_identity_token",
        r"InvalidIdentityToken(?:Exception)?|IDPRejectedClaim(?:Exception)?|IDPCommunicationError\w*",
    ),
    ("invalid_identity_token", r"ExpiredIdentityToken\w*|InvalidAuthorizationMessage\w*"),
    ("dry_run_success", r"DryRunOperation"),
    (
        "region_disabled",
        r"RegionDisabled(?:Exception)?|OptInRequired|PendingVerification|SubscriptionRequired(?:Exception)?",
    ),
    (
        "quota",
        r"\w*LimitExceeded(?:Exception|Fault)?|Max\w+Exceeded|ServiceQuotaExceeded(?:Exception)?|\w*QuotaExceeded\w*"
        r"|InsufficientInstanceCapacity|Insufficient\w*Capacity\w*|\w*LimitExceededFault|TooMany\w+",
    ),
    (
        "not_found",
        r"404|\w+\.NotFound|NoSuch\w+|\w*NotFound(?:Exception|Fault|Error)?|ResourceNotFound\w*|\w+NotFoundFault|\w*DoesNotExist\w*",
    ),
    (
        "conflict",
        r"\w*AlreadyExists(?:Exception|Fault)?|ResourceInUse(?:Exception)?|ConflictException|\w*Conflict(?:Exception)?"
        r"|DependencyViolation|\w+\.Duplicate|ConcurrentModification\w*|\w*InUse(?:Exception|Fault)?|EntityAlreadyExists\w*",
    ),
    (
        "validation",
        r"Validation(?:Error|Exception)|Malformed\w+|\w+Malformed|PackedPolicyTooLarge\w*|Invalid\w+(?:\.\w+)?|Missing\w+|Unsupported\w*|\w*ValidationException"
        r"|BadRequest(?:Exception)?|OperationNotPermitted(?:Exception)?|MessageRejected|Unknown(?:Operation|Parameter)\w*|SerializationException|\w+\.Malformed|IllegalArgument",
    ),
    (
        "service_error",
        r"InternalError|InternalFailure|InternalServerError|InternalService\w*|ServiceUnavailable(?:Exception)?|ServerException"
        r"|RequestTimeout(?:Exception)?|ServiceFailure\w*|InternalServer\w*|ServiceException",
    ),
)
_FAMILY = re.compile(rf"(?:Client\.|Server\.)?(?:{'|'.join(f'({pattern})' for _, pattern in FAMILIES)})")

# A word that may be a code: several humps, or one of the few codes with a single one. What another service
# quotes of KMS ("KMS Exception: AccessDeniedException KMS Message: …") is not the error's own code.
# The first letter is matched first of all, since the search for it is quick.
_CODE_WORD = re.compile(
    r"[A-Z](?<![\w/$-][A-Z])(?<!KMS Exception: [A-Z])(?:(?:(?<=C)lient|(?<=S)erver|(?<=K)MS)\.[A-Z])?"
    r"(?:[A-Za-z0-9]*[a-z][A-Z][A-Za-z0-9]{2,60}|(?<=T)hrottling)"
    r"(?:\.(?:NotFound|Malformed|Duplicate|InUse))?(?![\w$-])(?!\.(?:java|py|go|js|ts|rb|cs|md|html)\b)"
)

_family_of: dict[str, str | None] = {}
_REMEMBERED = 4096


def family(code: str) -> str | None:
    """The family of `code`: `DENIED`, a category, or None for a word that is no known code."""
    if code not in _family_of:
        if len(_family_of) >= _REMEMBERED:
            _family_of.clear()
        match = _FAMILY.fullmatch(code)
        _family_of[code] = FAMILIES[match.lastindex - 1][0] if match and match.lastindex else None
    return _family_of[code]


def code_words(text: str) -> list[tuple[int, str, str]]:
    """Every known code in `text`, as (position, code, family), in order."""
    return [
        (match.start(), match[0], name)
        for match in _CODE_WORD.finditer(text)
        if (name := family(match[0])) is not None
    ]
