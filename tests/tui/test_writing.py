"""Sections of the credentials file that the UI keeps fresh."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from stsui.clock import Clock
from stsui.delivery.credentials_file import CredentialsFile
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.store.locks import SessionLocks
from stsui.tui.app import StsuiApp
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE

ON_CALL = "payments-prod/OnCall"


@pytest.fixture
def file(services: Services) -> CredentialsFile:
    """The person's credentials file, with a section that is kept fresh and one that is not."""
    locks = SessionLocks(services.state_dir / "locks", clock=Clock(), say=print)
    file = CredentialsFile(services.environ["AWS_SHARED_CREDENTIALS_FILE"], locks)
    session = services.manager.obtain(ON_CALL, GivenCode(CODE))
    file.write(session, "kept", keep=True)
    file.write(session, "as-it-was")
    return file


async def look(app: StsuiApp, pilot: Pilot[None], times: int = 2) -> None:
    for _ in range(times):
        app.look()
        await settled(pilot)


def keys(file: CredentialsFile) -> list[str]:
    lines = file.path.read_text().splitlines()
    return [line.partition(" = ")[2] for line in lines if line.startswith("aws_access_key_id = ASIA")]


async def test_newer_keys_go_where_that_was_asked_for(services: Services, file: CredentialsFile) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        before = file.path.read_text()
        await look(app, pilot)
        assert file.path.read_text() == before
        services.clock.sleep(600)
        await pilot.press("enter")
        await settled(pilot)
        await look(app, pilot)
        first = before.count("ASIA")
        assert first == 2
        assert keys(file)[0] == app.sessions[ON_CALL].access_key_id != keys(file)[1]


async def test_so_do_those_of_a_command_that_renewed_it(services: Services, file: CredentialsFile) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        services.clock.sleep(600)
        renewed = services.manager.obtain(ON_CALL, GivenCode(CODE), renew=True)
        await look(app, pilot, 3)
        assert keys(file)[0] == renewed.info.access_key_id


async def test_a_broken_file_is_told_of_once_and_written_once_it_is_mended(
    services: Services, file: CredentialsFile
) -> None:
    app = make_app(services)
    async with app.run_test(notifications=True) as pilot:
        await settled(pilot)
        await look(app, pilot)
        whole = file.path.read_bytes()
        broken = whole + b"\n[kept]\nx_stsui_profile = payments-prod/OnCall\n"
        file.path.write_bytes(broken)
        services.clock.sleep(600)
        await pilot.press("enter")
        await settled(pilot)
        await look(app, pilot, 4)
        told = [toast.message for toast in app._notifications if "kept fresh" in toast.message]
        assert len(told) == 1
        assert "[kept] is in it twice" in told[0].replace('"kept"', "[kept]")
        assert file.path.read_bytes() == broken
        assert app.is_running
        file.path.write_bytes(whole)
        await look(app, pilot, 3)
        assert keys(file)[0] == app.sessions[ON_CALL].access_key_id


async def test_without_any_nothing_is_written(services: Services) -> None:
    path = Path(services.environ["AWS_SHARED_CREDENTIALS_FILE"])
    services.manager.obtain(ON_CALL, GivenCode(CODE))
    before = path.stat().st_mtime_ns
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await look(app, pilot)
        assert path.stat().st_mtime_ns == before
