"""A session kept fresh, on the practice AWS and with a clock that the tests move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.delivery.keeping import KeptSession
from stsui.model import UNKNOWN_EXPIRY, Credentials, Parameters, Secret, Session
from stsui.practice import Fault, PracticeAws
from stsui.sessions import GivenCode, NoCodes, SessionManager
from tests.sessions.conftest import Hands
from tests.sessions.desk import Desk

ROLE = "payments-prod/OnCall"
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Kept:
    """A kept session, and what it said."""

    def __init__(self, tmp_path: Path) -> None:
        self.hands = Hands()
        self.clock = Clock(lambda: self.hands.wall, lambda: self.hands.passed, self.hands.sleep)
        self.said: list[str] = []
        self.changes: list[Session] = []
        self.tmp_path = tmp_path

    def begin(self, aws: PracticeAws) -> None:
        self.desk = Desk(aws, self.tmp_path / "desk", self.clock)
        self.manager: SessionManager = self.desk.manager()
        self.first = self.manager.obtain(ROLE, GivenCode(self.desk.code()))
        self.kept = KeptSession(
            self.first, self.manager, NoCodes(), self.clock, say=self.said.append, changed=self.changes.append
        )
        self.calls = len(self.desk.operations())

    def key(self) -> str:
        return self.kept.answer().fields["AccessKeyId"]

    def later(self, span: timedelta) -> None:
        self.hands.forward(span)
        self.kept.look()

    def called(self) -> list[str]:
        return self.desk.operations()[self.calls :]


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Kept]:
    case = Kept(tmp_path)
    with PracticeAws(case.clock) as aws:
        case.begin(aws)
        yield case


def test_answers_from_memory_what_sdks_expect(case: Kept) -> None:
    status, fields = case.kept.answer()
    assert status == 200
    assert fields.keys() == {"AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId"}
    assert fields["AccessKeyId"] == case.first.info.access_key_id
    assert fields["AccountId"] == "444455556666"
    case.kept.look()
    assert case.called() == []


def test_renews_ahead_without_being_asked_and_without_a_code(case: Kept) -> None:
    """A three-hour run: at no moment is less left than SDKs want."""
    for _ in range(180):
        case.later(MINUTE)
        assert case.kept.session.info.remaining(case.clock.now()) > timedelta(minutes=15)
    assert case.key() != case.first.info.access_key_id
    assert set(case.called()) == {"AssumeRole"}
    assert 3 <= len(case.called()) <= 5
    assert [each.info.access_key_id for each in case.changes][-1] == case.key()
    assert case.said == []


def test_takes_over_what_another_process_renewed(case: Kept) -> None:
    case.kept.look()
    case.hands.forward(MINUTE)
    renewed = case.desk.manager().obtain(ROLE, NoCodes(), renew=True)
    case.kept.look()
    assert case.key() == renewed.info.access_key_id != case.first.info.access_key_id


def test_renews_what_was_asked_for_when_it_was_started(case: Kept) -> None:
    """A session with less power than its profile's stays one."""
    changes = Parameters(duration_seconds=1800, policy='{"Version": "2012-10-17", "Statement": []}')
    narrow = case.manager.obtain(ROLE, NoCodes(), changes=changes)
    case.kept = KeptSession(narrow, case.manager, NoCodes(), case.clock, say=case.said.append)
    case.later(timedelta(minutes=20))
    assert case.key() != narrow.info.access_key_id
    assert case.kept.session.info.changes == changes


def test_tries_again_after_a_pause_and_says_why_once(case: Kept, tmp_path: Path) -> None:
    case.desk.aws.faults.add(Fault("AssumeRole", "unavailable", times=1000))
    for _ in range(8):
        case.later(HOUR / 10)
    failing = len(case.called())
    assert case.key() == case.first.info.access_key_id
    assert len(case.said) == 1
    assert "could not be renewed yet" in case.said[0]
    case.desk.aws.faults.clear()
    case.later(timedelta(minutes=11))
    assert len(case.called()) > failing
    assert case.key() != case.first.info.access_key_id


def test_needing_a_code_is_a_quiet_line_then_an_answer_that_says_what_to_do(case: Kept) -> None:
    case.kept.look()
    case.desk.manager().forget_all()
    case.later(HOUR * 0.9)
    case.later(HOUR)
    assert len(case.said) == 1
    assert "needs a token code to be renewed" in case.said[0]
    assert f"stsui exec {ROLE} --renew -- stsui status" in case.said[0]
    status, fields = case.kept.answer()
    assert status == 503
    assert fields["code"] == "SessionExpired"
    assert "MFA device" in fields["message"]
    renewed = case.desk.manager().obtain(ROLE, GivenCode(case.desk.code()))
    case.kept.look()
    assert case.key() == renewed.info.access_key_id


def test_short_sessions_are_renewed_once_in_half_their_life(case: Kept) -> None:
    case.desk.configure(
        "[profile short]\nrole_arn = arn:aws:iam::444455556666:role/OnCall\nsource_profile = oncall\n"
        "mfa_serial = arn:aws:iam::111122223333:mfa/oncall\nduration_seconds = 900"
    )
    manager = case.desk.manager()
    case.kept = KeptSession(
        manager.obtain("short", NoCodes()), manager, NoCodes(), case.clock, say=case.said.append
    )
    before = len(case.called())
    for _ in range(60):
        case.later(MINUTE)
        assert case.kept.session.info.remaining(case.clock.now()) > timedelta(minutes=6)
    # Spread by chance over a fifth of the half: every 6 to 8 minutes.
    assert 7 <= len(case.called()) - before <= 10


def test_credentials_without_an_end_are_given_one_so_that_sdks_come_back(case: Kept) -> None:
    from dataclasses import replace

    endless = Session(
        replace(case.first.info, expires_at=UNKNOWN_EXPIRY), Credentials("AKIAIOSFODNN7EXAMPLE", Secret("x"))
    )
    kept = KeptSession(endless, case.manager, NoCodes(), case.clock, say=case.said.append)
    fields = kept.answer().fields
    assert fields["Token"] == ""
    assert fields["Expiration"].startswith(f"{case.clock.now() + timedelta(minutes=15):%Y-%m-%dT%H:%M}")


def test_ends_with_its_block(case: Kept) -> None:
    with case.kept:
        assert case.kept._thread.is_alive()
    case.kept._thread.join(10)
    assert not case.kept._thread.is_alive()
