"""The UI beside commands and beside another UI: each sees at once what the others do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.delivery.users import users_of
from stsui.practice import PracticeAws

from .conftest import STSUI, stsui
from .terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

ON_CALL = "payments-prod/OnCall"


@pytest.fixture
def code(aws: PracticeAws) -> str:
    return aws.company.users["oncall"].mfa.code()


@pytest.fixture
def ui(environ: dict[str, str]) -> Iterator[Terminal]:
    """A UI on a machine without a session, its cursor on OnCall of payments-prod."""
    with Terminal(STSUI, environ, columns=120, lines=40) as terminal:
        terminal.wait_for("49 profiles", "v serve", "OnCall")
        yield terminal


def test_sees_what_a_command_starts_and_forgets(ui: Terminal, environ: dict[str, str], code: str) -> None:
    stsui("export", ON_CALL, "--mfa-code", code, environ=environ)
    ui.wait_for("2 active")
    stsui("logout", ON_CALL, environ=environ)
    ui.wait_for("1 active")
    stsui("logout", "--all", environ=environ)
    ui.wait_for("49 profiles", gone="active")


def test_a_command_takes_what_the_ui_started(
    aws: PracticeAws, ui: Terminal, environ: dict[str, str], code: str
) -> None:
    ui.type("\r")
    ui.wait_for("MFA code")
    ui.type(code)
    ui.wait_for("2 active", gone="MFA code")
    calls = len(aws.calls)
    stsui("export", ON_CALL, environ=environ)
    assert len(aws.calls) == calls
    ui.type("s")
    ui.wait_for("1 active")
    assert "No sessions" in stsui("logout", ON_CALL, environ=environ).stderr


def test_two_windows_show_the_same(ui: Terminal, environ: dict[str, str], code: str) -> None:
    with Terminal(STSUI, environ, columns=120, lines=40) as other:
        other.wait_for("49 profiles", "v serve")
        ui.type("\r")
        ui.wait_for("MFA code")
        ui.type(code)
        ui.wait_for("2 active", gone="MFA code")
        other.wait_for("2 active")
        ui.type("v")
        ui.wait_for("served", "at 127.0.0.1:")
        other.wait_for("used by", f"stsui (serving), pid {ui.process.pid}")
        other.type("s")
        ui.wait_for("1 active", "forgotten", gone="1 served")
        other.wait_for("1 active", gone="used by")


def test_shows_who_uses_a_session_for_as_long_as_they_run(
    ui: Terminal, environ: dict[str, str], code: str
) -> None:
    script = "import sys; sys.stdin.read()"
    stsui("export", ON_CALL, "--mfa-code", code, environ=environ)
    for way in (("--server",), ()):
        command = [*STSUI, "exec", ON_CALL, *way, "--", sys.executable, "-c", script]
        with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE) as process:
            name = Path(sys.executable).name
            ui.wait_for("used by", f"{name} (exec")
            (use,) = users_of(Path(environ["STSUI_STATE_DIR"]))
            assert use.pid == process.pid
            process.kill()
        ui.wait_for("2 active", gone="used by")


def test_a_window_that_is_killed_serves_nobody(ui: Terminal, environ: dict[str, str], code: str) -> None:
    stsui("export", ON_CALL, "--mfa-code", code, environ=environ)
    ui.wait_for("2 active")
    ui.type("v")
    ui.wait_for("1 served")
    assert [use.command for use in users_of(Path(environ["STSUI_STATE_DIR"]))] == ["stsui"]
    ui.process.kill()
    ui.process.wait()
    assert users_of(Path(environ["STSUI_STATE_DIR"])) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of other processes are Linux's")
def test_a_window_that_serves_leaves_no_core_file(ui: Terminal, environ: dict[str, str], code: str) -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.prlimit(ui.process.pid, resource.RLIMIT_CORE, (hard, hard))
    stsui("export", ON_CALL, "--mfa-code", code, environ=environ)
    ui.wait_for("2 active")
    ui.type("v")
    ui.wait_for("1 served")
    assert resource.prlimit(ui.process.pid, resource.RLIMIT_CORE) == (0, hard)


def test_keeps_a_written_section_fresh(
    aws: PracticeAws, ui: Terminal, environ: dict[str, str], code: str
) -> None:
    credentials = Path(environ["AWS_SHARED_CREDENTIALS_FILE"])
    stsui("export", ON_CALL, "--mfa-code", code, environ=environ)
    stsui("write", ON_CALL, "--as", "prod", "--keep", environ=environ)
    before = credentials.read_text()
    aws.clock_skew = timedelta(minutes=1)  # two sessions of the same second would end at the same time
    stsui("export", ON_CALL, "--renew", environ=environ)
    ui.wait_until(lambda: credentials.read_text() != before)
    diff = zip(before.splitlines(), credentials.read_text().splitlines(), strict=True)
    changed = {old.partition(" ")[0] for old, new in diff if old != new}
    assert "aws_access_key_id" in changed
    assert changed <= {
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_session_token",
        "x_security_token_expires",
    }
