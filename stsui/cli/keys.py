"""What is known of access keys: by AWS, by their ids alone, and by the files and sessions on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stsui.aws.key_info import KeyFacts, key_facts
from stsui.catalog import default_profile_name
from stsui.cli.caller import find_caller
from stsui.cli.summary import account_name
from stsui.errors import StsuiError
from stsui.model import Credentials, Endpoint
from stsui.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnswer:
    """What is known of one key."""

    facts: KeyFacts
    account_id: str | None
    account_name: str | None
    from_aws: bool
    """Whether AWS said the account; else it was computed from the id, if it is known at all."""
    ours: tuple[str, ...]
    """Where on this machine the key is in use, in words."""
    error: StsuiError | None = None

    def as_json(self) -> dict[str, object]:
        """The answer as `key-info --json` prints it."""
        source = "aws" if self.from_aws else "computed" if self.account_id else None
        return {
            "access_key_id": self.facts.key_id,
            "kind": self.facts.kind,
            "account_id": self.account_id,
            "account_name": self.account_name,
            "account_source": source,
            "computed_account_id": self.facts.account_id,
            "ours": list(self.ours),
            "error": str(self.error) if self.error else None,
        }


def answers(
    services: Services, ids: Sequence[str], profile: str | None, code_option: str | None, *, offline: bool
) -> list[KeyAnswer]:
    """An answer for each key id; one that AWS would not answer has the reason.

    Raises:
        StsuiError: nobody's credentials could be had to ask AWS with.
    """
    caller = None if offline else _caller(services, profile, code_option)
    uses = list(_uses(services))
    return [_answer(services, key_id, caller, uses) for key_id in ids]


def _caller(services: Services, profile: str | None, code_option: str | None) -> tuple[Credentials, Endpoint]:
    """A long-term key asks by itself: the session made of it may not call GetAccessKeyInfo."""
    name = profile
    if profile is None and not services.ambient_credentials():
        name = default_profile_name(services.environ)
    if name is not None and (own := services.own_key(name)):
        return own
    return find_caller(services, profile, code_option)


def _answer(
    services: Services,
    key_id: str,
    caller: tuple[Credentials, Endpoint] | None,
    uses: Sequence[tuple[str, str]],
) -> KeyAnswer:
    facts = key_facts(key_id)
    assert facts is not None, "ids are found by the same pattern"
    said, error = None, None
    if caller:
        try:
            said = services.gateway.access_key_info(key_id, *caller)
        except StsuiError as failure:
            error = failure
    account_id = said or facts.account_id
    return KeyAnswer(
        facts=facts,
        account_id=account_id,
        account_name=account_name(services, account_id),
        from_aws=said is not None,
        ours=tuple(use for used, use in uses if used == key_id),
        error=error,
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
