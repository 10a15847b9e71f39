"""At its start the UI sees who else can read what should be the person's alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from stsui.services import Services
from tests.tui.conftest import make_app, settled

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")


async def notices(services: Services) -> list[str]:
    """What the app says at its start."""
    app = make_app(services)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settled(pilot)
        return [notification.message for notification in app._notifications]


async def test_nothing_is_said_of_files_that_are_as_they_should_be(services: Services) -> None:
    assert await notices(services) == []


async def test_keys_that_others_can_read_are_told_and_left_as_they_are(services: Services) -> None:
    path = Path(services.environ["AWS_SHARED_CREDENTIALS_FILE"])
    path.chmod(0o644)
    (said,) = await notices(services)
    assert f"chmod 600 {path}" in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


async def test_stsuis_own_are_closed(services: Services) -> None:
    folder = services.state_dir / "ready"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    (said,) = await notices(services)
    assert "private again (0700)" in said
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
