"""The app's ground: the services, what is known of each profile, and the way to call a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import on, work
from textual.worker import Worker, WorkerState

from stsui.errors import Interrupted, StsuiError
from stsui.model import (
    NO_PARAMETERS,
    USABLE,
    Operation,
    Parameters,
    Plan,
    Problem,
    Profile,
    Secret,
    Session,
    SessionInfo,
)
from stsui.tui.listing import Listing
from stsui.tui.messages import NoticeShown, OperationFailed
from stsui.tui.screens.sessions import SessionsScreen
from stsui.tui.text import clean
from stsui.tui.threads import in_daemon_thread
from stsui.tui.toasts import Toasts
from stsui.tui.typed_ahead import TypedAhead
from stsui.tui.view import ProfileView
from stsui.tui.widgets.rows import Activity, RowFacts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from textual.notifications import SeverityLevel

    from stsui.services import Services
    from stsui.services.called import Called
    from stsui.sessions import CodeSource, Progress
    from stsui.tui.widgets.practice_strip import Practice

Result = TypeVar("Result")


def _untold(progress: Progress) -> None:
    """Nobody wants to know how it goes."""


def _unchecked() -> None:
    """Nobody will break it off."""


class Host(Toasts, TypedAhead):
    """Holds the services and what the screens are told; does nothing by itself."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__()
        self.services = services
        self.found = False
        """Whether the profiles have been read."""
        self.sessions: Mapping[str, SessionInfo] = {}
        """By profile."""
        self.entries: Mapping[str, SessionInfo] = {}
        """By key: the sessions of steps on the way as well."""
        self.called: Mapping[str, Called] = {}
        """By name: what operations gave, each with a row of its own beside its caller's."""
        self.activities: dict[str, Activity] = {}
        self.errors: dict[str, StsuiError] = {}
        self.favourites: set[str] = set()
        self.stored_serials: frozenset[str] = frozenset()
        """The devices whose codes are made from secrets in the keyring."""
        self.listing = Listing(())
        self.home = SessionsScreen(self.view_once_read, self.row_facts, services.clock.now(), practice)
        self.decode_sample = practice.sample if practice else None
        """A denial to try the decode screen with."""

    # -------------------------------------------------------------- what is known

    def profile(self, name: str) -> Profile:
        """The profile of a row, as configured now. KeyError when it is gone."""
        called = self.called.get(name)
        return called.profile if called else self.services.catalog.profiles[name]

    def plan(self, name: str, changes: Parameters = NO_PARAMETERS) -> Plan:
        """The plan to a row's session. No network."""
        if called := self.called.get(name):
            from stsui.services.called import plan_again

            return plan_again(self.services, called, changes)
        return self.services.manager.plan(name, changes)

    def obtain(
        self,
        name: str,
        codes: CodeSource,
        *,
        min_remaining: timedelta | None = None,
        renew: bool = False,
        new_mfa: bool = False,
        changes: Parameters = NO_PARAMETERS,
        progress: Callable[[Progress], None] = _untold,
        check: Callable[[], None] = _unchecked,
    ) -> Session:
        """A row's session, kept or new. Blocks; to be called in a thread. `check` may raise to stop it."""
        if called := self.called.get(name):
            from stsui.services.called import called_session

            return called_session(
                self.services, called, codes, renew=renew, changes=changes, progress=progress, check=check
            )
        return self.services.manager.obtain(
            name,
            codes,
            min_remaining=min_remaining,
            renew=renew,
            new_mfa=new_mfa,
            changes=changes,
            progress=progress,
            check=check,
        )

    def view_once_read(self, name: str) -> ProfileView | None:
        """What is known of a profile; None while there is only the list."""
        return self.view(name) if self.found else None

    def view(self, name: str) -> ProfileView:
        """Everything the screens may know of a profile. No network, no file."""
        info, called = self.sessions.get(name), self.called.get(name)
        plan = called.plan if called else self.plan(name, info.changes if info else NO_PARAMETERS)
        return ProfileView(
            profile=self.profile(name),
            plan=plan,
            info=info,
            mfa=self.mfa_session(plan),
            device=self.device_wanted(plan),
            error=self.errors.get(name),
            refresh_at=self.refresh_at(name),
            called=called is not None,
            stale=called.stale if called else "",
        )

    def mfa_session(self, plan: Plan) -> SessionInfo | None:
        """The live MFA session that a plan goes through, or ends in."""
        for upto, step in enumerate(plan.steps, 1):
            if step.operation is Operation.GET_SESSION_TOKEN and step.parameters.mfa_serial:
                return self._live(plan, upto)
        return None

    def device_wanted(self, plan: Plan) -> str | None:
        """The device whose code running the plan now takes: of the last step that no live session spares."""
        for upto in range(len(plan.steps), 0, -1):
            if upto < len(plan.steps) and self._live(plan, upto):
                return None
            if serial := plan.steps[upto - 1].parameters.mfa_serial:
                return serial
        return None

    def _live(self, plan: Plan, upto: int) -> SessionInfo | None:
        """The kept session of a plan's first `upto` steps, if it still serves."""
        if not self.entries:
            return None
        from stsui.catalog import session_key

        info = self.entries.get(session_key(plan, upto))
        return info if info and info.remaining(self.services.clock.now()) > USABLE else None

    def refresh_at(self, name: str) -> datetime | None:  # noqa: ARG002
        """When the automatic refresh will renew a profile's session; None where it will not."""
        return None

    def row_facts(self, name: str, info: SessionInfo | None) -> RowFacts:
        """What a row says beside its session: a problem, its renewal. Asked when the row is drawn."""
        problems = self._problems(name) if self.found else ()
        return RowFacts(problems[0].message if problems else "", self.row_note(info) if info else "")

    def _problems(self, name: str) -> tuple[Problem, ...]:
        called = self.called.get(name)
        return called.profile.problems if called else self.services.catalog.profiles.problems(name)

    def row_note(self, info: SessionInfo) -> str:  # noqa: ARG002
        """What a session's row says in the region's place."""
        return ""

    def codes(self, typed: Secret | None = None) -> CodeSource:
        """Where token codes come from: what was typed, else the secrets in the keyring. Nobody is asked."""
        from stsui.sessions import FirstOf, GivenCode
        from stsui.sessions.seeds import StoredTotp

        stored = StoredTotp(self.services.seeds, self.services.clock)
        return FirstOf((GivenCode(typed.reveal()), stored)) if typed else stored

    def publish(self) -> None:
        """Show the sessions and activities as they are now; no failed start hides a session that runs."""
        now = self.services.clock.now()
        for name in [name for name, activity in self.activities.items() if activity.failed]:
            if (info := self.sessions.get(name)) and info.remaining(now):
                del self.activities[name]
        self.home.show_sessions(self.sessions, self.activities)

    # -------------------------------------------------------------- calling services

    def call(
        self,
        doing: str,
        service: Callable[[], Result],
        then: Callable[[Result], None],
        profile: str | None = None,
    ) -> None:
        """Call `service` off the loop and give its result to `then`; say "Could not {doing}" if it fails."""
        self._call(doing, service, then, profile)

    @work(group="services", exit_on_error=False, description="a call of a service")
    async def _call(
        self,
        doing: str,
        service: Callable[[], Result],
        then: Callable[[Result], None],
        profile: str | None,
    ) -> None:
        try:
            result = await in_daemon_thread(service)
        except StsuiError as error:
            self.post_message(OperationFailed(doing, error, profile))
        else:
            then(result)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say it when a worker came to a surprise: the screen stays up, and nothing fails in silence."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and error is not None:
            self.say_surprise(error)

    def say_surprise(self, error: BaseException) -> None:
        """A toast for what should not have happened; its text may hold anything, and is not shown."""
        self.say(f"Something went wrong inside stsui ({type(error).__name__}).", "error")
        self.log.error(type(error).__name__)

    @on(OperationFailed)
    def _show_failure(self, failure: OperationFailed) -> None:
        if isinstance(failure.error, Interrupted):
            self.say(failure.error.message)
        else:
            self.show_error(failure.doing, failure.error)

    @on(NoticeShown)
    def _show_notice(self, notice: NoticeShown) -> None:
        self.say(notice.text, notice.severity)

    def show_error(self, doing: str, error: StsuiError) -> None:
        """A toast for something that could not be done, with what to do about it."""
        text = clean(f"{error.message} {error.hint}".strip())
        self.notify(text, title=f"Could not {clean(doing)}", severity="error", markup=False)

    def say(self, text: str, severity: SeverityLevel = "information") -> None:
        """A toast with text that is never markup."""
        self.notify(clean(text), severity=severity, markup=False)
