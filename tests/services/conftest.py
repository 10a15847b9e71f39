"""The services of one person in front of the practice AWS, on a clock that the test turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.practice import PracticeAws
from stsui.services import Services
from tests.sessions.conftest import aws as aws
from tests.sessions.conftest import clock as clock
from tests.sessions.conftest import hands as hands


@pytest.fixture
def environ(aws: PracticeAws, tmp_path: Path) -> dict[str, str]:
    return {"USER": "kim", **aws.environment(tmp_path)}


@pytest.fixture
def services(environ: dict[str, str], clock: Clock) -> Services:
    return Services.open(environ, clock)
