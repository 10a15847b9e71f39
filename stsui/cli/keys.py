"""Access keys in a text: whom AWS is asked as, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence

from stsui.answers import KeyAnswer
from stsui.catalog import default_profile_name
from stsui.cli.caller import find_caller
from stsui.model import Credentials, Endpoint
from stsui.services import Services
from stsui.services.keys import asked, offline_answers


def answers(
    services: Services, ids: Sequence[str], profile: str | None, code_option: str | None, *, offline: bool
) -> list[KeyAnswer]:
    """An answer for each key id; one that AWS would not answer has the reason.

    Raises:
        StsuiError: nobody's credentials could be had to ask AWS with.
    """
    caller = None if offline else _caller(services, profile, code_option)
    known = offline_answers(services, ids)
    return [asked(services, answer, caller) for answer in known] if caller else known


def _caller(services: Services, profile: str | None, code_option: str | None) -> tuple[Credentials, Endpoint]:
    """A long-term key asks by itself: the session made of it may not call GetAccessKeyInfo."""
    name = profile
    if profile is None and not services.ambient_credentials():
        name = default_profile_name(services.environ)
    if name is not None and (own := services.own_key(name)):
        return own
    return find_caller(services, profile, code_option)
