"""`stsui status`, as prompts and people ask it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from stsui.delivery.status import described, exit_code, quick, shown, without_session
from stsui.practice import PracticeAws

from .conftest import STSUI, stsui

ON_CALL = "payments-prod/OnCall"


@pytest.fixture
def started(aws: PracticeAws, environ: dict[str, str]) -> dict[str, str]:
    """A machine on which one session is running."""
    stsui("whoami", ON_CALL, "--mfa-code", aws.company.users["oncall"].mfa.code(), environ=environ)
    return environ


def test_of_a_profile_with_a_session(started: dict[str, str]) -> None:
    line = stsui("status", ON_CALL, environ=started).stdout
    assert line.startswith(f"● {ON_CALL} 0:59:") or line == f"● {ON_CALL} 1:00:00\n"
    status = json.loads(stsui("status", ON_CALL, "--json", environ=started).stdout)
    assert status.keys() == {"profile", "account_id", "state", "expires_at", "seconds_left"}
    assert (status["state"], status["account_id"]) == ("active", "444455556666")
    assert 3500 < status["seconds_left"] <= 3600


def test_of_a_profile_without_one(started: dict[str, str]) -> None:
    assert stsui("status", "deploy", environ=started, code=1).stdout == "○ deploy\n"
    status = json.loads(stsui("status", "deploy", "--json", environ=started, code=1).stdout)
    assert (status["state"], status["expires_at"], status["seconds_left"]) == ("none", None, None)


def test_of_no_profile(started: dict[str, str]) -> None:
    assert "Did you mean" in stsui("status", "deplo", environ=started, code=2).stderr


def test_an_ordinary_shells_prompt_stays_empty(environ: dict[str, str]) -> None:
    done = stsui("status", environ=environ, code=1)
    assert (done.stdout, done.stderr) == ("", "")


def test_in_a_shell_of_stsuis_it_is_about_that_shells_keys(started: dict[str, str]) -> None:
    """Another terminal renews the session; the keys of this shell end when they end."""
    script = (
        "import subprocess, sys; me = [sys.executable, '-m', 'stsui'];"
        "subprocess.run([*me, 'logout', '--all'], check=True);"
        "sys.exit(subprocess.run([*me, 'status']).returncode)"
    )
    done = stsui("exec", ON_CALL, "--", sys.executable, "-c", script, environ=started)
    assert done.stdout.startswith(f"● {ON_CALL} ")


def test_in_a_served_shell_it_is_about_the_session(started: dict[str, str]) -> None:
    done = stsui("exec", ON_CALL, "--server", "--", *STSUI, "status", environ=started)
    assert done.stdout.startswith(f"● {ON_CALL} ")


def test_a_format_of_ones_own(started: dict[str, str]) -> None:
    assert (
        stsui("status", ON_CALL, "--format", "<{profile}|{state}>", environ=started).stdout
        == f"<{ON_CALL}|active>\n"
    )
    assert "{colour}" in stsui("status", ON_CALL, "--format", "{colour}", environ=started, code=2).stderr
    stsui("status", ON_CALL, "--format", environ=started, code=2)


@pytest.mark.parametrize("words", [[ON_CALL], [ON_CALL, "--json"], ["--format", "{left}", ON_CALL]])
def test_the_quick_answer_is_the_slow_ones(started: dict[str, str], words: list[str]) -> None:
    found = quick(words, started)
    assert found is not None
    ready = Path(started["STSUI_STATE_DIR"]) / "ready"
    for record in ready.iterdir():
        record.unlink()
    assert quick(words, started) is None
    slow = stsui("status", *words, environ=started).stdout
    assert len(slow) == len(found[0])
    assert slow[:12] == found[0][:12] or "--format" in words


class TestWords:
    @pytest.mark.parametrize(
        ("left", "line", "code"),
        [
            (3600.0, "● x 1:00:00", 0),
            (900.5, "● x 0:15:00", 0),
            (900.0, "◐ x 0:15:00", 0),
            (1.0, "◐ x 0:00:01", 0),
            (0.0, "◌ x expired", 1),
            (-5.0, "◌ x expired", 1),
        ],
    )
    def test_of_the_time_left(self, left: float, line: str, code: int) -> None:
        status = described("x", 1773496800.0, left, 3600.0, None)
        assert shown(status, "{shape} {profile} {left}", as_json=False) == line + "\n"
        assert exit_code(status) == code

    def test_a_name_that_would_steer_the_terminal(self) -> None:
        line = shown(without_session("a\x1b[31m\nb", None), "{profile}", as_json=False)
        assert line == "a\\x1b[31m\\nb\n"

    def test_a_name_with_braces_is_no_format(self) -> None:
        assert shown(without_session("{state}", None), "{profile}", as_json=False) == "{state}\n"

    @pytest.mark.parametrize("end", ["soon", "", "2026-03-14T13:00:00Z" * 2])
    def test_a_damaged_environment_is_not_believed(self, end: str, tmp_path: Path) -> None:
        environ = {
            "STSUI_PROFILE": "x",
            "AWS_ACCESS_KEY_ID": "ASIA",
            "AWS_SESSION_EXPIRATION": end,
            "STSUI_STATE_DIR": str(tmp_path),
        }
        assert quick([], environ) is None
