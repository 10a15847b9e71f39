"""From an empty machine to a command that runs with a role's credentials, in a real terminal."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from stsui.practice import Fault, PracticeAws

from .conftest import STSUI, in_terminal, stsui
from .terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

PROMPT = "MFA code for arn:aws:iam::111122223333:mfa/oncall (payments-prod/OnCall): "
SHOW = (
    sys.executable,
    "-c",
    "import os; print('key', os.environ['AWS_ACCESS_KEY_ID'][:4], os.environ['AWS_ACCOUNT_ID'])",
)


@pytest.fixture
def code(aws: PracticeAws) -> str:
    """What the device of the person on call shows."""
    return aws.company.users["oncall"].mfa.code()


def operations(aws: PracticeAws) -> list[str]:
    return [call.operation for call in aws.calls]


class TestACodeAtThePrompt:
    def test_wrong_then_right_then_never_again(
        self, aws: PracticeAws, environ: dict[str, str], code: str
    ) -> None:
        with in_terminal("exec", "payments-prod/OnCall", "--", *SHOW, environ=environ) as terminal:
            terminal.wait_for(PROMPT.strip())
            terminal.type("12345\r")
            terminal.wait_for("must be 6 characters, not 5")
            wrong = f"{(int(code) + 1) % 1_000_000:06}"
            terminal.type(f"{wrong}\r")
            terminal.wait_for("wrong or already used code")
            terminal.type(f"{code[:3]} {code[3:]}\r")
            terminal.wait_for("key ASIA 444455556666")
            assert terminal.exit_code() == 0
        assert operations(aws) == ["GetSessionToken", "GetSessionToken", "AssumeRole"]

        with in_terminal("exec", "payments-dev/Admin", "--", *SHOW, environ=environ) as terminal:
            terminal.wait_for("key ASIA 777788889999")
            assert terminal.exit_code() == 0
            assert "MFA code" not in terminal.text
        assert operations(aws)[3:] == ["AssumeRole"]

    def test_is_asked_past_a_pipe(self, environ: dict[str, str], code: str, tmp_path: Path) -> None:
        out = tmp_path / "out"
        command = (
            f'"{sys.executable}" -m stsui export payments-prod/OnCall --format json </dev/null | cat >"{out}"'
        )
        with Terminal(["sh", "-c", command], environ) as terminal:
            terminal.wait_for(PROMPT.strip())
            terminal.type(f"{code}\r")
            assert terminal.exit_code() == 0
            assert "AWS_SECRET" not in terminal.text
        assert json.loads(out.read_text())["AWS_ACCOUNT_ID"] == "444455556666"

    def test_a_code_that_was_used_is_kept_back_and_the_wait_is_counted(
        self, aws: PracticeAws, environ: dict[str, str]
    ) -> None:
        # The code may give way to the next one meanwhile; that one has nearly all its time before it.
        assert self._is_counted(aws, environ) or self._is_counted(aws, environ)

    def _is_counted(self, aws: PracticeAws, environ: dict[str, str]) -> bool:
        """Whether the wait for the next code is counted down, not over already."""
        code = aws.company.users["oncall"].mfa.code()
        stsui("whoami", "payments-prod/OnCall", "--mfa-code", code, environ=environ)
        stsui("logout", "--all", environ=environ)
        before = len(aws.calls)
        with in_terminal("whoami", "payments-prod/OnCall", environ=environ) as terminal:
            terminal.wait_for(PROMPT.strip())
            terminal.type(f"{code}\r")
            terminal.wait_for("was used already, and AWS takes each code once")
            terminal.wait_until(lambda: "0:00:" in terminal.text or terminal.text.count(PROMPT.strip()) > 1)
            counted = "0:00:" in terminal.text
            terminal.type("\x03")
            assert terminal.exit_code() == 130
        assert len(aws.calls) == before
        return counted


class TestLeavingThePrompt:
    def test_ctrl_c_is_130_and_leaves_a_clean_line(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        for arguments in (
            ["exec", "payments-prod/OnCall", "--", *SHOW],
            ["export", "payments-prod/OnCall"],
            ["whoami", "payments-prod/OnCall"],
            ["console", "payments-prod/OnCall", "--print"],
            ["credential-process", "payments-prod/OnCall"],
        ):
            with in_terminal(*arguments, environ=environ) as terminal:
                terminal.wait_for(PROMPT.strip())
                terminal.type("\x03")
                assert terminal.exit_code() == 130
                assert "Traceback" not in terminal.text
                assert terminal.screen.cursor.x == 0
        assert operations(aws) == []

    def test_ctrl_c_at_the_hidden_prompt_for_a_secret(self, environ: dict[str, str]) -> None:
        with in_terminal("mfa", "add", "arn:aws:iam::111122223333:mfa/oncall", environ=environ) as terminal:
            terminal.wait_for("(hidden):")
            terminal.type("GEZDGNBV\x03")
            assert terminal.exit_code() == 130
            assert "GEZDGNBV" not in terminal.text
            assert "Traceback" not in terminal.text

    def test_ctrl_c_while_a_text_is_pasted(self, environ: dict[str, str]) -> None:
        with in_terminal("decode", environ=environ) as terminal:
            terminal.wait_for("Paste the denial")
            terminal.type("User: arn\x03")
            assert terminal.exit_code() == 130
            assert "Traceback" not in terminal.text

    def test_ctrl_c_while_aws_does_not_answer(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        aws.faults.add(Fault(kind="hang", times=9))
        with in_terminal("whoami", "release", environ=environ) as terminal:
            terminal.wait_until(lambda: bool(aws.calls))
            terminal.type("\x03")
            assert terminal.exit_code() == 130
            assert "Traceback" not in terminal.text

    def test_end_of_file_is_no_code(self, environ: dict[str, str]) -> None:
        with in_terminal("whoami", "payments-prod/OnCall", environ=environ) as terminal:
            terminal.wait_for(PROMPT.strip())
            terminal.type("\x04")
            assert terminal.exit_code() == 3

    def test_three_wrong_codes_are_enough(self, aws: PracticeAws, environ: dict[str, str], code: str) -> None:
        with in_terminal("whoami", "payments-prod/OnCall", environ=environ) as terminal:
            for attempt in range(1, 4):
                terminal.wait_for(PROMPT.strip())
                terminal.screen.reset()
                terminal.type(f"{(int(code) + attempt) % 1_000_000:06}\r")
            assert terminal.exit_code() == 1
        assert operations(aws) == ["GetSessionToken"] * 3


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def session(self, environ: dict[str, str], code: str) -> None:
        stsui("whoami", "payments-prod/OnCall", "--mfa-code", code, environ=environ)

    def test_passes_its_exit_code_on(self, environ: dict[str, str]) -> None:
        script = "import sys; sys.exit(42)"
        stsui("exec", "payments-prod/OnCall", "--", sys.executable, "-c", script, environ=environ, code=42)

    def test_gets_stdin_and_its_own_options(self, environ: dict[str, str]) -> None:
        script = "import sys; print(sys.argv[1:], sys.stdin.read())"
        done = stsui(
            *("exec", "payments-prod/OnCall", "--", sys.executable, "-c", script, "--debug", "--", "-x"),
            environ=environ,
            stdin="typed",
        )
        assert done.stdout.strip() == "['--debug', '--', '-x'] typed"

    def test_gets_what_is_left_of_stdin_after_the_code(
        self, aws: PracticeAws, environ: dict[str, str]
    ) -> None:
        stsui("logout", "payments-prod/OnCall", environ=environ)
        command = ("--mfa-code", "-", "--", sys.executable, "-c", "import sys; print(sys.stdin.read())")
        done = stsui("exec", "payments-prod/OnCall", *command, environ=environ, stdin="123456\nmine\n")
        assert done.stdout.strip() == "mine"

    def test_is_the_same_process_so_signals_are_its_own(self, environ: dict[str, str]) -> None:
        script = "import signal, os; print('ready', os.getpid(), flush=True); signal.pause()"
        command = [*STSUI, "exec", "payments-prod/OnCall", "--", sys.executable, "-c", script]
        with Terminal(command, environ) as terminal:
            terminal.wait_for(f"ready {terminal.process.pid}")
            os.kill(terminal.process.pid, signal.SIGTERM)
            assert terminal.exit_code() == -signal.SIGTERM

    def test_that_does_not_exist_costs_no_session(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        before = len(aws.calls)
        done = stsui("exec", "payments-dev/Admin", "--", "no-such-command", environ=environ, code=127)
        assert done.stderr == "stsui: There is no command no-such-command. Check its name and PATH.\n"
        assert len(aws.calls) == before

    def test_sees_no_credentials_but_the_sessions(self, environ: dict[str, str]) -> None:
        stale = {
            "AWS_PROFILE": "deploy",
            "AWS_ACCESS_KEY_ID": "AKIAI44QH8DHBEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
            "AWS_SECURITY_TOKEN": "stale",
            "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
            "STSUI_MFA_CODE": "123456",
        }
        script = "import os, json; print(json.dumps(dict(os.environ)))"
        done = stsui(
            *("exec", "payments-prod/OnCall", "--", sys.executable, "-c", script), environ=environ | stale
        )
        seen = json.loads(done.stdout)
        assert seen["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        assert not {"AWS_PROFILE", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION"} & seen.keys()
        assert "STSUI_MFA_CODE" not in seen

    def test_is_a_shell_where_none_is_named(self, environ: dict[str, str]) -> None:
        with in_terminal("exec", "payments-prod/OnCall", environ=environ | {"SHELL": "/bin/sh"}) as terminal:
            terminal.wait_for("A shell with the credentials of payments-prod/OnCall, good until")
            terminal.type("echo profile=$STSUI_PROFILE; exit 5\r")
            terminal.wait_for("profile=payments-prod/OnCall")
            assert terminal.exit_code() == 5

    def test_a_hint_of_the_time_left_renews(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        before = len(aws.calls)
        stsui("export", "payments-prod/OnCall", "--min-remaining", "45m", environ=environ)
        assert len(aws.calls) == before
        stsui("export", "payments-prod/OnCall", "--renew", environ=environ)
        assert operations(aws)[before:] == ["AssumeRole"]
