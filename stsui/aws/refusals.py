"""What AWS answers when it says no, and what that means to a person. The first row that fits holds."""

from __future__ import annotations

import re

from stsui.errors import (
    AccessRefused,
    Answer,
    ClockSkewed,
    CodeRefused,
    CredentialsExpired,
    RequestInvalid,
    ServiceFailed,
    StsuiError,
    Throttled,
)
from stsui.records import record


@record(kw_only=True)
class Refusal:
    """A row: which answers it is for, and what is said instead of them.

    `message` and `hint` are formatted with the facts of the call (see `failures`) and the groups of `words`.
    """

    codes: frozenset[str] = frozenset()
    """AWS's error codes; none: any."""
    words: str = ""
    """A pattern searched for in AWS's text, in any case; empty: any."""
    operations: frozenset[str] = frozenset()
    statuses: range = range(1000)
    error: type[StsuiError]
    message: str
    hint: str = ""
    again: bool = False
    """Whether the same call may well succeed a moment later."""
    sent: bool = True
    """Whether AWS may have taken the token code, if it is to be sent again."""


def _codes(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DENIED = _codes("AccessDenied AccessDeniedException UnauthorizedOperation")
_ROLES = _codes("AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity")

REFUSALS = (
    # --- MFA ---
    Refusal(
        codes=_DENIED,
        words="MultiFactorAuthentication failed.*(serial number is valid|must provide both)",
        error=AccessRefused,
        message="AWS does not know {serial} as an MFA device of this user.",
        hint="Check mfa_serial: it is the device's ARN, and it must belong to the user whose keys are used.",
    ),
    Refusal(
        codes=_DENIED,
        words="MultiFactorAuthentication failed|one time pass code",
        error=CodeRefused,
        message="AWS refused the token code of {serial}: it is wrong or was used before{or_off}.",
        hint="Each code works once: wait for the next one.",
    ),
    Refusal(
        codes=_codes("ValidationError"),
        words="tokenCode",
        error=CodeRefused,
        message="The token code of {serial} must be six digits.",
        hint="Type the six digits that the device shows now.",
    ),
    # --- who may call what ---
    Refusal(
        codes=_DENIED,
        words="assumed by root",
        error=AccessRefused,
        message="The root user cannot assume roles: AWS refused {what}.",
        hint="Use the keys of an IAM user, or of another role.",
    ),
    Refusal(
        codes=_DENIED,
        words="Cannot call .* with (session|federation|temporary)",
        error=AccessRefused,
        message="{operation} takes long-term keys only, and it was called with temporary credentials.",
        hint="Start from the profile that holds the IAM user's own access key.",
    ),
    Refusal(
        codes=_DENIED,
        operations=_codes("DecodeAuthorizationMessage"),
        error=AccessRefused,
        message="AWS does not allow this session to decode denials.",
        hint="Its identity needs sts:DecodeAuthorizationMessage; try a session of a role that has it.",
    ),
    Refusal(
        codes=_DENIED,
        words=r"explicit deny in (?:an?|the) (?P<policy>[\w -]+?)(?: policy)?\s*(?:[:.,]|$)",
        error=AccessRefused,
        message="AWS refused {what}: the {policy} policy denies it explicitly.",
        hint="An explicit deny wins over every allow: that policy must change, or its conditions be met.",
    ),
    Refusal(
        codes=_DENIED,
        operations=_ROLES,
        words="because no (role trust|resource-based) policy",
        error=AccessRefused,
        message="AWS refused {what}: the role's trust policy does not allow it.",
        hint=(
            "It must name this caller and be content with the call's MFA{lacking}, external id, source "
            "identity and tags."
        ),
    ),
    Refusal(
        codes=_DENIED,
        words=r"because no (?P<policy>[\w -]+?) policy allows",
        error=AccessRefused,
        message="AWS refused {what}: no {policy} policy of the caller's allows it.",
        hint='Ask for a policy that allows it. AWS said: "{text}"',
    ),
    Refusal(
        codes=_DENIED,
        operations=_codes("AssumeRoot"),
        error=AccessRefused,
        message="AWS refused {what}.",
        hint=(
            "It takes credentials of the management account, or of a delegated administrator's, that are "
            "allowed sts:AssumeRoot, centralised root access in the organisation, and never a root user. "
            'AWS said: "{text}"'
        ),
    ),
    Refusal(
        codes=_DENIED,
        operations=_ROLES,
        error=AccessRefused,
        message="AWS refused {what} and does not say why.",
        hint=(
            "Either the role is not there; or its trust policy does not name this caller, or asks for what "
            "the call did not bring: MFA{lacking}, an external id, a source identity, tags; or the caller's "
            "own policy does not allow sts:{operation} on it."
        ),
    ),
    Refusal(
        codes=_DENIED,
        error=AccessRefused,
        message="AWS does not allow {what}.",
        hint='AWS said: "{text}"',
    ),
    # --- the caller's credentials ---
    Refusal(
        codes=_codes("ExpiredToken"),
        error=CredentialsExpired,
        message="The credentials that {what} was called with have expired.",
        hint="Renew them, then try again.",
    ),
    Refusal(
        codes=_codes("ExpiredTokenException ExpiredTradeInTokenException"),
        error=CredentialsExpired,
        message="The token or assertion that {what} was called with has expired.",
        hint="Get a new one from your identity provider.",
    ),
    Refusal(
        codes=_codes("SignatureDoesNotMatch InvalidSignatureException RequestExpired RequestTimeTooSkewed"),
        words="expired|not yet current|too skewed|earlier than|later than",
        error=ClockSkewed,
        message="AWS refused {what} for its time: this machine's clock {off}.",
        hint="Set the clock (timedatectl set-ntp true, w32tm /resync, or sntp), then try again.",
    ),
    Refusal(
        codes=_codes("RequestExpired RequestTimeTooSkewed"),
        error=ClockSkewed,
        message="AWS refused {what} for its time: this machine's clock {off}.",
        hint="Set the clock (timedatectl set-ntp true, w32tm /resync, or sntp), then try again.",
    ),
    Refusal(
        codes=_codes("SignatureDoesNotMatch InvalidSignatureException"),
        error=CredentialsExpired,
        message="The secret access key is not the one of {key}: AWS refused the signature of {what}.",
        hint="Check the secret for a copying mistake. A proxy that changes requests has the same effect.",
    ),
    Refusal(
        codes=_codes("InvalidClientTokenId UnrecognizedClientException InvalidAccessKeyId AuthFailure"),
        error=CredentialsExpired,
        message="AWS does not accept the access key {key} for {what}: unknown, inactive or ill-matched.",
        hint=(
            "Check that the key is active, that its session token is its own, and that {host} is in its "
            "partition and in a Region its account uses."
        ),
    ),
    # --- the request ---
    Refusal(
        codes=_codes("ValidationError"),
        words="role chaining",
        error=RequestInvalid,
        message="{what} may last 1 h at most when it is called with a role's credentials, not {duration}.",
        hint="Ask for 1 h or less, or assume the role from long-term keys.",
    ),
    Refusal(
        codes=_codes("ValidationError"),
        words="MaxSessionDuration",
        error=RequestInvalid,
        message="{duration} is longer than the role lets its sessions last: AWS refused {what}.",
        hint="Ask for less (every role allows 1 h), or have the role's maximum session duration raised.",
    ),
    Refusal(
        codes=_codes("MalformedPolicyDocument"),
        error=RequestInvalid,
        message='The session policy of {what} is not one AWS understands: "{text}"',
        hint="Mend the policy's JSON.",
    ),
    Refusal(
        codes=_codes("PackedPolicyTooLarge"),
        error=RequestInvalid,
        message="The session policies and tags of {what} are too large once packed.",
        hint='Shorten the policy, or send fewer tags and policy ARNs. AWS said: "{text}"',
    ),
    Refusal(
        codes=_codes("RegionDisabledException"),
        error=RequestInvalid,
        message="STS is switched off in the Region of {host} for this account.",
        hint="Choose another Region, or have STS activated there in the account settings of IAM.",
    ),
    Refusal(
        codes=_codes("InvalidAuthorizationMessageException"),
        error=RequestInvalid,
        message="AWS cannot decode this message: it is not complete, or it belongs to another account.",
        hint="Copy it whole, and decode it with a session of the account that got the denial.",
    ),
    Refusal(
        codes=_codes("IDPCommunicationError"),
        error=ServiceFailed,
        message="AWS could not reach the identity provider for {what}.",
        hint="Try again; if it lasts, see whether the provider's keys can be had from the internet.",
        again=True,
    ),
    Refusal(
        codes=_codes("ValidationError"),
        operations=_codes("GetDelegatedAccessToken"),
        words="trade-in token",
        error=AccessRefused,
        message="AWS does not accept the trade-in token.",
        hint="Have the product that made it make a new one.",
    ),
    Refusal(
        codes=_codes("IDPRejectedClaim InvalidIdentityToken"),
        error=AccessRefused,
        message="AWS does not accept the identity provider's token for {what}.",
        hint='Check the provider, its audience and the role\'s trust policy. AWS said: "{text}"',
    ),
    Refusal(
        codes=_codes("OutboundWebIdentityFederationDisabledException"),
        error=AccessRefused,
        message="This account does not issue web identity tokens: outbound federation is switched off.",
        hint="Have it enabled in the account settings of IAM.",
    ),
    Refusal(
        codes=_codes("JWTPayloadSizeExceededException"),
        error=RequestInvalid,
        message="The web identity token would be too large: AWS refused {what}.",
        hint="Send fewer or shorter tags and audiences.",
    ),
    Refusal(
        codes=_codes("SessionDurationEscalationException"),
        error=RequestInvalid,
        message="{what} was asked for {duration}, longer than the caller's own session lasts.",
        hint="Ask for less, or renew the session first.",
    ),
    # --- AWS's own troubles ---
    Refusal(
        codes=_codes(
            "Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException "
            "RequestLimitExceeded TooManyRequestsException SlowDown BandwidthLimitExceeded 429"
        ),
        error=Throttled,
        message="AWS is throttling {what}: too many calls at once.",
        hint="Wait a little, then try again.",
        again=True,
        sent=False,
    ),
    Refusal(
        statuses=range(500, 600),
        error=ServiceFailed,
        message="AWS answered {what} with a failure of its own ({code}).",
        hint="Try again in a moment, or in another Region.",
        again=True,
    ),
    Refusal(
        statuses=range(401, 404),
        error=AccessRefused,
        message='AWS refused {what} ({code}): "{text}"',
    ),
    Refusal(
        error=RequestInvalid,
        message='AWS finds the request for {what} wrong ({code}): "{text}"',
        hint="Check the profile's settings.",
    ),
)


def row_for(answer: Answer) -> tuple[Refusal, dict[str, str]]:
    """The row for an answer of AWS's, and what its pattern found in the text."""
    for row in REFUSALS:
        if row.codes and answer.code not in row.codes:
            continue
        if row.operations and answer.operation not in row.operations:
            continue
        found = re.search(row.words, answer.text, re.IGNORECASE | re.DOTALL)
        if found and answer.status in row.statuses:
            return row, found.groupdict()
    raise AssertionError("the last row fits every answer")
