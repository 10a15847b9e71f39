"""A session manager on the real catalog, the real gateway and the practice AWS."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.practice import PracticeAws
from tests.sessions.desk import Desk


class Hands:
    """The hands of a clock, which tests move; sleeping moves them too."""

    def __init__(self) -> None:
        self.wall = time.time()
        self.passed = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.forward(timedelta(seconds=seconds))

    def forward(self, span: timedelta) -> None:
        self.wall += span.total_seconds()
        self.passed += span.total_seconds()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def clock(hands: Hands) -> Clock:
    return Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep)


@pytest.fixture
def aws(clock: Clock) -> Iterator[PracticeAws]:
    with PracticeAws(clock) as practice:
        yield practice


@pytest.fixture
def desk(aws: PracticeAws, clock: Clock, tmp_path: Path) -> Desk:
    return Desk(aws, tmp_path / "desk", clock)
