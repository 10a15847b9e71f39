"""The automatic refresh: due sessions are renewed in the background, and a needed code is a quiet notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import on, work

from stsui.errors import Interrupted, StsuiError
from stsui.model import Session, SessionInfo, State
from stsui.tui.messages import AutoRefreshToggled, StartConfirmed
from stsui.tui.starting import Starting
from stsui.tui.threads import in_daemon_thread
from stsui.tui.view import ProfileView
from stsui.tui.widgets.rows import Activity
from stsui.tui.wording import counted

if TYPE_CHECKING:
    from stsui.services import Services
    from stsui.sessions import Progress
    from stsui.sessions.refresher import Refresher
    from stsui.tui.widgets.practice_strip import Practice

LONG = timedelta(seconds=5)
"""A renewal that takes longer is told of; most are over before anybody could read of them."""

LAST = timedelta(seconds=10)
"""Time left that is not counted down beside a renewal: it may be over before the row is looked at again."""


class _Renewal:
    """A renewal under way."""

    def __init__(self, began: datetime) -> None:
        self.began = began
        self.waits = ""
        """What of this machine it waits for; empty while that is AWS. Set by the thread that waits."""
        self.told: Activity | None = None
        """What its row says of it."""

    def take(self, progress: Progress) -> None:
        """Hear what it waits for."""
        self.waits = progress.text


class Refreshing(Starting):
    """The part of the app that renews sessions ahead of their end."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self.renewing = services.settings.refresh.auto
        """Whether sessions are renewed without being asked."""
        self._renewals: dict[str, _Renewal] = {}
        """Those under way, by profile."""

    @cached_property
    def _refresher(self) -> Refresher:
        """The schedule; made when there is a session to renew."""
        from stsui.sessions.refresher import Refresher

        return Refresher(self.services.settings.refresh.ahead)

    @property
    def code_notice(self) -> str:
        """That a code is needed to go on, for the top line; empty when none is."""
        waiting = len(self._refresher.waiting_for_codes()) if self.renewing and self.sessions else 0
        return f"{counted(waiting, 'session')} cannot renew without a code (m)" if waiting else ""

    def refresh_at(self, name: str) -> datetime | None:
        """When a profile's session will be renewed; None where it will not be."""
        info = self.sessions.get(name) if name not in self.called else None
        alone = name in self._refresher.left_alone()
        if info is None or not self.renewing or alone or not info.remaining(self.services.clock.now()):
            return None
        return self._refresher.renew_at(info)

    def row_note(self, info: SessionInfo) -> str:
        """What a session's row says of its renewal, once that comes near."""
        if info.state(self.services.clock.now()) is not State.EXPIRING:
            return ""
        at = self.refresh_at(info.profile)
        return f"renews {at:%H:%M}" if at else ""

    def view(self, name: str) -> ProfileView:
        """With its renewal, where that takes long."""
        view, renewal = super().view(name), self._renewals.get(name)
        if renewal is None or renewal.told is None:
            return view
        return replace(view, renewing_since=renewal.began, renewal_waits=renewal.waits or "Waiting for AWS")

    def renew_due(self, now: datetime) -> None:
        """Renew what is due, and tell what takes long. What operations gave is left to the person."""
        self._tell_what_takes_long(now)
        if not self.renewing or not self.sessions:
            return
        own = [info for name, info in self.sessions.items() if name not in self.called]
        for info in self._refresher.due(own, now, self.services.clock.monotonic()):
            self._renew(info)

    @work(group="renewals", exit_on_error=False, description="renew a session")
    async def _renew(self, info: SessionInfo) -> None:
        name, renewal = info.profile, _Renewal(self.services.clock.now())
        obtain = partial(
            self.obtain, name, self.codes(), renew=True, changes=info.changes, progress=renewal.take
        )
        with self.under_way.begun(name) as check:
            async with self.slots:
                self._renewals[name] = renewal
                try:
                    session = await in_daemon_thread(partial(obtain, check=check))
                except StsuiError as error:
                    self._over(name)
                    self._not_renewed(name, error)
                else:
                    self._over(name)
                    self._renewed(session)

    def _tell_what_takes_long(self, now: datetime) -> None:
        """Say it on the rows of renewals that hang, with the time that is left, and how to stop them."""
        long = {name: each for name, each in self._renewals.items() if now - each.began >= LONG}
        for name, renewal in long.items():
            if self.activities.get(name) in (None, renewal.told):  # a start by the person tells of itself
                renewal.told = self.activities[name] = self._told_of(name, renewal, now)
        if long:
            self.publish()

    def _told_of(self, name: str, renewal: _Renewal, now: datetime) -> Activity:
        info = self.sessions.get(name)
        left = info.remaining(now) if info else None
        until = info.expires_at if info and left and left > LAST else None
        key = self.home.key_of("clear") if renewal.waits and self.screen is self.home else ""
        words = ["renewing"]
        words += [f"{key} stops it"] if key else []
        words += ["ends in"] if until else ["has ended"] if left == timedelta(0) else []
        return Activity(" · ".join(words), until=until, stoppable=bool(renewal.waits))

    def _over(self, name: str) -> None:
        renewal = self._renewals.pop(name, None)
        if renewal and renewal.told and self.activities.get(name) is renewal.told:
            del self.activities[name]

    def _renewed(self, session: Session) -> None:
        self._refresher.renewed(session.info.profile)
        self.started(session.info.profile, session)

    def _not_renewed(self, profile: str, error: StsuiError) -> None:
        """Say it once, in the notice line: nothing the person is doing is interrupted."""
        if isinstance(error, Interrupted):
            self._refresher.stopped(profile)
            self.say(f"The renewal of {profile} was stopped. It is not tried again unless you start it.")
        elif self._refresher.failed(profile, error, self.services.clock.monotonic()):
            self.errors[profile] = error
            if profile not in self._refresher.waiting_for_codes():
                self.home.notice.say(f"{profile} could not be renewed: {error.message}")
        self.publish()

    @on(StartConfirmed)
    def _code_given(self, confirmed: StartConfirmed) -> None:
        if confirmed.token_code:
            self._refresher.code_arrived()

    @on(AutoRefreshToggled)
    def toggle_auto_refresh(self) -> None:
        """Turn the automatic refresh on or off."""
        self.renewing = not self.renewing
        ahead = round(self.services.settings.refresh.ahead.total_seconds() / 60)
        self.say(
            f"Sessions are renewed {ahead} min before they end."
            if self.renewing
            else "Sessions are left to run out."
        )
        self.publish()
