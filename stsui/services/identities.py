"""Who callers are, asked of AWS: one's failure is its own answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stsui.answers import IdentityAnswer
from stsui.errors import StsuiError
from stsui.model import Credentials, Endpoint

if TYPE_CHECKING:
    from stsui.services.services import Services

Caller = tuple[Credentials, Endpoint]


def ask(
    services: Services, profile: str | None, credentials: Credentials, endpoint: Endpoint
) -> IdentityAnswer:
    """Ask AWS whose the credentials are.

    Raises:
        StsuiError: it could not be asked, or refused them.
    """
    identity = services.gateway.caller_identity(credentials, endpoint)
    return IdentityAnswer(
        profile=profile,
        account_id=identity.account_id,
        account_name=services.account_name(identity.account_id),
        arn=identity.arn,
        user_id=identity.user_id,
        access_key_id=credentials.access_key_id,
        expires_at=credentials.expires_at,
    )


def answer(services: Services, profile: str, caller: Callable[[], Caller]) -> IdentityAnswer:
    """The same for credentials that have to be had first; a failure is in the answer."""
    try:
        return ask(services, profile, *caller())
    except StsuiError as error:
        return IdentityAnswer(profile=profile, error=error)
