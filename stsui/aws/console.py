"""Signing in to the console with a session: a link from AWS's federation endpoint.

The session's secrets go there in the body of a POST, where no proxy's log and no process list shows them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.exceptions import BotoCoreError

from stsui.aws import failures
from stsui.aws.call import Call, check_characters
from stsui.aws.console_urls import checked_destination, federation_url, logout_url, page_url, region_in
from stsui.aws.mishaps import NotAnAnswer
from stsui.aws.partitions import partition_of_region
from stsui.aws.timeouts import TIMEOUTS, Timeouts
from stsui.aws.transport import transport
from stsui.clock import Clock
from stsui.errors import (
    Answer,
    AwsError,
    ConfigurationError,
    CredentialsExpired,
    PlanRefused,
    RequestInvalid,
    ServiceFailed,
)
from stsui.json_text import parse_json
from stsui.model import Operation, Problem, Secret, Session, SessionInfo
from stsui.records import record
from stsui.rules import (
    CONSOLE_DURATION,
    CONSOLE_SIGN_IN_LIFETIME,
    CONSOLE_WAY_OUT,
    console_problem,
    partition_of,
    words_for,
)

if TYPE_CHECKING:
    from botocore.httpsession import URLLib3Session

__all__ = ["SignInUrl", "console_refusal", "logout_url", "sign_in_url", "takes_duration"]

SIGN_IN = "console sign-in"

_WITH_DURATION = frozenset({Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY})


@record
class SignInUrl:
    """A link that signs in whoever opens it."""

    url: Secret
    expires_at: datetime
    """Until when it can be opened, AWS's time."""
    notes: tuple[str, ...] = ()
    """What was left out or shortened, in sentences."""


def console_refusal(info: SessionInfo) -> Problem | None:
    """Why the console takes no sign-in with this session, and the way out; None when it does."""
    if info.operation is Operation.BASE_CREDENTIALS and info.access_key_id.startswith("AKIA"):
        return Problem("console", f"Long-term keys cannot sign in to the console. {CONSOLE_WAY_OUT}")
    return console_problem(info.operation)


def takes_duration(info: SessionInfo) -> bool:
    """Whether the console session may have a duration of its own, not ending with the credentials."""
    straight = info.operation is Operation.ASSUME_ROLE and info.from_long_term
    return straight or info.operation in _WITH_DURATION


def sign_in_url(
    session: Session,
    *,
    clock: Clock,
    service: str | None = None,
    region: str | None = None,
    destination: str | None = None,
    federation_endpoint: str | None = None,
    duration_seconds: int | None = None,
    ca_bundle: str | None = None,
    timeouts: Timeouts = TIMEOUTS,
) -> SignInUrl:
    """A link to a service's page in the console (its home without one), signed in as `session`.

    `destination` is a URL to go to instead; the console's "sign in again" leads to the same page. The
    duration is sent only where AWS takes one. PlanRefused for a session that cannot sign in, before anything
    is sent; AwsError for what goes wrong afterwards.
    """
    info = session.info
    _check(info, clock)
    duration, notes = _duration(info, duration_seconds)
    partition = _partition(info, region)
    place = region_in(partition, region)
    page = checked_destination(destination) if destination else page_url(partition, service, place)
    endpoint = federation_endpoint or federation_url(partition, place)
    query = {"Action": "login", "Issuer": page, "Destination": page}
    http = transport(endpoint, ca_bundle, timeouts)
    query["SigninToken"] = _sign_in_token(session, endpoint, duration, clock, http)
    expires_at = min(clock.now() + CONSOLE_SIGN_IN_LIFETIME, info.expires_at)
    return SignInUrl(Secret(f"{endpoint}?{urlencode(query)}"), expires_at, notes)


def _check(info: SessionInfo, clock: Clock) -> None:
    if problem := console_refusal(info):
        raise PlanRefused(f"{info.profile}: {problem.message}")
    if not info.remaining(clock.now()):
        raise CredentialsExpired(
            f"The session of {info.profile} has expired: nobody can sign in with it.", "Renew it first."
        )


def _partition(info: SessionInfo, region: str | None) -> str:
    """The session's own partition; where its source told no ARN, its Region's."""
    if info.arn:
        return partition_of(info.arn)
    known = region or info.region
    return (partition_of_region(known) if known else None) or "aws"


def _duration(info: SessionInfo, seconds: int | None) -> tuple[int | None, tuple[str, ...]]:
    if seconds is None:
        return None, ()
    if not takes_duration(info):
        return None, (
            "The console session ends with the credentials: AWS takes a duration only for roles assumed with "
            "long-term keys, SAML or web identity.",
        )
    shortest, longest = (int(limit.total_seconds()) for limit in CONSOLE_DURATION)
    if not shortest <= seconds <= longest:
        raise ConfigurationError(
            f"A console session lasts {words_for(shortest)} to {words_for(longest)}, "
            f"not {words_for(seconds)}."
        )
    return seconds, ()


def _sign_in_token(
    session: Session, endpoint: str, duration: int | None, clock: Clock, http: URLLib3Session
) -> str:
    form = {"Action": "getSigninToken", "Session": _session_json(session)}
    if duration:
        form["SessionDuration"] = str(duration)
    call = Call(SIGN_IN, {}, session.credentials, urlsplit(endpoint).hostname or "")
    try:
        response = _post(endpoint, form, http)
        if response.status_code == 200:
            return _token_in(response)
    except (BotoCoreError, NotAnAnswer, OSError, ValueError) as error:
        raise failures.explain(error, call, clock).error from error
    raise _refused(session.info.profile, response.status_code, call.host, with_duration=duration is not None)


def _refused(profile: str, status: int, host: str, *, with_duration: bool) -> AwsError:
    """The error for an answer without a token: AWS sends a page that says nothing."""
    answer = Answer("getSigninToken", status=status, endpoint=host)
    if status >= 500:
        return ServiceFailed(
            f"AWS answered the {SIGN_IN} of {profile} with a failure of its own.",
            "Try again in a moment.",
            answer=answer,
        )
    hint = (
        "Ask for a shorter console session: the role's maximum session duration is its limit."
        if with_duration
        else "Renew the session, then try again; credentials of GetSessionToken are never taken."
    )
    return RequestInvalid(f"AWS refused the {SIGN_IN} of {profile} ({status}).", hint, answer=answer)


def _session_json(session: Session) -> str:
    keys = session.credentials
    check_characters(keys)
    return json.dumps(
        {
            "sessionId": keys.access_key_id,
            "sessionKey": keys.secret_access_key.reveal(),
            "sessionToken": keys.session_token.reveal() if keys.session_token else "",
        }
    )


def _post(endpoint: str, form: dict[str, str], http: URLLib3Session) -> AWSResponse:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = AWSRequest("POST", endpoint, headers=headers, data=urlencode(form).encode())
    try:
        return http.send(request.prepare())
    finally:
        http.close()


def _token_in(response: AWSResponse) -> str:
    try:
        answer: Any = parse_json(response.content)
        return str(answer["SigninToken"])
    except (ValueError, KeyError, TypeError):
        raise NotAnAnswer("no SigninToken in the answer") from None
