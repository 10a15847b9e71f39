"""`stsui use` in real shells, through the function that `stsui shell-init` prints."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .conftest import STSUI, stsui

ON_CALL = "payments-prod/OnCall"
SHOW = f"'{sys.executable}' -c 'import os, json; print(json.dumps(dict(os.environ)))'"
LOAD = {
    "bash": 'eval "$(stsui shell-init bash)"',
    "zsh": 'eval "$(stsui shell-init zsh)"',
    "fish": "stsui shell-init fish | source",
}


@pytest.fixture
def started(aws: PracticeAws, environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A machine with a session, whose PATH has the command."""
    if sys.platform != "win32":
        # fish puts the user's real name here, whatever it was; sessions are named after it.
        import pwd

        environ = environ | {"USER": pwd.getpwuid(os.getuid()).pw_name}
    stsui("whoami", ON_CALL, "--mfa-code", aws.company.users["oncall"].mfa.code(), environ=environ)
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "stsui"
    command.write_text(f'#!/bin/sh\nexec {" ".join(STSUI)} "$@"\n')
    command.chmod(0o755)
    return environ | {"PATH": f"{folder}{os.pathsep}{environ['PATH']}"}


@pytest.mark.skipif(sys.platform == "win32", reason="these shells are POSIX's")
@pytest.mark.parametrize("shell", LOAD)
class TestUse:
    def run(self, shell: str, script: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
        if not shutil.which(shell):
            pytest.skip(f"{shell} is not installed")
        return subprocess.run(
            [shell, "-c", f"{LOAD[shell]}\n{script}"],
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )

    def test_changes_this_shell_and_back(self, shell: str, started: dict[str, str]) -> None:
        stale = {"AWS_PROFILE": "other", "AWS_SECURITY_TOKEN": "stale"}
        done = self.run(shell, f"stsui use {ON_CALL}; {SHOW}; stsui use --unset; {SHOW}", started | stale)
        during, after = map(json.loads, done.stdout.splitlines())
        assert during["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        assert during["STSUI_PROFILE"] == ON_CALL
        assert not stale.keys() & during.keys()
        assert not {name for name in after if name.startswith("AWS_")} - started.keys()
        assert "STSUI_PROFILE" not in after
        assert f"This shell has the credentials of {ON_CALL}" in done.stderr

    def test_a_failure_changes_nothing_and_is_told(self, shell: str, started: dict[str, str]) -> None:
        status = "$status" if shell == "fish" else "$?"
        done = self.run(shell, f"stsui use nobody; echo code {status}; {SHOW}", started)
        first, second = done.stdout.splitlines()
        assert first == "code 2"
        assert "AWS_ACCESS_KEY_ID" not in json.loads(second)
        assert "nobody" in done.stderr

    def test_help_is_shown_and_not_run(self, shell: str, started: dict[str, str]) -> None:
        assert "usage: stsui use" in self.run(shell, "stsui use --help", started).stdout

    def test_all_else_is_the_commands(self, shell: str, started: dict[str, str]) -> None:
        done = self.run(shell, f"stsui status {ON_CALL} --format '<{{state}}> two  words'", started)
        assert done.stdout == "<active> two  words\n"
        assert done.stderr == ""


def test_without_the_function_it_says_how_to_get_it(environ: dict[str, str]) -> None:
    assert "stsui shell-init bash" in stsui("use", ON_CALL, environ=environ, code=2).stderr


def test_forms_that_cannot_unset_say_so(environ: dict[str, str]) -> None:
    assert "powershell" in stsui("export", "--unset", "--format", "dotenv", environ=environ, code=2).stderr
    assert 'set "AWS_ACCESS_KEY_ID="' in stsui("export", "--unset", "--format", "cmd", environ=environ).stdout
    stsui("export", environ=environ, code=2)
    stsui("export", ON_CALL, "--unset", environ=environ, code=2)
