"""The one service that gives a valid session for a profile, for the screen and for every command."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from stsui.clock import Clock
from stsui.errors import ConfigurationError, Interrupted, PlanRefused, StoreFailed, StsuiError
from stsui.model import (
    NO_PARAMETERS,
    USABLE,
    IssuedToken,
    Operation,
    Parameters,
    Plan,
    Secret,
    Session,
    SessionInfo,
)
from stsui.sessions.codes import CodeRequest, CodeSource, Progress
from stsui.sessions.flight import Flights
from stsui.sessions.mfa import CodeDesk
from stsui.sessions.ports import Gateway, Grounds, Plans
from stsui.sessions.runner import Asker, PlanRunner, Wanted, time_for
from stsui.store.base import Store

_LONG_AGO = timedelta(days=1)
"""Sessions that ended so long ago are dropped from the store."""


def _untold(progress: Progress) -> None:
    """Nobody wants to know."""


def _unremembered(profile: str, grounds: Grounds, key: str) -> None:
    """Nothing is kept for a faster answer."""


def nothing_lent(*_: object) -> Session | None:
    """No other tool's sessions are known of."""
    return None


def _unchecked() -> None:
    """Nobody will break it off."""


def _refuse(plan: Plan, what: str, hint: str) -> None:
    if plan.problems:
        raise PlanRefused(f"{what} {' '.join(problem.message for problem in plan.problems)}", hint)


