"""What must not be imported where: the lazy imports that a linter of layers cannot see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"textual", "rich", "boto3", "botocore", "yaml", "keyring", "pyotp", "asyncio", "dataclasses"}
FOR_A_LIST = {"textual", "rich", "boto3", "botocore", "keyring", "pyotp", "asyncio"}


def imported_by(script: str, **environment: str) -> set[str]:
    """The top-level modules in memory after running `script` in a Python of its own."""
    told = "import sys; print('|'.join({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    program = f"{script}\n{told}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60
    )
    return set(done.stderr.strip().splitlines()[-1].split("|"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An empty machine."""
    return {
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "STSUI_CONFIG": str(tmp_path / "config.yaml"),
        "STSUI_STATE_DIR": str(tmp_path / "state"),
        "STSUI_STORE": "file",
    }


def test_the_command_itself_imports_nothing_heavy(environment: dict[str, str]) -> None:
    assert not HEAVY & imported_by("import stsui.cli", **environment)


def test_listing_leaves_textual_and_boto_unimported(environment: dict[str, str]) -> None:
    assert not FOR_A_LIST & imported_by("from stsui.cli import main; main(['list'])", **environment)


def test_the_reader_of_denials_needs_the_standard_library_only(environment: dict[str, str]) -> None:
    script = "from stsui.denials import read_denials; read_denials('AccessDenied')"
    assert not (FOR_A_LIST | {"yaml"}) & imported_by(script, **environment)


def test_drawing_the_screens_needs_no_boto(environment: dict[str, str]) -> None:
    assert not {"boto3", "botocore"} & imported_by("import stsui.tui.app", **environment)


def test_a_prompts_question_is_answered_with_next_to_nothing(environment: dict[str, str]) -> None:
    script = "from stsui.cli import main; main(['status'])"
    keys = {
        "STSUI_PROFILE": "x",
        "AWS_ACCESS_KEY_ID": "ASIA",
        "AWS_SESSION_EXPIRATION": "2999-01-01T00:00:00Z",
    }
    assert not (HEAVY | {"argparse", "typing"}) & imported_by(script, **environment, **keys)
