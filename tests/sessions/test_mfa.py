"""Token codes: sent once, asked for again when refused, made from stored secrets."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stsui.clock import Clock
from stsui.errors import CodeNeeded, CodeRefused, Interrupted
from stsui.model import Operation
from stsui.sessions import CodeRequest, FirstOf, GivenCode, NoCodes, Progress
from stsui.sessions.mfa import CodeDesk
from stsui.sessions.spent import SpentCodes, window_end
from stsui.store.locks import SessionLocks
from tests.sessions.conftest import Hands
from tests.sessions.desk import Desk, Typed

ROLE = "payments-prod/OnCall"
SERIAL = "arn:aws:iam::111122223333:mfa/kim"


class Counting:
    """A device's codes: another one every 30 s, so that what was generated when can be seen."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> str:
        return f"{int(self.clock.now().timestamp() // 30) % 1_000_000:06}"

    def code(self, request: CodeRequest) -> str:
        if request.problem:
            request.wait(request.after or window_end(self.clock.now()))
        return self.now()


@pytest.fixture
def spent(tmp_path: Path, clock: Clock) -> SpentCodes:
    locks = SessionLocks(tmp_path / "locks", clock=clock, say=print)
    return SpentCodes(tmp_path, locks, clock=clock, say=print)


@pytest.fixture
def code_desk(spent: SpentCodes, clock: Clock) -> CodeDesk:
    return CodeDesk(spent, clock)


def ask(wait: Callable[[datetime], None] = lambda moment: None) -> CodeRequest:
    return CodeRequest(SERIAL, "kim", Operation.GET_SESSION_TOKEN, wait=wait)


class Aws:
    """Takes these codes, and remembers what was sent."""

    def __init__(self, *right: str) -> None:
        self.right = right
        self.sent: list[str] = []

    def __call__(self, code: str) -> str:
        self.sent.append(code)
        if code not in self.right:
            raise CodeRefused("no")
        return "a session"


class TestAskingAgain:
    def test_a_right_code(self, code_desk: CodeDesk) -> None:
        assert code_desk.with_code(ask(), Typed("123456"), Aws("123456")) == "a session"

    def test_a_wrong_code_is_asked_for_again_with_the_reason(self, code_desk: CodeDesk) -> None:
        typed, aws = Typed("111111", "123456"), Aws("123456")
        assert code_desk.with_code(ask(), typed, aws) == "a session"
        assert [request.attempt for request in typed.requests] == [1, 2]
        assert typed.requests[0].problem is None
        problem = typed.requests[1].problem or ""
        assert "wrong or already used code, or this machine's clock is off" in problem

    def test_the_measured_offset_is_in_the_reason(self, code_desk: CodeDesk, clock: Clock) -> None:
        clock.learn(clock.local() + timedelta(seconds=95))
        with pytest.raises(CodeRefused, match=r"or this machine's clock is off by 95 s\."):
            code_desk.with_code(ask(), GivenCode("111111"), Aws())

    def test_a_clock_in_step_is_not_to_blame(self, code_desk: CodeDesk, clock: Clock) -> None:
        clock.learn(clock.local() + timedelta(seconds=1))
        with pytest.raises(CodeRefused, match=r"clock is off by 0 s: it agrees with AWS's\."):
            code_desk.with_code(ask(), GivenCode("111111"), Aws())

    def test_three_wrong_codes_are_enough(self, code_desk: CodeDesk) -> None:
        typed, aws = Typed("111111", "222222", "333333", "444444"), Aws()
        with pytest.raises(CodeRefused):
            code_desk.with_code(ask(), typed, aws)
        assert aws.sent == ["111111", "222222", "333333"]

    def test_a_given_code_is_tried_once(self, code_desk: CodeDesk) -> None:
        aws = Aws()
        with pytest.raises(CodeRefused) as refused:
            code_desk.with_code(ask(), GivenCode("111111"), aws)
        assert aws.sent == ["111111"]
        assert "wrong or already used" in refused.value.message

    def test_what_is_no_code_is_not_sent(self, code_desk: CodeDesk) -> None:
        typed, aws = Typed("12345", "１２３４５６", "", "123456"), Aws("123456")
        with pytest.raises(CodeRefused):
            code_desk.with_code(ask(), typed, aws)
        assert aws.sent == []
        assert "6 characters, not 5" in (typed.requests[1].problem or "")

    def test_nobody_to_ask(self, code_desk: CodeDesk) -> None:
        with pytest.raises(CodeNeeded, match=r"kim needs a code of the MFA device .* nobody can be asked"):
            code_desk.with_code(ask(), NoCodes(), Aws())

    def test_the_first_source_with_a_code_is_taken(self, code_desk: CodeDesk) -> None:
        source = FirstOf([NoCodes(), GivenCode("123456"), Typed("654321")])
        assert code_desk.with_code(ask(), source, Aws("123456")) == "a session"
        typed_after = FirstOf([GivenCode("111111"), Typed("654321")])
        assert code_desk.with_code(ask(), typed_after, Aws("654321")) == "a session"

    def test_no_code_is_in_an_error(self, code_desk: CodeDesk) -> None:
        with pytest.raises(CodeRefused) as refused:
            code_desk.with_code(ask(), GivenCode("918273"), Aws())
        assert "918273" not in f"{refused.value} {refused.value.__cause__} {GivenCode('918273')!r}"


