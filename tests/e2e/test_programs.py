"""Programs that a command waits for: what it says meanwhile, and Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import Line, command

from .conftest import in_terminal, stsui

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")

HANGING = "call('helper'); start(\"call('child'); hold()\"); hold()"


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


@pytest.fixture
def slow(environ: dict[str, str], line: Line, tmp_path: Path) -> dict[str, str]:
    """A machine with a credential_process and a saml_process that do not end."""
    hanging = command(tmp_path, line, HANGING)
    with Path(environ["AWS_CONFIG_FILE"]).open("a", encoding="utf-8") as config:
        config.write(f"\n[profile slow]\ncredential_process = {hanging}\n")
    with Path(environ["STSUI_CONFIG"]).open("a", encoding="utf-8") as settings:
        settings.write(f"\nsaml_process: '{hanging}'\n")
    return environ


@pytest.mark.parametrize(
    "arguments",
    [("export", "slow"), ("credential-process", "slow"), ("whoami", "slow", "release"), ("saml",)],
    ids=" ".join,
)
def test_ctrl_c_ends_the_program_and_what_it_has_started(
    slow: dict[str, str], line: Line, arguments: tuple[str, ...]
) -> None:
    with in_terminal(*arguments, environ=slow) as terminal:
        assert line.answer(2) == ["helper", "child"]
        what = "saml_process" if arguments == ("saml",) else "credential_process of profile slow"
        terminal.wait_for(f"Waiting for the {what}")
        terminal.type("\x03")
        assert terminal.exit_code() == 130
        assert "Traceback" not in terminal.text
    assert line.gone()


def test_nothing_is_left_locked(slow: dict[str, str], line: Line, tmp_path: Path) -> None:
    with in_terminal("export", "slow", environ=slow) as terminal:
        line.answer(2)
        terminal.type("\x03")
        assert terminal.exit_code() == 130
    command(tmp_path, line, "print('{}')")  # it ends now
    done = stsui("export", "slow", environ=slow, code=1)
    assert 'did not print a JSON object with "Version": 1' in done.stderr


def test_none_outlives_the_ui(slow: dict[str, str], line: Line) -> None:
    with in_terminal(environ=slow) as terminal:
        terminal.wait_for("payments-prod")
        terminal.type("/slow\r")
        terminal.wait_for("Run the credential process of slow")
        terminal.type("\r")
        assert line.answer(2) == ["helper", "child"]
        terminal.wait_for("Waiting for the credential_process of profile slow")
        terminal.type("\x11")
        assert terminal.exit_code() == 0
    assert line.gone()
