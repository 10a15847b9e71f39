"""The automatic refresh: due sessions are renewed in the background, and a needed code is a quiet notice."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from textual import on, work

from stsui.errors import StsuiError
from stsui.model import Session, SessionInfo, State
from stsui.tui.messages import AutoRefreshToggled, StartConfirmed
from stsui.tui.starting import Starting
from stsui.tui.threads import in_daemon_thread
from stsui.tui.wording import counted

if TYPE_CHECKING:
    from stsui.services import Services
    from stsui.sessions.refresher import Refresher
    from stsui.tui.widgets.practice_strip import Practice


class Refreshing(Starting):
    """The part of the app that renews sessions ahead of their end."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self.renewing = services.settings.refresh.auto
        """Whether sessions are renewed without being asked."""

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
        waiting = name in self._refresher.waiting_for_codes()
        if info is None or not self.renewing or waiting or not info.remaining(self.services.clock.now()):
            return None
        return self._refresher.renew_at(info)

    def row_note(self, info: SessionInfo) -> str:
        """What a session's row says of its renewal, once that comes near."""
        if info.state(self.services.clock.now()) is not State.EXPIRING:
            return ""
        at = self.refresh_at(info.profile)
        return f"renews {at:%H:%M}" if at else ""

    def renew_due(self, now: datetime) -> None:
        """Renew what is due; what operations gave is renewed by the person alone."""
        if not self.renewing or not self.sessions:
            return
        own = [info for name, info in self.sessions.items() if name not in self.called]
        for info in self._refresher.due(own, now, self.services.clock.monotonic()):
            self._renew(info)

    @work(group="renewals", exit_on_error=False, description="renew a session")
    async def _renew(self, info: SessionInfo) -> None:
        obtain = partial(self.obtain, info.profile, self.codes(), renew=True, changes=info.changes)
        with self.under_way.begun(info.profile) as check:
            async with self.slots:
                try:
                    session = await in_daemon_thread(partial(obtain, check=check))
                except StsuiError as error:
                    self._not_renewed(info.profile, error)
                else:
                    self._renewed(session)

    def _renewed(self, session: Session) -> None:
        self._refresher.renewed(session.info.profile)
        self.started(session.info.profile, session)

    def _not_renewed(self, profile: str, error: StsuiError) -> None:
        """Say it once, in the notice line: nothing the person is doing is interrupted."""
        if self._refresher.failed(profile, error, self.services.clock.monotonic()):
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