class TestSpentCodes:
    def test_a_code_is_never_sent_twice(self, code_desk: CodeDesk, clock: Clock) -> None:
        aws = Aws("123456")
        code_desk.with_code(ask(), GivenCode("123456"), aws)
        with pytest.raises(CodeRefused, match="was used already") as refused:
            code_desk.with_code(ask(), GivenCode("123456"), aws)
        assert aws.sent == ["123456"]
        assert refused.value.retry_at == window_end(clock.now())
        assert "The next one comes in" in refused.value.hint

    def test_a_refused_code_is_spent_too(self, code_desk: CodeDesk) -> None:
        typed, aws = Typed("111111", "111111", "123456"), Aws("123456")
        code_desk.with_code(ask(), typed, aws)
        assert aws.sent == ["111111", "123456"]

    def test_an_old_code_is_not_worth_waiting_for(self, code_desk: CodeDesk, hands: Hands) -> None:
        aws = Aws("123456")
        code_desk.with_code(ask(), GivenCode("123456"), aws)
        hands.forward(timedelta(minutes=2))
        with pytest.raises(CodeRefused, match="Take the one shown now"):
            code_desk.with_code(ask(), GivenCode("123456"), aws)

    def test_a_code_is_another_devices_as_well(self, spent: SpentCodes) -> None:
        assert spent.spend(SERIAL, "123456") is None
        assert spent.spend("GAHT12345678", "123456") is None
        assert spent.spend(SERIAL, "123456") is not None

    def test_a_code_comes_round_again(self, spent: SpentCodes, hands: Hands) -> None:
        spent.spend(SERIAL, "123456")
        hands.forward(timedelta(minutes=11))
        assert spent.spend(SERIAL, "123456") is None

    def test_the_files_hold_no_code(self, spent: SpentCodes, tmp_path: Path) -> None:
        spent.spend(SERIAL, "918273")
        (path,) = (tmp_path / "mfa").iterdir()
        assert "918273" not in path.read_text()
        assert "kim" not in f"{path.name}{path.read_text()}"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[]",
            pytest.param("[" * 5_000, id="deep"),
            '{"salt":1,"used":[[1]]}',
            '{"salt":"s","used":null}',
            '{"salt":"s","used":[["x",1%s]]}' % ("0" * 400),
        ],
    )
    def test_a_damaged_file_is_begun_anew(
        self, spent: SpentCodes, clock: Clock, tmp_path: Path, text: str
    ) -> None:
        other_process = SpentCodes(
            tmp_path, SessionLocks(tmp_path / "locks", clock=clock, say=print), clock=clock, say=print
        )
        other_process.spend(SERIAL, "123456")
        (path,) = (tmp_path / "mfa").iterdir()
        path.write_text(text)
        assert spent.spend(SERIAL, "123456") is None
        assert spent.spend(SERIAL, "123456") is not None

    def test_threads_that_spend_one_code_at_once(self, spent: SpentCodes) -> None:
        results: list[datetime | None] = []
        threads = [
            threading.Thread(target=lambda: results.append(spent.spend(SERIAL, "123456"))) for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results.count(None) == 1

    @given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    def test_a_window_ends_within_thirty_seconds(self, moment: datetime) -> None:
        end = window_end(moment)
        assert timedelta(0) < end - moment <= timedelta(seconds=30)
        assert end.timestamp() % 30 == 0


class TestWaiting:
    def test_a_made_code_waits_for_the_next_window(
        self, code_desk: CodeDesk, clock: Clock, spent: SpentCodes
    ) -> None:
        device = Counting(clock)
        first = device.now()
        spent.spend(SERIAL, first)

        def wait(moment: datetime) -> None:
            clock.sleep((moment - clock.now()).total_seconds())

        sent: list[str] = []
        code_desk.with_code(ask(wait), device, sent.append)
        assert sent == [device.now()] != [first]

    def test_users_of_one_device_at_once_get_different_codes(self, spent: SpentCodes, clock: Clock) -> None:
        """Each thread's clock stands in the same window when it begins; each code is sent by one alone."""
        sent: list[str] = []

        def use() -> None:
            CodeDesk(spent, clock).with_code(ask(wait), Counting(clock), sent.append)

        guard = threading.Lock()

        def wait(moment: datetime) -> None:
            with guard:
                clock.sleep(max((moment - clock.now()).total_seconds(), 0))

        threads = [threading.Thread(target=use) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(sent) == len(set(sent)) == 6

    def test_it_is_shown_counted_and_can_be_broken_off(self, desk: Desk, hands: Hands) -> None:
        manager, device = desk.manager(), Device(desk)
        manager.obtain(ROLE, device)
        shown: list[Progress] = []
        hands.slept.clear()
        begun = desk.clock.now()
        manager.obtain("night-shift", device, progress=shown.append)
        assert {progress.until for progress in shown} == {window_end(begun)}
        assert "next code" in shown[0].text
        assert max(hands.slept) <= 0.25
        assert desk.clock.now() >= window_end(begun)

        def stop() -> None:
            if hands.slept:
                raise Interrupted("Stopped.")

        hands.slept.clear()
        with pytest.raises(Interrupted):
            manager.obtain("night-shift", device, renew=True, check=stop)
        assert len(hands.slept) == 1

    def test_a_clock_set_back_does_not_prolong_it(self, desk: Desk, hands: Hands) -> None:
        manager, device = desk.manager(), Device(desk)
        manager.obtain(ROLE, device)
        hands.passed, set_back = 0.0, []

        def set_clock_back(progress: Progress) -> None:
            if not set_back:
                set_back.append(True)
                hands.wall -= 3600

        manager.obtain("night-shift", device, progress=set_clock_back)
        assert hands.passed <= 31


class Device:
    """The user's real device at the practice AWS, read by stsui as with a stored secret."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def code(self, request: CodeRequest) -> str:
        if request.attempt > 2:
            raise CodeNeeded("Not again.")
        if request.problem:
            request.wait(request.after or window_end(self.desk.clock.now()))
        return self.desk.code()


class TestAgainstThePracticeAws:
    def test_a_wrong_code(self, desk: Desk) -> None:
        typed = Typed("000000", desk.code())
        assert desk.manager().obtain(ROLE, typed)
        assert "wrong or already used code" in (typed.requests[1].problem or "")
        assert desk.operations() == ["GetSessionToken", "GetSessionToken", "AssumeRole"]

    def test_a_code_that_another_tool_used(self, desk: Desk) -> None:
        code = desk.code()
        desk.aws.company.users["oncall"].mfa.accept(code)
        with pytest.raises(
            CodeRefused, match="wrong or already used code, or this machine's clock is off by 0 s"
        ):
            desk.manager().obtain(ROLE, GivenCode(code))

    def test_a_code_used_for_one_role_is_not_sent_for_another(self, desk: Desk) -> None:
        code = desk.code()
        desk.manager().obtain(ROLE, GivenCode(code))
        calls = len(desk.operations())
        with pytest.raises(CodeRefused, match="was used already") as refused:
            desk.manager().obtain("night-shift", GivenCode(code))
        assert refused.value.retry_at
        assert len(desk.operations()) == calls
