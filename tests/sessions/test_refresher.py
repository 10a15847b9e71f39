"""The schedule of renewals."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stsui.errors import AccessRefused, CodeNeeded, Unreachable
from stsui.model import Operation, SessionInfo
from stsui.sessions.refresher import FIRST_PAUSE, JITTER, LONGEST_PAUSE, Refresher

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AHEAD = timedelta(minutes=5)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def info(
    profile: str = "prod", minutes: float = 60, access_key_id: str = "ASIAIOSFODNN7EXAMPLE"
) -> SessionInfo:
    return SessionInfo(
        key=profile,
        profile=profile,
        operation=Operation.ASSUME_ROLE,
        issued_at=NOON,
        expires_at=NOON + timedelta(minutes=minutes),
        access_key_id=access_key_id,
    )


class Watch:
    """A refresher, and the time as it goes on."""

    def __init__(self, *infos: SessionInfo, ahead: timedelta = AHEAD, seed: int = 1) -> None:
        self.refresher = Refresher(ahead, random.Random(seed))
        self.infos = list(infos)
        self.now = NOON
        self.passed = 0.0
        self.look()

    def look(self, after: timedelta = timedelta(0)) -> list[str]:
        self.now += after
        self.passed += after.total_seconds()
        return [each.profile for each in self.refresher.due(self.infos, self.now, self.passed)]

    def fail(self, error: Exception = Unreachable("No route."), profile: str = "prod") -> bool:  # noqa: B008
        return self.refresher.failed(profile, error, self.passed)  # type: ignore[arg-type]

    def seconds_until_due(self, limit: int = 2000) -> int:
        for second in range(1, limit):
            if self.look(SECOND):
                return second
        raise AssertionError("not due")


def test_a_session_is_due_ahead_of_its_expiry() -> None:
    watch = Watch(info())
    assert watch.look(HOUR - AHEAD * (1 + JITTER) - SECOND) == []
    watch.look(AHEAD * JITTER + 2 * SECOND)
    watch = Watch(info())
    watch.look(HOUR - AHEAD * (1 + JITTER) - SECOND)
    assert watch.seconds_until_due() <= AHEAD.total_seconds() * JITTER + 2


def test_it_is_given_out_once() -> None:
    watch = Watch(info())
    assert watch.look(56 * timedelta(minutes=1)) == ["prod"]
    assert watch.look(SECOND) == []


def test_the_most_urgent_comes_first() -> None:
    watch = Watch(info("a", 60), info("b", 58), info("c", 59))
    assert watch.look(timedelta(minutes=57)) == ["b", "c", "a"]


def test_sessions_begun_together_are_renewed_at_different_times() -> None:
    watch = Watch(*(info(f"p{number}") for number in range(100)))
    moments = {watch.refresher.renew_at(each) for each in watch.infos}
    assert len(moments) > 90
    assert max(moments) - min(moments) <= AHEAD * JITTER


def test_a_renewed_session_begins_anew() -> None:
    watch = Watch(info())
    watch.look(timedelta(minutes=56))
    watch.refresher.renewed("prod")
    watch.infos = [info(minutes=116, access_key_id="ASIAI44QH8DHBEXAMPLE")]
    assert watch.look(SECOND) == []
    assert watch.look(HOUR) == ["prod"]


def test_what_somebody_else_renewed_is_not_due() -> None:
    watch = Watch(info())
    watch.infos = [info(minutes=116, access_key_id="ASIAI44QH8DHBEXAMPLE")]
    assert watch.look(timedelta(minutes=58)) == []


def test_somebody_elses_renewal_ends_a_failure() -> None:
    watch = Watch(info())
    watch.look(timedelta(minutes=56))
    watch.fail(CodeNeeded("A code is needed."))
    watch.infos = [info(minutes=116, access_key_id="ASIAI44QH8DHBEXAMPLE")]
    watch.look(SECOND)
    assert watch.refresher.waiting_for_codes() == set()
    assert watch.look(HOUR) == ["prod"]


def test_a_session_no_longer_than_the_time_ahead_is_renewed_at_half_its_life() -> None:
    watch = Watch(info(minutes=15), ahead=2 * HOUR)
    assert watch.look(timedelta(minutes=5)) == []
    assert watch.look(timedelta(minutes=3)) == ["prod"]


def test_a_failure_is_tried_again_after_longer_and_longer_pauses() -> None:
    watch = Watch(info())
    watch.look(timedelta(minutes=56))
    pauses = []
    for _ in range(9):
        watch.fail()
        pauses.append(watch.seconds_until_due())
    for number, pause in enumerate(pauses):
        least = min(FIRST_PAUSE * 2**number, LONGEST_PAUSE)
        assert least <= pause <= least * (1 + JITTER) + 1


def test_each_reason_is_news_once() -> None:
    watch = Watch(info())
    watch.look(timedelta(minutes=56))
    assert watch.fail() is True
    watch.seconds_until_due()
    assert watch.fail() is False
    watch.seconds_until_due()
    assert watch.fail(AccessRefused("AWS said no.")) is True


def test_without_a_code_it_is_quiet_until_one_arrives() -> None:
    watch = Watch(info())
    watch.look(timedelta(minutes=56))
    needed = CodeNeeded("A code is needed.")
    assert watch.fail(needed) is True
    assert watch.look(timedelta(minutes=3)) == []
    assert watch.refresher.waiting_for_codes() == {"prod"}
    watch.refresher.code_arrived()
    assert watch.look(SECOND) == ["prod"]
    assert watch.fail(needed) is False


def test_what_a_person_stopped_is_left_alone_until_there_is_another_session() -> None:
    watch = Watch(info())
    assert watch.look(HOUR - 2 * SECOND) == ["prod"]
    watch.refresher.stopped("prod")
    assert watch.refresher.left_alone() == {"prod"}
    assert watch.look(SECOND) == []
    watch.refresher.code_arrived()
    watch.now += HOUR  # the machine slept
    assert watch.look() == []
    watch.infos = [info(minutes=150, access_key_id="ASIAIOSFODNN7ANOTHER")]
    assert watch.look() == []
    assert not watch.refresher.left_alone()
    assert watch.look(HOUR / 2 - SECOND) == ["prod"]


def test_sleep_ends_all_pauses_and_what_ended_meanwhile_is_renewed() -> None:
    watch = Watch(info())
    watch.look(timedelta(minutes=56))
    for _ in range(6):
        watch.fail()
        watch.seconds_until_due()
    watch.fail()
    assert watch.look(SECOND) == []
    watch.now += timedelta(hours=8)  # the machine slept: no monotonic time has passed
    assert watch.look(SECOND) == ["prod"]


def test_a_newly_measured_offset_counts_at_once() -> None:
    watch = Watch(info())
    assert watch.look(SECOND) == []
    watch.now += timedelta(minutes=57)
    assert watch.look(SECOND) == ["prod"]


def test_what_was_just_renewed_and_ends_before_the_next_look_is_due() -> None:
    watch = Watch(info())
    assert watch.look(HOUR) == ["prod"]
    watch.refresher.renewed("prod")
    watch.infos = [info(minutes=120, access_key_id="ASIAI44QH8DHBEXAMPLE")]
    assert watch.look(3 * HOUR) == ["prod"]


def test_what_had_ended_before_is_left_alone() -> None:
    watch = Watch(info(minutes=-5))
    assert watch.look(SECOND) == []


def test_a_forgotten_session_is_not_renewed() -> None:
    watch = Watch(info())
    watch.look(timedelta(minutes=56))
    watch.infos = []
    assert watch.look(SECOND) == []
    assert watch.fail() is True
    watch.infos = [info()]
    assert watch.look(timedelta(minutes=5)) == []  # it has ended: somebody else's affair


@given(st.integers(0, 2**32), st.lists(st.sampled_from(["fail", "code", "ok", "jump"]), max_size=40))
def test_whatever_happens_pauses_have_bounds(seed: int, events: list[str]) -> None:
    """After any history, a session that can be renewed at all is due again within the longest pause."""
    watch = Watch(info(minutes=100_000), ahead=timedelta(minutes=60_000), seed=seed)
    watch.look(timedelta(minutes=60_000))
    for event in events:
        if event == "fail":
            watch.fail()
        elif event == "code":
            watch.fail(CodeNeeded("A code is needed."))
            watch.refresher.code_arrived()
        elif event == "jump":
            watch.now += timedelta(minutes=1)
        else:
            watch.refresher.renewed("prod")
        watch.look(SECOND)
    watch.fail()
    assert watch.look(timedelta(seconds=LONGEST_PAUSE * (1 + JITTER) + 1)) == ["prod"]


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=1), timedelta(days=2)])
@given(minutes=st.floats(15, 36 * 60))
def test_renewal_is_within_the_sessions_life(ahead: timedelta, minutes: float) -> None:
    session = info(minutes=minutes)
    moment = Refresher(ahead, random.Random(3)).renew_at(session)
    assert session.issued_at < moment <= session.expires_at
