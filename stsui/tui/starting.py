"""Starting and refreshing sessions: the dialog, the code, many at once, and the automatic refresh."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import on, work

from stsui.errors import CodeNeeded, CodeRefused, Interrupted, StsuiError
from stsui.model import NO_PARAMETERS, Parameters, Secret, Session
from stsui.tui.messages import CodeRequested, ProgressMade, StartConfirmed, StartRequested, StopRequested
from stsui.tui.reading import Reading
from stsui.tui.threads import in_daemon_thread
from stsui.tui.widgets.rows import Activity

if TYPE_CHECKING:
    from stsui.services import Services
    from stsui.sessions import Progress
    from stsui.tui.screens.start import StartDialog
    from stsui.tui.screens.start_request import StartRequest
    from stsui.tui.stopping import UnderWay
    from stsui.tui.widgets.practice_strip import Practice

STARTING = Activity("starting…")
AT_ONCE = 32
"""Starts under way at the same time."""

_ABOUT_CODES = (CodeNeeded, CodeRefused)
"""Errors that another code mends."""
_FOR_ALL = (*_ABOUT_CODES, Interrupted)
"""Errors of the first one that keep the others from being tried."""

After = Callable[[tuple[str, ...]], None]
"""What to do with the profiles that have a session now."""


class Starting(Reading):
    """The part of the app that starts sessions."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self.slots = asyncio.Semaphore(AT_ONCE)
        self._dialog: StartDialog | None = None
        self._new_mfa = False
        self._after: After | None = None
        self._starting: set[str] = set()

    @cached_property
    def under_way(self) -> UnderWay:
        """What a person can stop; made when there is something."""
        from stsui.tui.stopping import UnderWay

        return UnderWay()

    # -------------------------------------------------------------- asking

    @on(StartRequested)
    def start_or_refresh(self, request: StartRequested) -> None:
        """Refresh at once where nothing has to be said or asked; else open the dialog."""
        views = [self.view(name) for name in request.profiles]
        if all(view.info and not view.device and not view.plan.problems for view in views):
            self.run_plans(request.profiles, None, renew=True)
        else:
            self.open_dialog(request.profiles)

    @on(CodeRequested)
    def ask_for_code(self, request: CodeRequested) -> None:
        """Open the dialog with its code field, though none may be needed yet: MFA then holds from now on."""
        self.open_dialog(request.profiles, with_code=True)

    def with_sessions(self, profiles: tuple[str, ...], then: After) -> None:
        """Do something with live sessions of these profiles, starting those that have none first."""
        now = self.services.clock.now()
        missing = tuple(
            name for name in profiles if not (info := self.sessions.get(name)) or not info.remaining(now)
        )
        if ended := next(
            (called for name in missing if (called := self.called.get(name)) and called.stale), None
        ):
            self.say(f"{ended.name} has ended. {ended.stale}", "warning")
        elif missing:
            self.open_dialog(missing, after=lambda _: then(profiles))
        else:
            then(profiles)

    def open_dialog(
        self, profiles: tuple[str, ...], *, with_code: bool = False, after: After | None = None
    ) -> None:
        """Show what starting these profiles takes, and wait for the confirmation."""
        from stsui.tui.screens.start import StartDialog

        replan = partial(self._request, profiles, with_code)
        dialog = StartDialog(replan(NO_PARAMETERS), self.services.clock, replan)
        self._dialog, self._after, self._new_mfa = dialog, after, with_code
        self.push_screen(dialog)

    def _request(self, profiles: tuple[str, ...], with_code: bool, changes: Parameters) -> StartRequest:
        """What the dialog shows: the plans with the changes, and whether somebody must type a code."""
        from stsui.tui.screens.start_request import StartRequest, code_use

        plans = tuple(self.plan(name, changes) for name in profiles)
        runnable = [plan for plan in plans if not plan.problems]
        uses = {
            plan.profile: use for plan in runnable if self.device_wanted(plan) and (use := code_use(plan))
        }
        if with_code and not uses:
            uses = {plan.profile: use for plan in runnable if (use := code_use(plan))}
        wanted = {serial for serial, _ in uses.values()}
        stored = bool(wanted) and not with_code and self.stored_serials.issuperset(wanted)
        # A session that many share goes before one with a code of its own.
        asked = min(uses.values(), key=lambda use: bool(use[1]), default=None)
        ready = [info.expires_at for plan in runnable if (info := self.mfa_session(plan))]
        return StartRequest(
            profiles=tuple(self.profile(name) for name in profiles),
            plans=plans,
            code_needed=bool(wanted) and not stored,
            device=asked[0] if asked else None,
            stored_totp=stored,
            ready_until=min(ready, default=None) if not wanted else None,
            later=frozenset() if stored else frozenset(name for name, use in uses.items() if use != asked),
        )

    # -------------------------------------------------------------- running

    @on(StartConfirmed)
    def start_confirmed(self, confirmed: StartConfirmed) -> None:
        """Run the plans that the dialog showed."""
        dialog, after = self._dialog, self._after
        self.run_plans(
            confirmed.profiles,
            confirmed.token_code,
            renew=True,
            new_mfa=self._new_mfa and confirmed.token_code is not None,
            changes=confirmed.changes,
            dialog=dialog,
            after=after,
        )

    @work(group="starts", exit_on_error=False, description="start sessions")
    async def run_plans(
        self,
        profiles: tuple[str, ...],
        code: Secret | None,
        *,
        renew: bool = False,
        new_mfa: bool = False,
        changes: Parameters = NO_PARAMETERS,
        dialog: StartDialog | None = None,
        after: After | None = None,
    ) -> None:
        """Run the plans side by side; each outcome is shown as it comes, and kept whatever the others do.

        For a new MFA session the first one goes ahead: it spends the code, and the others use what it begins.
        """
        self._starting.update(profiles)
        for name in profiles:
            self.activities[name] = STARTING
            self.errors.pop(name, None)
        self.publish()
        codes = self.codes(code)
        done: list[str] = []
        failed: list[tuple[str, StsuiError]] = []

        async def run(name: str, *, new_mfa: bool = False) -> None:
            obtain = partial(
                self.obtain,
                name,
                codes,
                renew=renew,
                new_mfa=new_mfa,
                changes=changes,
                progress=partial(self.tell_progress, name),
            )
            with self.under_way.begun(name) as check:
                async with self.slots:
                    try:
                        check()  # it may have been stopped before its turn came
                        session = await in_daemon_thread(partial(obtain, check=check))
                    except StsuiError as error:
                        failed.append((name, error))
                        self._start_failed(name, error)
                    else:
                        done.append(name)
                        self.started(name, session)
            if len(profiles) > 1:
                self._say_bulk(len(done), len(failed), len(profiles))

        others: Sequence[str] = profiles
        if new_mfa:
            first, *others = profiles
            await run(first, new_mfa=True)
        if failed and isinstance(error := failed[0][1], _FOR_ALL):
            for name in others:
                failed.append((name, error))
                self._start_failed(name, error)
        else:
            await asyncio.gather(*(run(name) for name in others))
        waited_for = dialog is None or dialog.is_current
        self._finished(done, failed, dialog)
        if done and after and waited_for:
            after(tuple(done))

    def tell_progress(self, profile: str, progress: Progress) -> None:
        """Called by the manager in its thread; posting a message is thread-safe."""
        self.post_message(ProgressMade(profile, progress.text, progress.until))

    @on(ProgressMade)
    def show_progress(self, progress: ProgressMade) -> None:
        """Show what a plan is doing, in its row and in the dialog."""
        name, shown = progress.profile, self.activities.get(progress.profile)
        if progress.text and name in self.under_way:  # else it comes late
            self.activities[name] = self._held_up(progress)
            self.publish()
        elif shown and shown.stoppable:
            del self.activities[name]
            if name in self._starting:
                self.activities[name] = STARTING
            self.publish()
        if self._dialog and self._dialog.is_current:
            waits = progress.text or next(
                (each.text for each in self.activities.values() if each.stoppable), ""
            )
            self._dialog.progress(waits, progress.until)

    def _held_up(self, progress: ProgressMade) -> Activity:
        """What a row says of a wait; where no dialog stands before it, also how to stop that, in front."""
        key = "" if self.screen is not self.home else self.home.key_of("clear")
        text = progress.text
        words = f"{key} stops it: {text[0].lower()}{text[1:]}" if key else text
        return Activity(words, until=progress.until, stoppable=True)

    @contextmanager
    def stoppable(self, name: str) -> Iterator[Callable[[], None]]:
        """For as long as this lasts `name` can be stopped: what this gives raises Interrupted then."""
        try:
            with self.under_way.begun(name) as check:
                yield check
        finally:
            self.post_message(ProgressMade(name, ""))

    @on(StopRequested)
    def stop(self, request: StopRequested) -> None:
        """Have what is under way end as soon as it looks."""
        self.under_way.stop(request.names)

    def started(self, name: str, session: Session) -> None:
        """Show a fresh session."""
        self._starting.discard(name)
        self.activities.pop(name, None)
        self.errors.pop(name, None)
        self.sessions = {**self.sessions, name: session.info}
        self.publish()

    def _start_failed(self, name: str, error: StsuiError) -> None:
        self._starting.discard(name)
        if not isinstance(error, Interrupted):
            self.errors[name] = error
        if isinstance(error, _FOR_ALL):
            self.activities.pop(name, None)
        else:
            self.activities[name] = Activity(error.message, failed=True)
        self.publish()

    def _finished(
        self, done: list[str], failed: list[tuple[str, StsuiError]], dialog: StartDialog | None
    ) -> None:
        """Close the dialog, or leave it open with what went wrong where a change or a new code may help."""
        self.home.notice.say("")
        self.look_at_sessions()
        if dialog and dialog.is_current:
            if failed and not done:
                dialog.refused(_gravest(error for _, error in failed))
                return
            dialog.done()
        self._say_outcome(done, failed, quiet=dialog is not None)

    def _say_outcome(self, done: list[str], failed: list[tuple[str, StsuiError]], *, quiet: bool) -> None:
        stopped = [error for _, error in failed if isinstance(error, Interrupted)]
        wrong = len(failed) - len(stopped)
        if len(done) + len(failed) > 1:
            text = f"{len(done)} started" + (f", {len(stopped)} stopped" if stopped else "")
            text += f", {wrong} failed: see their rows" if wrong else ""
            self.say(text, "warning" if failed else "information")
        elif stopped:
            self.say(stopped[0].message)
        elif failed:
            name, error = failed[0]
            self.show_error(f"start {name}", error)
        elif done and not quiet:
            self.say(f"{done[0]} is fresh")

    def _say_bulk(self, done: int, failed: int, total: int) -> None:
        text = f"Starting {total} sessions: {done} done"
        self.home.notice.say(text + (f", {failed} failed" if failed else ""), busy=True)


def _gravest(errors: Iterable[StsuiError]) -> StsuiError:
    """The error to show for many: one about the code, since a new code mends all, else the first."""
    listed = list(errors)
    return next((error for error in listed if isinstance(error, _ABOUT_CODES)), listed[0])
