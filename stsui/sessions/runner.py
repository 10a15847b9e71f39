"""Running a plan: step by step, each step's session looked up, locked and kept under its own key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stsui.clock import Clock
from stsui.errors import CredentialsExpired
from stsui.model import (
    NO_PARAMETERS,
    UNKNOWN_EXPIRY,
    Credentials,
    Kind,
    Operation,
    Parameters,
    Plan,
    Session,
    SessionInfo,
    Step,
)
from stsui.sessions.codes import CodeRequest, CodeSource, Progress
from stsui.sessions.flight import Flights
from stsui.sessions.mfa import CodeDesk
from stsui.sessions.ports import Gateway, Plans
from stsui.store.base import Store

USABLE = timedelta(seconds=60)
"""With less left than this, a session is given to nobody: their first request might come too late."""

_SLICE = 0.25
_FROM_FILES = (Kind.LONG_TERM, Kind.TEMPORARY)


@dataclass(frozen=True, slots=True)
class Asker:
    """The one who asks for a session: who gives codes, who is told of waiting, who may break it off."""

    codes: CodeSource
    progress: Callable[[Progress], None]
    check: Callable[[], None]
    """Raises to break off."""
    changes: Parameters = NO_PARAMETERS


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which session will do."""

    remaining: timedelta = USABLE
    other_than: str | None = None
    """The access key id of a session that will not do, however long it lasts."""


def time_for(info: SessionInfo, clock: Clock) -> datetime:
    """AWS's time, by which a session's expiry is meant.

    Until AWS has told its time to this process, the offset that was measured when the session was issued is
    taken, unless it makes now earlier than that: then this machine's clock has been set right since.
    """
    if clock.measured:
        return clock.now()
    supposed = clock.local() + timedelta(seconds=info.skew_seconds)
    return supposed if supposed >= info.issued_at else clock.now()


class PlanRunner:
    """Turns a plan, or the first steps of one, into a session."""

    def __init__(
        self, plans: Plans, gateway: Gateway, store: Store, clock: Clock, flights: Flights, desk: CodeDesk
    ) -> None:
        self._plans = plans
        self._gateway = gateway
        self._store = store
        self._clock = clock
        self._flights = flights
        self._desk = desk

    def session(self, plan: Plan, upto: int, asker: Asker, wanted: Wanted) -> Session:
        """The session of the first `upto` steps: the kept one if it will do, else a new one."""
        if upto == 1 and plan.steps[0].base in _FROM_FILES:
            return self._base(plan, asker)
        key = self._plans.key(plan, upto)
        seen = self._store.get(key)
        if seen and self._will_do(seen.info, wanted):
            return seen

        def look() -> Session | None:
            found = self._store.get(key)
            if found is None:
                return None
            # Whoever held the lock has just put it there: it is as new as ours would be.
            new = seen is None or found.info.access_key_id != seen.info.access_key_id
            will_do = self._will_do(found.info, replace(wanted, remaining=USABLE) if new else wanted)
            return found if will_do else None

        def work() -> Session:
            session = self._base(plan, asker) if upto == 1 else self._step(plan, upto, asker)
            if session.credentials.expires_at:
                self._store.put(session)
            return session

        return self._flights.run(key, look, work, _Waiting(plan.steps[upto - 1], asker))

    def _will_do(self, info: SessionInfo, wanted: Wanted) -> bool:
        remaining = info.remaining(time_for(info, self._clock))
        return remaining >= wanted.remaining and info.access_key_id != wanted.other_than

    def _base(self, plan: Plan, asker: Asker) -> Session:
        step = plan.steps[0]
        profile = self._plans.base(step)
        credentials = self._gateway.base_credentials(profile, plan.endpoint)
        info = SessionInfo(
            key=self._plans.key(plan, 1),
            profile=step.profile,
            operation=Operation.BASE_CREDENTIALS,
            issued_at=self._clock.now(),
            expires_at=credentials.expires_at or UNKNOWN_EXPIRY,
            access_key_id=credentials.access_key_id,
            account_id=profile.account_id,
            region=plan.endpoint.region,
            changes=asker.changes if len(plan.steps) == 1 else NO_PARAMETERS,
            skew_seconds=self._clock.skew.total_seconds(),
        )
        return Session(info, credentials)

    def _step(self, plan: Plan, upto: int, asker: Asker) -> Session:
        caller = self.session(plan, upto - 1, asker, Wanted())
        try:
            return self._issue(plan, upto, asker, caller)
        except CredentialsExpired:
            if upto == 2 and plan.steps[0].base in _FROM_FILES:
                raise
            # A kept session can die early, as when its user's key was deactivated: once more with a new one.
            newer = Wanted(other_than=caller.info.access_key_id)
            return self._issue(plan, upto, asker, self.session(plan, upto - 1, asker, newer))

    def _issue(self, plan: Plan, upto: int, asker: Asker, caller: Session) -> Session:
        step = plan.steps[upto - 1]
        asker.check()
        serial = step.parameters.mfa_serial
        if serial:
            request = self.request(plan, step, asker)
            issued = self._desk.with_code(
                request,
                asker.codes,
                lambda code: self._gateway.issue(step, caller.credentials, plan.endpoint, code),
            )
        else:
            issued = self._gateway.issue(step, caller.credentials, plan.endpoint, None)
        credentials: Credentials = issued.credentials
        info = SessionInfo(
            key=self._plans.key(plan, upto),
            profile=step.profile,
            operation=step.operation,
            issued_at=issued.issued_at,
            expires_at=credentials.expires_at or UNKNOWN_EXPIRY,
            access_key_id=credentials.access_key_id,
            arn=issued.arn,
            account_id=issued.account_id,
            user_id=issued.user_id,
            mfa=bool(serial) or caller.info.mfa,
            from_long_term=not caller.credentials.temporary,
            region=plan.endpoint.region,
            endpoint=issued.endpoint_host,
            packed_policy_size=issued.packed_policy_size,
            changes=asker.changes if upto == len(plan.steps) else NO_PARAMETERS,
            skew_seconds=self._clock.skew.total_seconds(),
        )
        return Session(info, credentials)

    def request(self, plan: Plan, step: Step, asker: Asker) -> CodeRequest:
        """The question for a step's token code."""
        return CodeRequest(
            serial=step.parameters.mfa_serial or "",
            profile=plan.profile,
            operation=step.operation,
            wait=lambda moment: self._wait(moment, asker),
        )

    def _wait(self, moment: datetime, asker: Asker) -> None:
        """Sleep in short slices, so that a person sees the time go down and can break it off."""
        left = (moment - self._clock.now()).total_seconds()
        # The limit holds when the machine's clock is set back meanwhile.
        limit = self._clock.monotonic() + left
        while left > 0 and self._clock.monotonic() < limit:
            asker.check()
            asker.progress(Progress("Waiting for the next code of the MFA device", moment))
            self._clock.sleep(min(left, _SLICE))
            left = (moment - self._clock.now()).total_seconds()


class _Waiting:
    """Called while another thread or process is at the same session."""

    def __init__(self, step: Step, asker: Asker) -> None:
        self._text = f"Another stsui is getting the session of {step.profile}"
        self._asker = asker
        self._told = False

    def __call__(self) -> None:
        self._asker.check()
        if not self._told:
            self._told = True
            self._asker.progress(Progress(self._text))
