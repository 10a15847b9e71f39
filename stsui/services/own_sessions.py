"""Which of the person's own sessions an error is about, and how that session stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from stsui.denials import OwnSession
from stsui.errors import StsuiError

if TYPE_CHECKING:
    from stsui.model import SessionInfo
    from stsui.services.services import Services

_CONCERNED = frozenset(("expired_credentials", "invalid_credentials", "missing_credentials"))
"""Categories of errors that new credentials mend."""
_EXPIRED = "expired_credentials"

_NAMED = re.compile(
    r"""(?:--profile[ =]|\bAWS_(?:DEFAULT_)?PROFILE=|\bprofile[ :=(]{1,3})["'`]?"""
    r"""(?P<name>[\w./@+:-]{1,128})"""
)
"""How programs tell which profile they use."""


def own_session(
    services: Services, text: str, category: str | None, profile: str | None
) -> OwnSession | None:
    """The session that an error of `category` in `text` is about; None where nothing tells.

    That is the one that the text names, by its profile, its ARN or its access key, else the profile asked
    about, else the environment's; for expired credentials, else the one that was started last.
    """
    if category not in _CONCERNED:
        return None
    try:
        known = services.manager.statuses()
    except StsuiError:
        return None  # a store that cannot be opened keeps nobody from reading an error
    name = _told(services, text, known) or profile or services.environ.get("AWS_PROFILE")
    if name is None and category == _EXPIRED and known:
        name = max(known.values(), key=lambda info: info.issued_at).profile
    if name is None or name not in services.catalog.profiles:
        return None
    info = known.get(name)
    return OwnSession(name, _seconds_left(services, info) if info else None)


def _told(services: Services, text: str, known: Mapping[str, SessionInfo]) -> str | None:
    """The profile whose session the text names."""
    for named in _NAMED.finditer(text):
        name = named["name"].rstrip(".:")
        if name in services.catalog.profiles:
            return name
    for info in known.values():
        if info.access_key_id in text or (info.arn and info.arn in text):
            return info.profile
    return None


def _seconds_left(services: Services, info: SessionInfo) -> float:
    from stsui.sessions.runner import time_for

    return (info.expires_at - time_for(info, services.clock)).total_seconds()
