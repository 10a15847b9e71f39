"""Completion in real shells."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import STSUI
from .terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these shells are POSIX's")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A machine with stsui on its PATH and a few profiles."""
    command = tmp_path / "bin" / "stsui"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.join(STSUI)} "$@"\n')
    command.chmod(0o700)
    config = tmp_path / "config"
    config.write_text(
        "[profile night-shift]\nregion = eu-west-1\n"
        '[profile "two words"]\nregion = eu-west-1\n'
        "[profile a:b*]\nregion = eu-west-1\n"
    )
    return {
        **os.environ,
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "STSUI_STATE_DIR": str(tmp_path / "state"),
        "STSUI_STORE": "file",
        "PS1": "ready> ",
        "LC_ALL": "C.UTF-8",
        "ZDOTDIR": str(tmp_path),
    }


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(stsui completion bash)"; PS1="ready> "'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -Uz compinit; compinit -u -D; eval "$(stsui completion zsh)"; PS1="ready> "',
    ),
}


@pytest.mark.parametrize("shell", list(SHELLS))
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("stsui pla\tnig\t", "stsui plan night-shift"),
        ("stsui plan two\t", "stsui plan two\\ words"),
        ("stsui plan a:\t", "stsui plan a:b\\*"),
    ],
)
def test_the_tab_key_completes(shell: str, typed: str, completed: str, environ: dict[str, str]) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    command, setting_up = SHELLS[shell]
    with Terminal(command, environ) as terminal:
        terminal.type(f"{setting_up}\r")
        terminal.wait_for("\nready>")
        for part in typed.splitlines():
            terminal.type(part)
        terminal.wait_for(completed)


def test_fish_offers_profiles_with_descriptions(environ: dict[str, str]) -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    script = (
        'stsui completion fish | source; complete -C "stsui plan "; '
        'complete -C "stsui exec night-shift -- /bin/s"'
    )
    done = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    offered = done.stdout.splitlines()
    assert {"night-shift\tempty", "two words\tempty", "a:b*\tempty"} <= set(offered)
    assert any(line.startswith("/bin/sh") for line in offered)


def test_the_list_of_profiles_is_fast_to_get(environ: dict[str, str]) -> None:
    script = (
        "import sys; from stsui.cli import main; main(['__complete', 'fish', 'plan', ''])\n"
        "heavy = {'boto3', 'botocore', 'textual', 'keyring', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr.strip() == "[]"
