"""Decoding the encoded messages in a text: whose session to ask with, and what to say where none will do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stsui.denials import Denial, Kind, read_denials, with_document
from stsui.errors import StsuiError
from stsui.limits import ENCODED_MESSAGE
from stsui.model import Credentials, Endpoint, Operation, Session
from stsui.rules import OPERATIONS

if TYPE_CHECKING:
    from stsui.model import SessionInfo
    from stsui.services.services import Services

Obtain = Callable[[str], Session]
"""A profile's session, kept or new."""


def read_and_decode(services: Services, text: str, profile: str | None, obtain: Obtain) -> tuple[Denial, ...]:
    """The denials in `text`, their blobs decoded with a session of `profile`, or with the best there is."""
    return tuple(_told(services, denial, text, profile, obtain) for denial in read_denials(text))


def _told(services: Services, denial: Denial, text: str, profile: str | None, obtain: Obtain) -> Denial:
    """`denial` with what stsui knows beyond the text."""
    if denial.kind is Kind.NOT_A_DENIAL:
        from stsui.services.own_sessions import own_session

        return denial._replace(session=own_session(services, text, denial.category, profile))
    return _decoded(services, denial, profile, obtain)


def _decoded(services: Services, denial: Denial, profile: str | None, obtain: Obtain) -> Denial:
    if denial.encoded_message is None or denial.document is not None:
        return denial
    if denial.truncated:
        return _left_encoded(
            denial, "The encoded message is cut off, so AWS cannot decode it: paste the whole of it."
        )
    if problem := ENCODED_MESSAGE.problem("".join(denial.encoded_message.split())):
        return _left_encoded(denial, f"AWS cannot decode it: {problem}")
    refusal: StsuiError | None = None
    try:
        for credentials, endpoint in _callers(services, denial, profile, obtain):
            try:
                return with_document(
                    denial, services.gateway.decode(denial.encoded_message, credentials, endpoint)
                )
            except StsuiError as error:
                refusal = error
    except StsuiError as error:
        refusal = error
    return _left_encoded(denial, str(refusal) if refusal else _nobody_to_ask(denial))


def _callers(
    services: Services, denial: Denial, profile: str | None, obtain: Obtain
) -> Iterator[tuple[Credentials, Endpoint]]:
    """Whose credentials to ask with, the likeliest first: the named profile's alone, where one is named."""
    if profile is not None:
        yield _named(services, profile, obtain)
        return
    from stsui.sessions.runner import time_for

    known = services.manager.statuses().values()
    live = [info for info in known if _may_decode(info) and info.remaining(time_for(info, services.clock))]
    for info in sorted(
        live, key=lambda info: (info.account_id != denial.account, -info.issued_at.timestamp())
    ):
        if denial.account in (None, info.account_id) and (session := services.manager.cached(info.profile)):
            yield session.credentials, services.endpoint_of(info.profile, session)
    if ambient := services.ambient_credentials():
        yield ambient, services.ambient_endpoint()
    elif chosen := services.environ.get("AWS_PROFILE"):
        yield _named(services, chosen, obtain)


def _named(services: Services, profile: str, obtain: Obtain) -> tuple[Credentials, Endpoint]:
    if own := services.own_key(profile):
        return own
    session = obtain(profile)
    return session.credentials, services.endpoint_of(profile, session)


def _may_decode(info: SessionInfo) -> bool:
    rules = OPERATIONS.get(info.operation)
    return not rules or rules.may_call is None or Operation.DECODE_AUTHORIZATION_MESSAGE in rules.may_call


def _left_encoded(denial: Denial, why: str) -> Denial:
    return denial._replace(obstacle=why)


def _nobody_to_ask(denial: Denial) -> str:
    where = f"account {denial.account}" if denial.account else "the account that was denied"
    return f"There is no live session of {where} to decode it with: start one."
