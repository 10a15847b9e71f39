"""After a session was obtained, the fast answer and the long way agree, whatever happens in between."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from stsui.clock import Clock
from stsui.model import Parameters
from stsui.sessions import GivenCode, NoCodes
from stsui.store.ready import answer
from tests.sessions.desk import Desk

ROLE = "payments-prod/OnCall"


@pytest.fixture
def clock() -> Clock:
    """The real one, as the fast answer has no other."""
    return Clock()


@pytest.fixture
def settled(desk: Desk) -> Desk:
    """The files were last changed a while ago."""
    settle(desk)
    return desk


def settle(desk: Desk) -> None:
    for name in ("config", "credentials", "config.yaml"):
        then = time.time_ns() - 10_000_000_001
        os.utime(desk.directory / name, ns=(then, then))


def quick(desk: Desk, profile: str) -> dict[str, Any] | None:
    text = answer(profile, desk.environ)
    return json.loads(text) if text else None


def test_the_second_answer_is_quick(settled: Desk) -> None:
    assert quick(settled, ROLE) is None
    session = settled.manager().obtain(ROLE, GivenCode(settled.code()))
    found = quick(settled, ROLE)
    assert found
    assert found["AccessKeyId"] == session.credentials.access_key_id
    assert quick(settled, "payments-dev/Admin") is None


def test_changes_of_the_moment_are_not_remembered(settled: Desk) -> None:
    manager = settled.manager()
    manager.obtain(ROLE, GivenCode(settled.code()), changes=Parameters(duration_seconds=900))
    assert quick(settled, ROLE) is None


def test_forgetting_ends_it(settled: Desk) -> None:
    manager = settled.manager()
    manager.obtain("deploy", NoCodes())
    manager.forget("deploy")
    assert quick(settled, "deploy") is None


def test_edits_end_it(settled: Desk) -> None:
    settled.manager().obtain("deploy", NoCodes())
    assert quick(settled, "deploy")
    settled.edit("config", "region = eu-central-1", "region = eu-central-1\nduration_seconds = 3600")
    assert quick(settled, "deploy") is None
    settle(settled)
    session = settled.manager().obtain("deploy", NoCodes())
    found = quick(settled, "deploy")
    assert found
    assert found["AccessKeyId"] == session.credentials.access_key_id


@pytest.mark.parametrize(
    "changed",
    [
        {"USER": "robin"},
        {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"},
        {"AWS_CONFIG_FILE": "/nowhere"},
        {"AWS_SHARED_CREDENTIALS_FILE": "/nowhere"},
        {"STSUI_CONFIG": "/nowhere"},
        {"STSUI_STORE": "memory"},
        {"AWS_REGION": "us-east-1"},
    ],
)
def test_another_environment_is_another_answer(settled: Desk, changed: dict[str, str]) -> None:
    settled.manager().obtain("deploy", NoCodes())
    settled.environ |= changed
    assert quick(settled, "deploy") is None


def test_a_config_that_appears_ends_it(settled: Desk, tmp_path: Path) -> None:
    settled.environ["STSUI_CONFIG"] = str(tmp_path / "later.yaml")
    settled.manager().obtain("deploy", NoCodes())
    assert quick(settled, "deploy")
    (tmp_path / "later.yaml").write_text("profiles: {deploy: {tags: {A: b}}}")
    assert quick(settled, "deploy") is None
