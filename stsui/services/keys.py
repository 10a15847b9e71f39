"""What is known of access keys: by AWS, by their ids alone, and by the files and sessions on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stsui.answers import KeyAnswer
from stsui.aws.key_info import key_facts
from stsui.errors import StsuiError

if TYPE_CHECKING:
    from stsui.services.identities import Caller
    from stsui.services.services import Services


def offline_answers(services: Services, ids: Sequence[str]) -> list[KeyAnswer]:
    """What the ids tell by themselves, and whether they are in use here. No network."""
    uses: dict[str, list[str]] = {}
    for key_id, use in _uses(services):
        uses.setdefault(key_id, []).append(use)
    return [_offline(services, key_id, uses.get(key_id, ())) for key_id in ids]


def asked(services: Services, answer: KeyAnswer, caller: Caller) -> KeyAnswer:
    """The answer with the account that AWS says; with the reason where it would not."""
    try:
        said = services.gateway.access_key_info(answer.key_id, *caller)
    except StsuiError as error:
        return replace(answer, error=error)
    return replace(answer, said=said, account_name=services.account_name(said), error=None)


def _offline(services: Services, key_id: str, uses: Sequence[str]) -> KeyAnswer:
    facts = key_facts(key_id)
    assert facts is not None, "ids are found by the same pattern"
    return KeyAnswer(
        key_id=key_id,
        kind=facts.kind,
        computed=facts.account_id,
        account_name=services.account_name(facts.account_id),
        ours=tuple(uses),
    )


def _uses(services: Services) -> Iterator[tuple[str, str]]:
    """Every key on this machine, and where it is."""
    for profile in services.catalog.profiles.values():
        if profile.credentials:
            yield profile.credentials.access_key_id, f"profile {profile.name}"
    for info in services.manager.entries():
        yield info.access_key_id, f"session of {info.profile} ({info.operation})"
    if ambient := services.ambient_credentials():
        yield ambient.access_key_id, "this environment"
