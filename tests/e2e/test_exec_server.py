"""`stsui exec --server` and what exec checks first, from the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stsui.delivery.users import users_of
from stsui.practice import PracticeAws

from .conftest import STSUI, in_terminal, stsui

ON_CALL = "payments-prod/OnCall"
SHOW = (sys.executable, "-c", "import os, json; print(json.dumps(dict(os.environ)))")
FETCH = """
import os, urllib.request
request = urllib.request.Request(
    os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
    headers={"Authorization": os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]},
)
fetch = lambda: print(urllib.request.urlopen(request).read().decode(), flush=True)
fetch()
"""
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals are POSIX's")


@pytest.fixture
def started(aws: PracticeAws, environ: dict[str, str]) -> dict[str, str]:
    """A machine on which one session is running."""
    stsui("whoami", ON_CALL, "--mfa-code", aws.company.users["oncall"].mfa.code(), environ=environ)
    return environ


@pytest.fixture
def serving(started: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A command that fetches credentials, and fetches them again for each line it reads."""
    script = FETCH + "import sys\nfor line in sys.stdin: fetch()\n"
    process = subprocess.Popen(
        [*STSUI, "exec", ON_CALL, "--server", "--", sys.executable, "-c", script],
        env=started,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def fetched(process: subprocess.Popen[str], again: bool = True) -> dict[str, str]:
    assert process.stdin
    assert process.stdout
    if again:
        process.stdin.write("\n")
        process.stdin.flush()
    answer: dict[str, str] = json.loads(process.stdout.readline())
    return answer


class TestServer:
    def test_the_command_sees_an_endpoint_and_no_keys(self, started: dict[str, str]) -> None:
        stale = {
            "AWS_PROFILE": "deploy",
            "AWS_ACCESS_KEY_ID": "AKIAI44QH8DHBEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/etc/passwd",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/other",
        }
        done = stsui("exec", ON_CALL, "--server", "--", *SHOW, environ=started | stale)
        seen = json.loads(done.stdout)
        assert seen["AWS_CONTAINER_CREDENTIALS_FULL_URI"].startswith("http://127.0.0.1:")
        assert len(seen["AWS_CONTAINER_AUTHORIZATION_TOKEN"]) >= 40
        assert (seen["AWS_REGION"], seen["STSUI_PROFILE"]) == ("eu-west-1", ON_CALL)
        assert not stale.keys() & seen.keys()
        assert "AWS_SESSION_TOKEN" not in seen
        assert done.stderr == ""

    def test_hands_on_what_another_process_renewed(
        self, started: dict[str, str], serving: subprocess.Popen[str]
    ) -> None:
        before = fetched(serving, again=False)["AccessKeyId"]
        renewed = json.loads(stsui("export", ON_CALL, "--renew", "--format", "json", environ=started).stdout)
        while (now := fetched(serving)["AccessKeyId"]) == before:
            pass
        assert now == renewed["AWS_ACCESS_KEY_ID"]

    def test_is_known_while_it_runs_and_ends_with_its_command(
        self, started: dict[str, str], serving: subprocess.Popen[str]
    ) -> None:
        state = Path(started["STSUI_STATE_DIR"])
        fetched(serving, again=False)
        (use,) = users_of(state)
        assert (use.profile, use.way, use.pid) == (ON_CALL, "exec --server", serving.pid)
        assert use.command.startswith("python")
        assert use.until is not None
        serving.communicate()
        assert serving.returncode == 0
        assert users_of(state) == []

    def test_a_killed_one_is_known_no_longer(
        self, started: dict[str, str], serving: subprocess.Popen[str]
    ) -> None:
        fetched(serving, again=False)
        serving.kill()
        serving.wait()
        assert users_of(Path(started["STSUI_STATE_DIR"])) == []

    def test_passes_the_exit_code_on(self, started: dict[str, str]) -> None:
        script = "import sys; sys.exit(42)"
        stsui("exec", ON_CALL, "--server", "--", sys.executable, "-c", script, environ=started, code=42)

    @posix_only
    def test_a_default_profile_cannot_take_the_endpoints_place(
        self, aws: PracticeAws, started: dict[str, str]
    ) -> None:
        user = aws.company.users["deploy"]
        with Path(started["AWS_SHARED_CREDENTIALS_FILE"]).open("a", encoding="utf-8") as file:
            file.write(f"\n[default]\naws_access_key_id = {user.access_key_id}\n")
            file.write(f"aws_secret_access_key = {user.secret_access_key}\n")
        script = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
        done = stsui("exec", ON_CALL, "--server", "--", sys.executable, "-c", script, environ=started)
        assert ":assumed-role/OnCall/" in done.stdout
        assert "does not see these files" in done.stderr

    @posix_only
    def test_ctrl_c_ends_the_command_and_the_shell_sees_it(self, started: dict[str, str]) -> None:
        script = "import time; print('go', flush=True)\nwhile True: time.sleep(0.1)"
        command = ("exec", ON_CALL, "--server", "--", sys.executable, "-c", script)
        with in_terminal(*command, environ=started) as terminal:
            terminal.wait_for("go")
            terminal.type("\x03")
            assert terminal.exit_code() == -signal.SIGINT
            assert "KeyboardInterrupt" in terminal.text

    @posix_only
    def test_leaves_nothing_in_arguments(
        self, started: dict[str, str], serving: subprocess.Popen[str]
    ) -> None:
        fields = fetched(serving, again=False)
        shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        assert fields["SecretAccessKey"] not in shown
        assert fields["AccessKeyId"] not in shown


class TestExec:
    def test_makes_a_new_session_when_told_to(self, aws: PracticeAws, started: dict[str, str]) -> None:
        """As the endpoint advises where it has no code."""
        calls = len(aws.calls)
        stsui("exec", ON_CALL, "--renew", "--", *STSUI, "status", environ=started)
        assert [call.operation for call in aws.calls[calls:]] == ["AssumeRole"]

    def test_is_known_for_as_long_as_its_command_runs(self, started: dict[str, str]) -> None:
        script = "import sys; print('running', flush=True); sys.stdin.read()"
        process = subprocess.Popen(
            [*STSUI, "exec", ON_CALL, "--", sys.executable, "-c", script],
            env=started,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        (use,) = users_of(Path(started["STSUI_STATE_DIR"]))
        assert (use.profile, use.way, use.pid) == (ON_CALL, "exec", process.pid)
        assert use.command.startswith("python")
        assert use.until is not None
        process.communicate()
        assert users_of(Path(started["STSUI_STATE_DIR"])) == []


class TestAccount:
    def test_another_account_runs_nothing(self, started: dict[str, str]) -> None:
        done = stsui("exec", ON_CALL, "--account", "7777-8888-9999", "--", *SHOW, environ=started, code=1)
        assert done.stdout == ""
        assert "the account 444455556666, not of 777788889999" in done.stderr

    def test_the_right_one_runs(self, started: dict[str, str]) -> None:
        stsui("exec", ON_CALL, "--account", "4444-5555-6666", "--", *SHOW, environ=started)

    def test_what_is_no_account(self, started: dict[str, str]) -> None:
        assert "twelve digits" in stsui("exec", ON_CALL, "--account", "prod", environ=started, code=2).stderr

    def test_of_borrowed_credentials_aws_is_asked(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        """The config says of whose account they are; AWS knows better."""
        user = aws.company.users["deploy"]
        fields = {"Version": 1, "AccessKeyId": user.access_key_id, "SecretAccessKey": user.secret_access_key}
        answer = Path(environ["STSUI_STATE_DIR"]).parent / "answer.json"
        answer.write_text(json.dumps(fields))
        with Path(environ["AWS_CONFIG_FILE"]).open("a", encoding="utf-8") as file:
            print_it = f'"{sys.executable}" -c "print(open(\'{answer.as_posix()}\').read())"'
            file.write(f"\n[profile lent]\naws_account_id = 444455556666\ncredential_process = {print_it}\n")
        done = stsui("exec", "lent", "--account", "444455556666", "--", *SHOW, environ=environ, code=1)
        assert "the account 111122223333" in done.stderr
        assert [call.operation for call in aws.calls] == ["GetCallerIdentity"]


class TestConfirm:
    @pytest.fixture(autouse=True)
    def wanted(self, started: dict[str, str]) -> None:
        config = Path(started["STSUI_CONFIG"])
        config.write_text(config.read_text() + "\nconfirm: [PROD]\n")

    def test_nobody_to_ask(self, started: dict[str, str]) -> None:
        done = stsui("exec", ON_CALL, "--", *SHOW, environ=started, code=2)
        assert "--yes" in done.stderr
        assert done.stdout == ""
        stsui("exec", ON_CALL, "--yes", "--", *SHOW, environ=started)

    def test_other_environments_are_not_asked_about(self, started: dict[str, str]) -> None:
        stsui("exec", "payments-dev/Admin", "--", *SHOW, environ=started)

    @posix_only
    @pytest.mark.parametrize(
        ("typed", "code"), [("y", 5), ("YES", 5), ("", 130), ("n", 130), ("\x04", 130), ("\x03", 130)]
    )
    def test_asks_on_the_terminal(self, started: dict[str, str], typed: str, code: int) -> None:
        with in_terminal("exec", ON_CALL, "--", "sh", "-c", "exit 5", environ=started) as terminal:
            terminal.wait_for("is prod", "Run sh with it? [y/N]")
            terminal.type(f"{typed}\r" if typed.isalpha() or not typed else typed)
            assert terminal.exit_code() == code
            assert "Traceback" not in terminal.text


def test_the_environment_of_these_tests_is_clean() -> None:
    assert not {name for name in os.environ if name.startswith("AWS_CONTAINER")}
