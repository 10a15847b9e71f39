"""AWS's time, and times that others state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from stsui.clock import Clock, in_utc

NEW_YORK, TONGA = timezone(timedelta(hours=-5)), timezone(timedelta(hours=13))
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize("moment", [NOON, NOON.replace(tzinfo=None), NOON.astimezone(TONGA)])
def test_a_time_is_the_same_in_utc(moment: datetime) -> None:
    assert in_utc(moment) == NOON
    assert in_utc(moment).tzinfo is UTC


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
@pytest.mark.parametrize("zone", ["", "Z", "-05:00", "+13:00"])
def test_the_ends_of_the_calendar_can_be_told_everywhere(end: str, zone: str) -> None:
    told = in_utc(datetime.fromisoformat(end + zone))
    assert {told.astimezone(other).year for other in (NEW_YORK, UTC, TONGA)} == {int(end[:4])}
    assert abs(told - datetime.fromisoformat(end + "Z")) < timedelta(days=3)


def test_a_time_that_cannot_be_is_not_learnt() -> None:
    clock = Clock(read=NOON.timestamp)
    for nonsense in (datetime(9999, 12, 30, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)):
        clock.learn(nonsense)
    assert not clock.measured
    assert clock.now() == NOON


def test_a_machine_that_thinks_it_is_1970_learns_better() -> None:
    clock = Clock(read=lambda: 3.0)
    clock.learn(NOON)
    assert clock.now() == NOON


@pytest.mark.parametrize("late", [timedelta(seconds=10), timedelta(hours=2)], ids=["busy", "asleep"])
def test_an_answer_that_was_taken_in_late_tells_no_offset(late: timedelta) -> None:
    clock = Clock(read=(NOON + late).timestamp)
    clock.learn(NOON, sent=NOON - timedelta(seconds=1))
    assert clock.measured
    assert clock.skew == timedelta(0)


def test_an_offset_that_no_wait_explains_is_learnt() -> None:
    clock = Clock(read=NOON.timestamp)
    clock.learn(NOON + timedelta(minutes=5), sent=NOON - timedelta(seconds=4))
    assert clock.skew == timedelta(minutes=5)
