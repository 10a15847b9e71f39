"""The list of the first frame: read in a child process where there is such a thing, with the same result."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from stsui.errors import StoreFailed
from stsui.services import Services
from stsui.tui import first_list
from stsui.tui.app import StsuiApp
from stsui.tui.first_list import read_ahead
from stsui.tui.listing import Listing
from tests.tui.conftest import settled

CONFIG = """[profile source]
region = eu-west-1

[profile payments/OnCall]
role_arn = arn:aws:iam::444455556666:role/OnCall
source_profile = source

[profile \u00fcberall]
sso_account_id = 777788889999
sso_role_name = ReadOnly
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
"""

READ_APART = """
from stsui.services import Services
from stsui.tui.first_list import read_ahead
for heading in read_ahead(Services.open(), apart=True).result(30).profiles:
    print(ascii(tuple(heading)))
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "config").write_text(CONFIG, encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "STSUI_CONFIG": str(tmp_path / "config.yaml"),
        "STSUI_STATE_DIR": str(tmp_path / "state"),
    }


def test_a_child_process_reads_what_a_thread_reads(environ: dict[str, str]) -> None:
    here = read_ahead(Services.open(environ)).result(30).profiles
    apart = subprocess.run(
        [sys.executable, "-c", READ_APART], env=environ, capture_output=True, text=True, check=True
    )

    assert apart.stdout.splitlines() == [ascii(tuple(heading)) for heading in here]
    assert len(here) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("told", [b"", b"half of a", b"\xff" * 20], ids=["nothing", "half", "noise"])
def test_a_child_that_came_to_grief_has_read_nothing(told: bytes) -> None:
    source, sink = os.pipe()
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        os.write(sink, told)
        os.close(sink)

        assert first_list._from_child(child.pid, source) is None


def test_the_first_frame_has_a_list_that_is_read(environ: dict[str, str]) -> None:
    reading = read_ahead(Services.open(environ))
    whole = reading.result(30)

    assert first_list.soon(reading) is whole


@pytest.fixture
def collector() -> Iterator[None]:
    """Off, as the command line leaves it to the UI; on again afterwards."""
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


async def test_a_reading_that_fails_is_told_and_done_again(services: Services, collector: None) -> None:
    first: Future[Listing] = Future()
    first.set_exception(StoreFailed("The disk went away."))
    app = StsuiApp(services, first=first, ticking=False)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert [toast.message for toast in app._notifications] == ["The disk went away."]
        assert not app.found
        assert gc.isenabled()

        app.look()
        await settled(pilot)
        assert app.found
        assert app.home.listing.profiles
