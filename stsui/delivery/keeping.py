"""A session kept fresh in memory for as long as somebody uses it."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

from stsui.clock import Clock
from stsui.delivery.credential_process import iso
from stsui.delivery.endpoint import Answer, failure
from stsui.errors import CodeNeeded, CodeRefused, Interrupted, StsuiError
from stsui.model import Session
from stsui.sessions import CodeSource, Refresher, SessionManager
from stsui.sessions.runner import time_for

AHEAD = timedelta(minutes=16)
"""Renewed this long before the end: some SDKs fetch anew with 15 minutes left, and should find more."""
_UNDATED = timedelta(minutes=15)
"""How long credentials whose end nobody knows are said to last, so that SDKs come back and ask again."""
_TICK_SECONDS = 1.0


def _unchanged(session: Session) -> None:
    """Nobody wants to know of new sessions."""


class KeptSession:
    """A session that is renewed ahead, in the background. A context manager.

    What other processes renew is taken over at once. `say` is told, once for each reason, why it cannot be
    renewed, and `changed` of every new session. Nobody is asked for anything but `codes`; `advice` says what
    to do where they have none.
    """

    def __init__(
        self,
        session: Session,
        manager: SessionManager,
        codes: CodeSource,
        clock: Clock,
        *,
        say: Callable[[str], None],
        changed: Callable[[Session], None] = _unchanged,
        advice: str = "",
    ) -> None:
        self.session = session
        """The newest one."""
        self._manager = manager
        self._codes = codes
        self._clock = clock
        self._say = say
        self._changed = changed
        self._advice = advice or _in_another_terminal(session.info.profile)
        self._refresher = Refresher(AHEAD)
        self._refresher.renewed(session.info.profile)
        self._problem: StsuiError | None = None
        self._stamp: Hashable = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="session-keeper", daemon=True)

    def __enter__(self) -> KeptSession:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Not waited for: it may be in the middle of a call to AWS, and ends at the next look.
        self._ended.set()

    @property
    def profile(self) -> str:
        """Whose session it is."""
        return self.session.info.profile

    def answer(self) -> Answer:
        """The session for an SDK, from memory; once it has ended, why there is no newer one."""
        session = self.session
        now = time_for(session.info, self._clock)
        if session.info.expires_at <= now:
            reason = str(self._problem) if self._problem else "It is being renewed."
            return failure(
                503,
                "SessionExpired",
                f"The session of {self.profile} ended at {session.info.expires_at:%H:%M:%S} UTC. {reason}",
            )
        return Answer(200, _fields(session, now))

    def look(self) -> None:
        """Take over what is newer in the store; renew what is due."""
        self._take_over()
        info = self.session.info
        now, monotonic = time_for(info, self._clock), self._clock.monotonic()
        if self._refresher.due([info], now, monotonic):
            self._renew(now)

    def _take_over(self) -> None:
        stamp = self._manager.stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        kept = self._manager.cached(self.profile)
        if kept and kept.info.issued_at > self.session.info.issued_at:
            self._take(kept)

    def _renew(self, now: datetime) -> None:
        info = self.session.info
        longer = info.remaining(now) + timedelta(seconds=1)
        try:
            session = self._manager.obtain(
                self.profile, self._codes, min_remaining=longer, changes=info.changes, check=self._check
            )
        except StsuiError as error:
            self._problem = error
            news = self._refresher.failed(self.profile, error, self._clock.monotonic())
            if news and not self._ended.is_set():
                self._say(self._complaint(error))
        else:
            self._refresher.renewed(self.profile)
            self._take(session)

    def _take(self, session: Session) -> None:
        self.session, self._problem = session, None
        self._changed(session)

    def _complaint(self, error: StsuiError) -> str:
        end = f"{self.session.info.expires_at:%H:%M} UTC"
        if isinstance(error, CodeNeeded | CodeRefused):
            return (
                f"The session of {self.profile} ends at {end} and needs a token code to be renewed. "
                f"{self._advice}"
            )
        return f"The session of {self.profile} ends at {end} and could not be renewed yet: {error}"

    def _check(self) -> None:
        if self._ended.is_set():
            raise Interrupted("The command has ended.")

    def _run(self) -> None:
        told = ""
        while not self._ended.wait(_TICK_SECONDS):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - the command goes on with what it has
                text = f"The session of {self.profile} is not renewed at the moment: {error}"
                if text != told:
                    told = text
                    self._say(text)


def _in_another_terminal(profile: str) -> str:
    """What asks for a code and makes a new session, on any system."""
    return f"In another terminal: stsui exec {shlex.quote(profile)} --renew -- stsui status"


def _fields(session: Session, now: datetime) -> dict[str, str]:
    keys, info = session.credentials, session.info
    fields = {
        "AccessKeyId": keys.access_key_id,
        "SecretAccessKey": keys.secret_access_key.reveal(),
        "Token": keys.session_token.reveal() if keys.session_token else "",
        "Expiration": iso(keys.expires_at or now + _UNDATED) or "",
    }
    return fields | ({"AccountId": info.account_id} if info.account_id else {})
