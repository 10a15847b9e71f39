"""When to renew which session: a pure schedule. Somebody else keeps the time, and does the renewing."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from stsui.errors import CodeNeeded, CodeRefused, StsuiError
from stsui.model import SessionInfo

JITTER = 0.2
"""Sessions begun together are renewed spread over this part of the time ahead."""
FIRST_PAUSE = 15.0
LONGEST_PAUSE = 600.0
"""Seconds between tries that fail; they double from the one to the other."""
JUMP_SECONDS = 5.0
"""How far time and the time that passed may drift apart between two looks before it is a jump."""


class _Try:
    """How it stands with one profile's renewal."""

    def __init__(self, jitter: float, session: str) -> None:
        self.jitter = jitter
        """0 to 1: how early this one is, of what jitter allows."""
        self.session = session
        """The access key id of the session that was seen last."""
        self.due_at: datetime | None = None
        """When it is due; None until that has been worked out."""
        self.failures = 0
        self.not_before = 0.0
        """In seconds of the monotonic clock."""
        self.running = False
        self.waits_for_code = False
        self.stopped = False
        """Whether a person stopped it."""
        self.told = ""


class Refresher:
    """Says which sessions are due for renewal: ahead of their expiry, each at a slightly different time.

    A failed renewal is tried again after a pause that grows. One that needs a token code is left in peace
    until `code_arrived`, and a session whose renewal a person stopped until there is another one. After the
    machine slept, or its clock was set, every pause is over.
    A session that had ended before it was first seen here is nobody's any more and is left alone.
    """

    def __init__(self, ahead: timedelta, chance: random.Random | None = None) -> None:
        self.ahead = ahead
        self._chance = chance or random.Random()  # noqa: S311 - spreads renewals, guards nothing
        self._tries: dict[str, _Try] = {}
        self._looked: tuple[datetime, float] | None = None

    def due(self, infos: Iterable[SessionInfo], now: datetime, monotonic: float) -> list[SessionInfo]:
        """The sessions to renew now, the most urgent first; each is given out once until told how it went.

        `infos` is the newest session of every profile, `now` AWS's time.
        """
        if self._jumped(now, monotonic):
            for each in self._tries.values():
                each.not_before = monotonic
        found = []
        seen = set()
        for info in infos:
            seen.add(info.profile)
            attempt = self._tries.get(info.profile)
            if attempt is None or attempt.session != info.access_key_id:
                attempt = self._attempt(info, now)
            elif attempt.due_at and now < attempt.due_at:
                continue
            if attempt and self._is_due(info, attempt, now, monotonic):
                attempt.running = True
                found.append(info)
        for profile in self._tries.keys() - seen:
            del self._tries[profile]
        return sorted(found, key=lambda info: info.expires_at)

    def renew_at(self, info: SessionInfo) -> datetime:
        """When a session's renewal is due, by its expiry alone: for the screen to show."""
        attempt = self._tries.get(info.profile)
        return self._moment(info, attempt.jitter if attempt else 0.0)

    def renewed(self, profile: str) -> None:
        """A renewal came about. What came of it counts as seen: the machine may sleep until after its end."""
        self._tries[profile] = _Try(self._chance.random(), "")

    def failed(self, profile: str, error: StsuiError, monotonic: float) -> bool:
        """A renewal failed; whether that is news to the person, who is told of each reason once."""
        attempt = self._tries.get(profile)
        if attempt is None:
            return True
        attempt.running = False
        news, attempt.told = error.message != attempt.told, error.message
        if isinstance(error, CodeNeeded | CodeRefused):
            attempt.waits_for_code = True
            return news
        pause = min(FIRST_PAUSE * 2**attempt.failures, LONGEST_PAUSE)
        attempt.failures = min(attempt.failures + 1, 16)
        attempt.not_before = monotonic + pause * (1 + JITTER * self._chance.random())
        return news

    def stopped(self, profile: str) -> None:
        """A person stopped a renewal: this session is to run out."""
        if attempt := self._tries.get(profile):
            attempt.running, attempt.stopped = False, True

    def code_arrived(self) -> None:
        """A device's code was given: what waited for one may have its session now."""
        for attempt in self._tries.values():
            attempt.waits_for_code = False

    def waiting_for_codes(self) -> set[str]:
        """The profiles that cannot be renewed without a code."""
        return {profile for profile, attempt in self._tries.items() if attempt.waits_for_code}

    def left_alone(self) -> set[str]:
        """The profiles that are not renewed unless a person does something."""
        return {profile for profile, each in self._tries.items() if each.waits_for_code or each.stopped}

    def _attempt(self, info: SessionInfo, now: datetime) -> _Try | None:
        attempt = self._tries.get(info.profile)
        if attempt is None:
            if not info.remaining(now):
                return None
            attempt = self._tries[info.profile] = _Try(self._chance.random(), info.access_key_id)
        elif attempt.session != info.access_key_id and not attempt.running:
            # Renewed by somebody else: another window, a command, or the person.
            attempt = self._tries[info.profile] = _Try(attempt.jitter, info.access_key_id)
        return attempt

    def _is_due(self, info: SessionInfo, attempt: _Try, now: datetime, monotonic: float) -> bool:
        return (
            not attempt.running
            and not attempt.waits_for_code
            and not attempt.stopped
            and monotonic >= attempt.not_before
            and now >= self._due_at(info, attempt)
        )

    def _due_at(self, info: SessionInfo, attempt: _Try) -> datetime:
        """The moment, worked out once for each session: a thousand of them are looked at again and again."""
        if attempt.due_at is None:
            attempt.due_at = self._moment(info, attempt.jitter)
        return attempt.due_at

    def _moment(self, info: SessionInfo, jitter: float) -> datetime:
        # A short session is not renewed again and again because it lasts no longer than the time ahead.
        ahead = min(self.ahead, info.lifetime / 2)
        return info.expires_at - ahead * (1 + JITTER * jitter)

    def _jumped(self, now: datetime, monotonic: float) -> bool:
        before, self._looked = self._looked, (now, monotonic)
        if before is None:
            return False
        passed = (now - before[0]).total_seconds() - (monotonic - before[1])
        return abs(passed) > JUMP_SECONDS
