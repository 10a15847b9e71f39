"""The UI in a real terminal, typed at from an empty machine to a session that other programs can read."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .conftest import STSUI
from .terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

WHO = "import boto3; print(boto3.Session(profile_name='mine').client('sts').get_caller_identity()['Arn'])"
FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "STSUI_CONFIG")


def filter_for(terminal: Terminal, words: str, gone: str) -> None:
    """Type a filter, see a profile go that does not match, and go back to the list."""
    terminal.type("/")
    terminal.wait_for("esc clear")
    terminal.type(words)
    terminal.wait_for("profiles", gone=gone)
    terminal.type("\t")
    terminal.wait_for("d decode")


def into_a_shell(terminal: Terminal) -> None:
    """Start a profile that needs no code, and a subshell with its session."""
    filter_for(terminal, "release deploy", gone="night-shift")
    terminal.type("\r")
    terminal.wait_for("Start release")
    terminal.type("\r")
    terminal.wait_for("1 active", gone="Start release")
    terminal.type("x")
    terminal.wait_for("exit comes back to stsui", "ready>", gone="of 49 profiles")


class TestTheFirstFrame:
    def test_is_whole_as_soon_as_anything_is_drawn(self, environ: dict[str, str]) -> None:
        with Terminal(STSUI, environ, columns=120, lines=40) as terminal:
            terminal.wait_for("profiles", "night-shift", "decode", "auto-refresh")
            first = terminal.transcript.split(b"\x1b[1;1H")[1]  # where Textual begins to paint the screen

        assert not [text for text in (b"profiles", b"night-shift", b"decode") if text not in first]


class TestFromAnEmptyMachine:
    def test_to_a_session_that_boto3_reads(
        self, aws: PracticeAws, environ: dict[str, str], tmp_path: Path
    ) -> None:
        later = {name: Path(environ[name]).read_text() for name in FILES}
        for name in FILES:
            Path(environ[name]).unlink()
        environ = {name: value for name, value in environ.items() if name != "STSUI_CONFIG"}
        environ["XDG_CONFIG_HOME"] = str(tmp_path / "xdg")
        with Terminal(STSUI, environ, columns=120, lines=40) as terminal:
            terminal.wait_for("0 profiles")
            for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
                Path(environ[name]).write_text(later[name])
            terminal.wait_for("night-shift", "security-audit")
            filter_for(terminal, "jump", gone="night-shift")
            terminal.type("\r")
            terminal.wait_for("Start jump", "MFA code")
            terminal.type(aws.company.users["oncall"].mfa.code())
            terminal.wait_for("● jump", "active", gone="Start jump")
            terminal.type("q")
            assert terminal.exit_code() == 0
        assert [call.operation for call in aws.calls] == ["GetSessionToken", "AssumeRole"]

        process = shlex.join([*STSUI, "credential-process", "jump"])
        config = Path(environ["AWS_CONFIG_FILE"])
        config.write_text(
            f"{config.read_text()}\n[profile mine]\nregion = eu-west-1\ncredential_process = {process}\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", WHO], env=environ, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.stdout.strip() == "arn:aws:sts::111122223333:assumed-role/Jump/stsui-kim", done.stderr


class TestWhileItRuns:
    def test_a_subshell_has_the_credentials_and_comes_back(
        self, aws: PracticeAws, environ: dict[str, str]
    ) -> None:
        with Terminal(
            STSUI, environ | {"SHELL": "/bin/sh", "PS1": "ready> "}, columns=120, lines=40
        ) as terminal:
            terminal.wait_for("49 profiles", "d decode")
            into_a_shell(terminal)
            terminal.type("echo in=$STSUI_PROFILE key=${AWS_ACCESS_KEY_ID%${AWS_ACCESS_KEY_ID#????}}\r")
            terminal.wait_for("in=release key=ASIA")
            terminal.type("exit\r")
            terminal.wait_for("of 49 profiles", "1 active")
            terminal.type("q")
            assert terminal.exit_code() == 0
        assert [call.operation for call in aws.calls] == ["AssumeRole"]

    def test_stopped_and_let_go_on_from_outside_it_keeps_the_terminal_whole(
        self, environ: dict[str, str]
    ) -> None:
        environ = environ | {"SHELL": "/bin/sh", "PS1": "ready> "}
        with Terminal(STSUI, environ, columns=120, lines=40) as terminal:
            before = terminal.attributes
            terminal.wait_for("49 profiles", "d decode")
            terminal.stand_still()
            seen = len(terminal.transcript)
            terminal.go_on()
            anew = b"\x1b[?1049h"  # the screen that the UI has for itself
            terminal.wait_until(lambda: b"49 profiles" in terminal.transcript[seen:].partition(anew)[2])
            into_a_shell(terminal)
            assert terminal.attributes == before
            terminal.stand_still()
            terminal.go_on()
            terminal.type("echo in=$STSUI_PROFILE\r")
            terminal.wait_for("ready> echo in=", "in=release")
            terminal.type("exit\r")
            terminal.wait_for("of 49 profiles", "1 active")
            terminal.type("q")
            assert terminal.exit_code() == 0
            assert terminal.attributes == before

    def test_a_paste_with_bytes_that_are_no_text_is_read(self, environ: dict[str, str]) -> None:
        with Terminal(STSUI, environ, columns=120, lines=40) as terminal:
            terminal.wait_for("night-shift", "d decode")
            terminal.type("d")
            terminal.wait_for("Paste a denial")
            pasted = "\udcff\udcfe ines is not authorized to perform: sqs:Purge \udced\udca0\udc80"
            terminal.type(f"\x1b[200~{pasted}\x1b[201~")
            terminal.wait_for("sqs:Purge", "What happened")
            terminal.type("q")
            terminal.wait_for("night-shift", "d decode", gone="What happened")
            terminal.type("q")
            assert terminal.exit_code() == 0

    def test_a_terminal_that_is_too_small_is_survived(self, environ: dict[str, str]) -> None:
        with Terminal(STSUI, environ, columns=20, lines=5) as terminal:
            terminal.wait_for("stsui")
            terminal.type("q")
            assert terminal.exit_code() == 0


class TestTheDemo:
    def test_shows_sessions_of_every_state_and_the_code(self, tmp_path: Path) -> None:
        home = tmp_path / "home"
        home.mkdir()
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text("[profile mine]\nregion = eu-west-1\n")
        temporary = tmp_path / "tmp"
        temporary.mkdir()
        environ = {**os.environ, "HOME": str(home), "TMPDIR": str(temporary)}
        with Terminal([*STSUI, "demo"], environ, columns=140, lines=60) as terminal:
            shown = terminal.wait_for(
                "payments-prod", "active", "expiring", "expired", "the code of oncall is"
            )
            assert b"practice AWS" in terminal.transcript.partition(b"\x1b[?1049h")[0]  # while it is made
            assert "mine" not in shown.split()
            assert re.search(r"the code of oncall is \d{3} \d{3}", shown)
            assert list(temporary.iterdir())
            terminal.type("q")
            assert terminal.exit_code() == 0
        assert list(temporary.iterdir()) == []
        assert sorted(path.name for path in home.rglob("*")) == [".aws", "config"]
