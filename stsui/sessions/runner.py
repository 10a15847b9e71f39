"""Running a plan: step by step, each step's session looked up, locked and kept under its own key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from stsui.clock import Clock
from stsui.errors import CredentialsExpired, PlanRefused
from stsui.model import (
    NO_PARAMETERS,
    UNKNOWN_EXPIRY,
    USABLE,
    Credentials,
    IssuedToken,
    Kind,
    Operation,
    Parameters,
    Plan,
    Secret,
    Session,
    SessionInfo,
    Step,
)
from stsui.records import record
from stsui.rules import OPERATIONS, account_of
from stsui.sessions.codes import CodeRequest, CodeSource, Progress
from stsui.sessions.flight import Flights
from stsui.sessions.mfa import CodeDesk
from stsui.sessions.ports import Gateway, Plans
from stsui.store.base import Store

_SLICE = 0.25
Result = TypeVar("Result")
_FROM_FILES = (Kind.LONG_TERM, Kind.TEMPORARY)


@record
class Asker:
    """The one who asks for a session: who gives codes, who is told of waiting, who may break it off."""

    codes: CodeSource
    progress: Callable[[Progress], None]
    check: Callable[[], None]
    """Raises to break off."""
    changes: Parameters = NO_PARAMETERS
    proof: Secret | None = None
    """The SAML response, web identity token or trade-in token that goes into the plan's last call."""
    new_mfa: bool = False
    """Whether the MFA session on the way is begun anew, though the kept one would do."""


@record
class Wanted:
    """Which session will do."""

    remaining: timedelta = USABLE
    other_than: str | None = None
    """The access key id of a session that will not do, however long it lasts."""


_USABLE = Wanted()


def time_for(info: SessionInfo, clock: Clock) -> datetime:
    """AWS's time, by which a session's expiry is meant.

    Until AWS has told its time to this process, the offset is taken that was measured when the session was
    issued.
    """
    return clock.now_by(timedelta(seconds=info.skew_seconds), info.issued_at)


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
        if seen and asker.new_mfa and plan.steps[upto - 1].parameters.mfa_serial:
            wanted = replace(wanted, other_than=seen.info.access_key_id)
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

        waiting = _Waiting(asker)

        def work() -> Session:
            waiting.over()
            base = plan.steps[upto - 1].operation is Operation.BASE_CREDENTIALS
            session = self._base(plan, asker) if base else self._step(plan, upto, asker)
            if session.credentials.expires_at:
                self._store.put(session)
            return session

        another = f"Another stsui is getting the session of {plan.steps[upto - 1].profile}"
        session = self._flights.run(key, look, work, partial(waiting, another))
        waiting.over()
        return session

    def _will_do(self, info: SessionInfo, wanted: Wanted) -> bool:
        remaining = info.remaining(time_for(info, self._clock))
        return remaining >= wanted.remaining and info.access_key_id != wanted.other_than

    def _base(self, plan: Plan, asker: Asker) -> Session:
        step = plan.steps[0]
        profile = self._plans.base(step)
        waiting = _Waiting(asker)
        credentials = self._gateway.base_credentials(profile, waiting)
        waiting.over()
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

    def token(self, plan: Plan, asker: Asker) -> IssuedToken:
        """The JWT that a plan ends in. It is not kept."""
        step = plan.steps[-1]
        # AWS refuses a token that would outlast the session that asks for it.
        lasting = Wanted(max(USABLE, timedelta(seconds=step.parameters.duration_seconds or 0)))
        return self._called(
            plan,
            len(plan.steps),
            asker,
            lambda caller: self._gateway.web_identity_token(step, caller.credentials, plan.endpoint),
            lasting,
        )

    def _step(self, plan: Plan, upto: int, asker: Asker) -> Session:
        if upto == 1:
            return self._issue(plan, upto, asker, None)
        return self._called(plan, upto, asker, lambda caller: self._issue(plan, upto, asker, caller))

    def _called(
        self,
        plan: Plan,
        upto: int,
        asker: Asker,
        use: Callable[[Session], Result],
        wanted: Wanted = _USABLE,
    ) -> Result:
        """What `use` makes of the session of the steps before `upto`."""
        caller = self.session(plan, upto - 1, asker, wanted)
        _check_caller(plan.steps[upto - 1], caller)
        try:
            return use(caller)
        except CredentialsExpired:
            if asker.proof or (upto == 2 and plan.steps[0].base in _FROM_FILES):
                raise
            # A kept session can die early, as when its user's key was deactivated: once more with a new one.
            newer = replace(wanted, other_than=caller.info.access_key_id)
            return use(self.session(plan, upto - 1, asker, newer))

    def _issue(self, plan: Plan, upto: int, asker: Asker, caller: Session | None) -> Session:
        step = plan.steps[upto - 1]
        asker.check()
        credentials = caller.credentials if caller else None
        proof = {"proof": asker.proof} if asker.proof and upto == len(plan.steps) else {}
        serial = step.parameters.mfa_serial
        if serial:
            request = self.request(plan, step, asker)
            issued = self._desk.with_code(
                request,
                asker.codes,
                lambda code: self._gateway.issue(step, credentials, plan.endpoint, code, **proof),
            )
        else:
            issued = self._gateway.issue(step, credentials, plan.endpoint, None, **proof)
        new: Credentials = issued.credentials
        info = SessionInfo(
            key=self._plans.key(plan, upto),
            profile=step.profile,
            operation=step.operation,
            issued_at=issued.issued_at,
            expires_at=new.expires_at or UNKNOWN_EXPIRY,
            access_key_id=new.access_key_id,
            arn=issued.arn,
            account_id=issued.account_id or _account_asked_for(step.parameters),
            user_id=issued.user_id,
            mfa=bool(serial) or bool(caller and caller.info.mfa),
            from_long_term=not (credentials and credentials.temporary),
            region=plan.endpoint.region,
            endpoint=issued.endpoint_host,
            packed_policy_size=issued.packed_policy_size,
            session_token_size=issued.session_token_size,
            session_token_utilization=issued.session_token_utilization,
            source_identity=issued.source_identity,
            changes=asker.changes if upto == len(plan.steps) else NO_PARAMETERS,
            skew_seconds=self._clock.skew.total_seconds(),
        )
        return Session(info, new)

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


def _account_asked_for(asked: Parameters) -> str | None:
    """Where a request leads by its ARNs, for an answer that names nobody: GetSessionToken's, among others."""
    return account_of(asked.role_arn) or account_of(asked.mfa_serial)


def _check_caller(step: Step, caller: Session) -> None:
    """Refuse, before AWS does, what only the source of the credentials could tell."""
    if (
        step.operation in OPERATIONS
        and OPERATIONS[step.operation].long_term_only
        and caller.credentials.temporary
    ):
        raise PlanRefused(
            f"{step.operation} takes long-term keys only, and {caller.info.profile} gives temporary ones.",
            "Start from the profile that holds the user's own access key.",
        )


class _Waiting:
    """Called while something of this machine keeps an asker waiting, whom it tells so once."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._told = ""

    def __call__(self, text: str) -> None:
        self._asker.check()
        self._tell(text)

    def over(self) -> None:
        """Tell that there is nothing more to wait for, if there was."""
        self._tell("")

    def _tell(self, text: str) -> None:
        if text != self._told:
            self._told = text
            self._asker.progress(Progress(text))
