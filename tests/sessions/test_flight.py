"""Single flight: one works, the others share how it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import AccessRefused, Answer, AwsError, CodeNeeded, CodeRefused, StsuiError, Throttled
from stsui.sessions.flight import Flights
from stsui.store.locks import SessionLocks


@pytest.fixture(params=["files", "memory"])
def flights(request: pytest.FixtureRequest, tmp_path: Path) -> Flights:
    state_dir = tmp_path if request.param == "files" else None
    locks = SessionLocks(state_dir / "locks" if state_dir else None, clock=Clock(), say=print)
    return Flights(state_dir, locks, clock=Clock(), say=print)


class Party:
    """One who works while the others wait, all of them, before it ends as `end` says."""

    def __init__(self, flights: Flights, waiters: int, end: Callable[[], str]) -> None:
        self.flights = flights
        self.end = end
        self.works = 0
        self.results: list[str | StsuiError] = []
        self.found: list[str] = []
        self._all_wait = threading.Semaphore(0)
        self._threads = [threading.Thread(target=self._wait) for _ in range(waiters)]
        self._first = True

    def gather(self) -> str | StsuiError:
        """Run it; how it ended for the one who worked first."""
        try:
            return self.flights.run("k", self._look, self._work_first, lambda: None)
        except StsuiError as error:
            return error
        finally:
            for thread in self._threads:
                thread.join()

    def _look(self) -> str | None:
        return self.found[-1] if self.found else None

    def _work_first(self) -> str:
        self.works += 1
        for thread in self._threads:
            thread.start()
        for _ in self._threads:
            assert self._all_wait.acquire(timeout=30)
        self.found.append(self.end())
        return self.found[-1]

    def _work(self) -> str:
        self.works += 1
        self.found.append(self.end())
        return self.found[-1]

    def _wait(self) -> None:
        told = []

        def waiting() -> None:
            if not told:
                told.append(True)
                self._all_wait.release()

        try:
            self.results.append(self.flights.run("k", self._look, self._work, waiting))
        except StsuiError as error:
            self.results.append(error)


def fails(error: StsuiError) -> Callable[[], str]:
    def end() -> str:
        raise error

    return end


def test_all_get_the_result_of_one(flights: Flights) -> None:
    party = Party(flights, 10, lambda: "a session")
    assert party.gather() == "a session"
    assert party.results == ["a session"] * 10
    assert party.works == 1


def test_all_get_the_failure_of_one(flights: Flights) -> None:
    answer = Answer("AssumeRole", "AccessDenied", "not authorized", "request-1", 403, "sts.example")
    party = Party(flights, 10, fails(AccessRefused("AWS said no.", "Ask for more.", answer=answer)))
    party.gather()
    assert party.works == 1
    assert len(party.results) == 10
    for result in party.results:
        assert type(result) is AccessRefused
        assert (result.message, result.hint, result.answer) == ("AWS said no.", "Ask for more.", answer)


def test_a_later_ask_tries_again(flights: Flights) -> None:
    Party(flights, 2, fails(Throttled("Too many calls."))).gather()
    assert flights.run("k", lambda: None, lambda: "a session", lambda: None) == "a session"


@pytest.mark.parametrize("error", [CodeNeeded("No code."), CodeRefused("Wrong code.")])
def test_what_concerns_one_asker_is_not_shared(flights: Flights, error: StsuiError) -> None:
    """Somebody else may have a code."""
    ends = iter([fails(error), lambda: "a session"])
    party = Party(flights, 3, lambda: next(ends)())
    assert party.gather() is error
    assert party.results == ["a session"] * 3
    assert party.works == 2


def test_a_failure_of_a_kind_of_its_own_is_shared_as_the_nearest_known(flights: Flights) -> None:
    class Odd(AwsError):
        pass

    party = Party(flights, 1, fails(Odd("Odd.")))
    party.gather()
    assert [type(result) for result in party.results] == [AwsError]


def test_an_interrupt_frees_the_lock(flights: Flights) -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        flights.run("k", lambda: None, interrupt, lambda: None)
    assert flights.run("k", lambda: None, lambda: "a session", lambda: None) == "a session"


@pytest.mark.parametrize("text", ['{"type": "KeyboardInterrupt"}', pytest.param("[" * 5_000, id="deep")])
def test_a_damaged_record_counts_for_nothing(tmp_path: Path, text: str) -> None:
    locks = SessionLocks(tmp_path / "locks", clock=Clock(), say=print)
    flights = Flights(tmp_path, locks, clock=Clock(), say=print)

    def damage() -> None:
        (tmp_path / "failures").mkdir(mode=0o700, exist_ok=True)
        (tmp_path / "failures" / "k.json").write_text(text)

    def look() -> str | None:
        damage()
        return None

    assert flights.run("k", look, lambda: "a session", lambda: None) == "a session"
