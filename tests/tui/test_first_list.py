"""The list of the first frame: read in a child process where there is such a thing, with the same result."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stsui.services import Services
from stsui.tui import first_list
from stsui.tui.first_list import read_ahead

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