class SessionManager:
    """Fresh sessions from the store, else by running the plan: once, however many ask. Thread-safe.

    `ahead` is how long a session must last to be served without renewal. `remember` takes a profile, what its
    plan was made from and its session's key, for a faster answer the next time. `lend` may have a plan's
    session from another tool, as one of that key; it is taken where stsui has none of its own.
    """

    def __init__(
        self,
        plans: Plans,
        gateway: Gateway,
        store: Store,
        clock: Clock,
        *,
        flights: Flights,
        desk: CodeDesk,
        ahead: timedelta,
        remember: Callable[[str, Grounds, str], None] = _unremembered,
        lend: Callable[[Plan, str], Session | None] = nothing_lent,
    ) -> None:
        self._plans = plans
        self._store = store
        self._clock = clock
        self._ahead = ahead
        self._remember = remember
        self._lend = lend
        self._runner = PlanRunner(plans, gateway, store, clock, flights, desk)
        self._tidied: datetime | None = None
        self._checked: tuple[object, dict[tuple[str, Parameters, str], bool]] = (None, {})

    def plan(self, profile: str, changes: Parameters = NO_PARAMETERS) -> Plan:
        """The steps to a profile's session, with every rule they break. No network."""
        return self._plans.plan(profile, changes)

    def obtain(
        self,
        profile: str,
        codes: CodeSource,
        *,
        min_remaining: timedelta | None = None,
        renew: bool = False,
        new_mfa: bool = False,
        changes: Parameters = NO_PARAMETERS,
        progress: Callable[[Progress], None] = _untold,
        check: Callable[[], None] = _unchecked,
    ) -> Session:
        """A session of the profile, kept or new. Blocks; any thread may call it.

        It lasts `min_remaining` at least, if AWS gives so much. By default that is the time in which sessions
        are renewed ahead, and then a session that still works is served when it cannot be renewed. `renew`
        takes none that was there before the call, and `new_mfa` no MFA session either: a code is asked for
        though none is needed yet, and MFA holds for all of its time from now. `check` is called often while
        waiting, and may raise.
        """
        # Taken before the plan is made: were the files to change in between, the record would not hold.
        grounds = self._plans.grounds()
        plan = self._plans.plan(profile, changes)
        _refuse(plan, f"{profile} cannot be started.", f"`stsui plan {profile}` shows it all.")
        asker = Asker(codes, progress, check, changes, new_mfa=new_mfa)
        renew = renew or new_mfa
        lend = changes == NO_PARAMETERS and not renew
        session = self._session(plan, asker, min_remaining, renew=renew, lend=lend)
        if changes == NO_PARAMETERS and session.credentials.expires_at:
            self._remember(profile, grounds, session.info.key)
        return session

    def run(
        self,
        plan: Plan,
        codes: CodeSource,
        *,
        proof: Secret | None = None,
        renew: bool = False,
        progress: Callable[[Progress], None] = _untold,
        check: Callable[[], None] = _unchecked,
    ) -> Session | IssuedToken:
        """What a plan of one operation ends in: a session, kept or new, or a JWT, which is never kept.

        `proof` is the SAML response, web identity token or trade-in token that the last call takes.
        """
        last = plan.steps[-1]
        _refuse(plan, f"{last.operation} for {plan.profile} cannot be called.", "Nothing was sent.")
        asker = Asker(codes, progress, check, plan.asked, proof)
        if last.operation is Operation.GET_WEB_IDENTITY_TOKEN:
            return self._runner.token(plan, asker)
        return self._session(plan, asker, None, renew=renew)

    def _session(
        self,
        plan: Plan,
        asker: Asker,
        min_remaining: timedelta | None,
        *,
        renew: bool,
        lend: bool = False,
    ) -> Session:
        key = self._plans.key(plan, len(plan.steps))
        kept = self._store.get(key)
        if kept is None and lend and (lent := self._lend(plan, key)):
            kept = lent
            self._store.put(kept)
        try:
            session = self._runner.session(
                plan, len(plan.steps), asker, self._wanted(kept, min_remaining, renew)
            )
        except Interrupted:
            raise
        except StsuiError:
            if kept and min_remaining is None and not renew and self._left(kept.info) > USABLE:
                return kept
            raise
        if kept is None or kept.info != session.info:
            self._tidy()
        return session

    def _wanted(self, kept: Session | None, min_remaining: timedelta | None, renew: bool) -> Wanted:
        if kept is None:
            return Wanted()
        if renew:
            return Wanted(other_than=kept.info.access_key_id)
        return Wanted(max(self.margin(kept.info) if min_remaining is None else min_remaining, USABLE))

    def margin(self, info: SessionInfo) -> timedelta:
        """How much a session must have left to be served without renewal; half its life at most."""
        return min(self._ahead, info.lifetime / 2)

    def _left(self, info: SessionInfo) -> timedelta:
        return info.remaining(time_for(info, self._clock))

    def code_request(self, profile: str, changes: Parameters = NO_PARAMETERS) -> CodeRequest | None:
        """The token code that starting or renewing the profile now would take; None when it takes none."""
        plan = self._plans.plan(profile, changes)
        for upto in range(len(plan.steps), 0, -1):
            step = plan.steps[upto - 1]
            if upto < len(plan.steps) and self._usable(self._plans.key(plan, upto)):
                return None
            if step.parameters.mfa_serial:
                return CodeRequest(step.parameters.mfa_serial, profile, step.operation)
        return None

    def chain(self, profile: str, changes: Parameters = NO_PARAMETERS) -> list[SessionInfo | None]:
        """For each step of the plan its session, where one is kept."""
        plan = self._plans.plan(profile, changes)
        kept = {info.key: info for info in self.entries()}
        return [kept.get(self._plans.key(plan, upto)) for upto in range(1, len(plan.steps) + 1)]

    def entries(self) -> list[SessionInfo]:
        """All kept sessions, those of steps on the way included.

        Until AWS has told its time to this process, the clock goes by the offset that AWS's newest one tells.
        """
        entries = self._store.entries()
        if not self._clock.measured:
            issued = (info for info in entries if info.operation is not Operation.BASE_CREDENTIALS)
            if newest := max(issued, key=lambda info: info.issued_at, default=None):
                self._clock.assume(timedelta(seconds=newest.skew_seconds), newest.issued_at)
        return entries

    def stamp(self) -> Hashable:
        """A value that is another one after any process has started, renewed or forgotten a session."""
        return self._store.stamp()

    def status(self, profile: str) -> SessionInfo | None:
        """The profile's session: the one begun last of those that still run, else the one that ended last."""
        return self.statuses().get(profile)

    def statuses(self) -> Mapping[str, SessionInfo]:
        """Every profile's session, by profile. Costs nothing for profiles that have none.

        A session counts only if the profile's plan, with the changes made when it was started, would get
        exactly it: an edited role, tag or duration makes it another.
        """
        statuses: dict[str, SessionInfo] = {}
        for info in sorted(self.entries(), key=self._rank):
            if self.fits(info):
                statuses[info.profile] = info
        return statuses

    def apart(self) -> list[SessionInfo]:
        """The sessions that operations called by name gave, if they are no profile's own; the oldest first.

        What was asked for is kept with each of them, and with no step's on the way.
        """
        asked = (info for info in self.entries() if info.changes != NO_PARAMETERS)
        apart = (info for info in asked if info.operation is not Operation.BASE_CREDENTIALS)
        found = (info for info in apart if not self.fits(info))
        return sorted(found, key=lambda info: (info.issued_at, info.key))

    def cached(self, profile: str, min_remaining: timedelta = USABLE) -> Session | None:
        """The profile's session, if it has that much left. No plan is run."""
        info = self.status(profile)
        if info is None or self._left(info) < min_remaining:
            return None
        return self._store.get(info.key)

    def kept(self, key: str) -> Session | None:
        """The session of that key, if it can still be used. No plan is run."""
        session = self._store.get(key)
        return session if session and self._left(session.info) >= USABLE else None

    def forget(self, profile: str, but: Collection[str] = ()) -> int:
        """Drop the profile's sessions, also those made under an earlier configuration; how many.

        Those whose keys are in `but` stay.
        """
        mine = [info.key for info in self._store.entries() if info.profile == profile]
        return sum(self.drop(key) for key in mine if key not in but)

    def drop(self, key: str) -> bool:
        """Drop the session of that key; whether there was one."""
        return self._store.delete(key)

    def forget_all(self) -> int:
        """Drop every session; how many."""
        return self._store.clear()

    def _tidy(self) -> None:
        """Drop what ended long ago; now and then is enough."""
        now = self._clock.now()
        if self._tidied and now - self._tidied < _LONG_AGO / 24:
            return
        self._tidied = now
        for info in self._store.entries():
            if now - info.expires_at > _LONG_AGO:
                # Nobody asked for this: whoever wants to forget a session is told by `forget`.
                with suppress(StoreFailed):
                    self._store.delete(info.key)

    def _rank(self, info: SessionInfo) -> tuple[bool, datetime]:
        running = self._left(info) > timedelta(0)
        return running, info.issued_at if running else info.expires_at

    def fits(self, info: SessionInfo) -> bool:
        """Whether its profile's plan, with the changes made when it was started, would get exactly it."""
        snapshot = self._plans.snapshot()
        if self._checked[0] is not snapshot:
            self._checked = (snapshot, {})
        fitting = self._checked[1]
        question = (info.profile, info.changes, info.key)
        if question not in fitting:
            fitting[question] = self._plan_gives(info)
        return fitting[question]

    def _plan_gives(self, info: SessionInfo) -> bool:
        try:
            plan = self._plans.plan(info.profile, info.changes)
        except ConfigurationError:
            return False
        return self._plans.key(plan, len(plan.steps)) == info.key

    def _usable(self, key: str) -> bool:
        kept = self._store.get(key)
        return kept is not None and self._left(kept.info) >= USABLE
