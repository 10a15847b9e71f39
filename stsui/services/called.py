"""Sessions that operations called by name gave: found again in the store, and refreshed where that can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from stsui.catalog import session_key
from stsui.catalog.operations import operation_plan
from stsui.catalog.profiles import replaced
from stsui.errors import ConfigurationError, CredentialsExpired
from stsui.model import (
    NO_PARAMETERS,
    Heading,
    Kind,
    Operation,
    Origin,
    Parameters,
    Plan,
    Profile,
    Session,
    SessionInfo,
)
from stsui.parameters import PROOFS
from stsui.records import record
from stsui.rules import account_of, role_name_of

if TYPE_CHECKING:
    from stsui.services.services import Services
    from stsui.sessions import CodeSource, Progress

SEPARATOR = " · "


@record(kw_only=True)
class Called:
    """A session that is no profile's own: it stands for itself, under a name that no profile has."""

    name: str
    """ "oncall · kim · GetFederationToken": who called, for whom, and what."""
    info: SessionInfo
    """Its `profile` is `name`."""
    plan: Plan
    """The plan that would get it again; its `profile` is `name`."""
    profile: Profile
    """What is configured of the caller, as `name`, and in the account that the session is of."""
    group: tuple[str | None, str | None]
    """The caller's account: its id and its name."""
    caller: str | None
    """The profile that called; None for an unsigned operation without one."""

    @property
    def heading(self) -> Heading:
        """Its place in a list: beside its caller, in the colour of its own account."""
        of = self.profile
        return Heading(
            name=self.name,
            kind=of.kind,
            account_id=self.group[0],
            account_name=self.group[1],
            environment=of.environment,
            role="",
            region=of.region,
            favourite=False,
        )

    @property
    def stale(self) -> str:
        """Why it cannot be refreshed; empty where it can."""
        last = self.plan.steps[-1]
        proof = PROOFS.get(last.operation)
        if proof is None or last.parameters.web_identity_token_file:
            return ""
        label = proof.label if proof.label[:2].isupper() else proof.label.lower()
        return f"The {label} that it was got with is kept nowhere: call {last.operation} again."


def called_sessions(services: Services) -> dict[str, Called]:
    """The sessions in the store that operations called by name gave, by their names, the oldest first.

    As with profiles, a session counts only if what is configured now would get exactly it.
    """
    found: dict[str, Called] = {}
    for info in services.manager.apart():
        plan = _plan(services, info.operation, info.profile, info.changes)
        if plan and session_key(plan) == info.key:
            called = _called(services, info, plan, found)
            found[called.name] = called
    return found


def plan_again(services: Services, called: Called, changes: Parameters = NO_PARAMETERS) -> Plan:
    """The plan that gets the session again, with `changes` in place of what was asked for."""
    if changes == NO_PARAMETERS:
        return called.plan
    asked = replaced(called.plan.asked, changes)
    plan = _plan(services, called.info.operation, called.caller, asked)
    return replace(plan, profile=called.name) if plan else called.plan


def called_session(
    services: Services,
    called: Called,
    codes: CodeSource,
    *,
    renew: bool,
    changes: Parameters = NO_PARAMETERS,
    progress: Callable[[Progress], None],
    check: Callable[[], None],
) -> Session:
    """The session itself, or with `renew` a new one; blocks.

    Raises:
        CredentialsExpired: it has ended, and cannot be got again without the person.
    """
    kept = services.manager.kept(called.info.key)
    if kept and not renew:
        return named(called, kept)
    if called.stale:
        raise CredentialsExpired(f"{called.name} cannot be refreshed.", called.stale)
    plan = plan_again(services, called, changes)
    issued = services.run_operation(plan, codes, renew=True, progress=progress, check=check)
    assert isinstance(issued, Session), "tokens are never kept, so nothing gets them again"
    return named(called, issued)


def named(called: Called, session: Session) -> Session:
    """The session under the name that it stands for itself with."""
    return Session(replace(session.info, profile=called.name), session.credentials)


def _plan(services: Services, operation: Operation, profile: str | None, asked: Parameters) -> Plan | None:
    known = profile if profile in services.catalog.profiles else None
    try:
        return operation_plan(services.catalog, operation, known, asked, services.environ)
    except (ConfigurationError, ValueError):  # the caller is configured no more
        return None


def _called(services: Services, info: SessionInfo, plan: Plan, taken: Collection[str]) -> Called:
    profiles = services.catalog.profiles
    name = SEPARATOR.join(_words(info))
    if name in taken or name in profiles:
        name = f"{name} ({info.key[:4]})"
    caller = info.profile if info.profile in profiles else None
    beside = profiles[caller] if caller else services.in_account(_NOBODY, info.account_id)
    profile = services.in_account(beside, info.account_id)
    return Called(
        name=name,
        info=replace(info, profile=name),
        plan=replace(plan, profile=name),
        profile=replace(profile, name=name, region=info.region, favourite=False, problems=()),
        group=(beside.account_id, beside.account_name),
        caller=caller,
    )


def _words(info: SessionInfo) -> Iterator[str]:
    """Who called, whatever tells it from others, and what, which can best be cut off."""
    yield info.profile
    asked = info.changes
    whom = role_name_of(asked.role_arn) or asked.name or account_of(asked.target_principal)
    whom = whom or asked.target_principal
    if whom and not info.profile.endswith(f"/{whom}"):
        yield whom
    yield info.operation


_NOBODY = Profile(name="", kind=Kind.TEMPORARY, source="", origin=Origin("", 0))
"""Stands for the caller where there was none."""
