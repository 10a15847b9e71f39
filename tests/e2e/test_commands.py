"""The other commands against the practice AWS."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .conftest import in_terminal, stsui

ON_CALL = "payments-prod/OnCall"
needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


@pytest.fixture
def started(aws: PracticeAws, environ: dict[str, str]) -> dict[str, str]:
    """A machine on which one session is running."""
    code = aws.company.users["oncall"].mfa.code()
    stsui("whoami", ON_CALL, "--mfa-code", code, environ=environ)
    return environ


class TestList:
    @pytest.mark.parametrize("hours", [-2, 2])
    def test_a_clock_that_is_off_changes_no_state(
        self, aws: PracticeAws, environ: dict[str, str], hours: int
    ) -> None:
        aws.clock_skew = timedelta(hours=hours)
        stsui("whoami", "release", environ=environ)
        lines = stsui("list", environ=environ).stdout.splitlines()
        (line,) = [line for line in lines if line.startswith("release ")]
        assert "active" in line
        assert " 0:59:" in line or "1:00:00" in line

    def test_shows_what_is_running(self, started: dict[str, str]) -> None:
        items = {
            item["profile"]: item for item in json.loads(stsui("list", "--json", environ=started).stdout)
        }
        live = items[ON_CALL]
        assert live.keys() == {
            *(
                "profile",
                "account_id",
                "account_name",
                "role",
                "kind",
                "source",
                "region",
                "state",
                "expires_at",
            )
        }
        assert live["state"] == "active"
        assert live["expires_at"].endswith("Z")
        assert live | {"expires_at": None} == {
            "profile": ON_CALL,
            "account_id": "444455556666",
            "account_name": "payments-prod",
            "role": "OnCall",
            "kind": "role",
            "source": "fleet",
            "region": "eu-west-1",
            "state": "active",
            "expires_at": None,
        }
        assert items["lost-source"]["state"] == "error"
        assert items["payments-dev/Admin"]["state"] == "none"

    def test_in_words(self, started: dict[str, str]) -> None:
        (line,) = [
            line for line in stsui("list", environ=started).stdout.splitlines() if line.startswith(ON_CALL)
        ]
        assert "● active" in line
        assert re.search(r" (0:5\d:\d\d|1:00:00)$", line)


class TestLogout:
    def test_forgets_one_profiles_session(self, started: dict[str, str]) -> None:
        done = stsui("logout", ON_CALL, environ=started)
        assert done.stderr == f"stsui: 1 session of {ON_CALL} forgotten.\n"
        assert (
            stsui("logout", ON_CALL, environ=started).stderr
            == f"stsui: No sessions of {ON_CALL} forgotten.\n"
        )

    def test_forgets_all(self, started: dict[str, str]) -> None:
        assert "2 sessions forgotten" in stsui("logout", "--all", environ=started).stderr
        stsui("credential-process", ON_CALL, environ=started, code=3)


class TestWhoAmI:
    def test_tells_the_role_and_the_account(self, started: dict[str, str]) -> None:
        said = json.loads(stsui("whoami", ON_CALL, "--json", environ=started).stdout)
        assert said.pop("user_id").endswith(":stsui-kim")
        assert said.pop("access_key_id").startswith("ASIA")
        assert said.pop("expires_at").endswith("Z")
        assert said == {
            "profile": ON_CALL,
            "account_id": "444455556666",
            "account_name": "payments-prod",
            "kind": "role session",
            "arn": "arn:aws:sts::444455556666:assumed-role/OnCall/stsui-kim",
            "error": None,
        }

    def test_without_a_profile_it_is_the_environments(self, started: dict[str, str]) -> None:
        exported = json.loads(stsui("export", ON_CALL, "--format", "json", environ=started).stdout)
        assert "assumed-role/OnCall" in stsui("whoami", environ=started | exported).stdout

    def test_without_either_it_is_aws_profiles(self, environ: dict[str, str]) -> None:
        assert "user/deploy" in stsui("whoami", environ=environ | {"AWS_PROFILE": "deploy"}).stdout


class TestKeyInfo:
    def test_tells_the_account(self, started: dict[str, str]) -> None:
        arguments = ("key-info", "AKIAI44QH8DHBEXAMPLE", "--profile", ON_CALL, "--json")
        assert json.loads(stsui(*arguments, environ=started).stdout) == {
            "access_key_id": "AKIAI44QH8DHBEXAMPLE",
            "kind": "long-term",
            "account_id": "111122223333",
            "account_name": "identity",
            "account_source": "aws",
            "computed_account_id": None,
            "ours": ["profile deploy"],
            "error": None,
        }


class TestConsole:
    def test_prints_a_link_that_signs_in(self, started: dict[str, str]) -> None:
        done = stsui(
            "console", ON_CALL, "--service", "ec2", "--region", "eu-north-1", "--print", environ=started
        )
        link = done.stdout.strip()
        assert done.stderr == ""
        assert "Action=login" in link
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        )
        with opener.open(link, timeout=20) as page:
            assert page.status == 200

    @pytest.mark.skipif(sys.platform == "win32", reason="BROWSER is a shell's affair")
    def test_opens_the_browser_that_is_named(self, started: dict[str, str], tmp_path: Path) -> None:
        browser, seen = tmp_path / "browser", tmp_path / "seen"
        browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}"\n')
        browser.chmod(stat.S_IRWXU)
        done = stsui("console", ON_CALL, environ=started | {"BROWSER": str(browser)})
        assert done.stdout == ""
        assert "SigninToken" in seen.read_text()

    def test_over_ssh_the_link_is_printed(self, started: dict[str, str]) -> None:
        done = stsui("console", ON_CALL, environ=started | {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})
        assert "SSH session" in done.stderr
        assert "SigninToken" in done.stdout


class TestDecode:
    @pytest.fixture
    def blob(self, aws: PracticeAws) -> str:
        return aws.mint_denial(
            principal="arn:aws:sts::444455556666:assumed-role/OnCall/kim",
            action="ec2:TerminateInstances",
            resource="arn:aws:ec2:eu-west-1:444455556666:instance/i-0abcd1234efgh5678",
            explicit=True,
        )

    def test_an_encoded_one_with_the_session_there_is(self, started: dict[str, str], blob: str) -> None:
        text = f"An error occurred (UnauthorizedOperation): Encoded authorization failure message: {blob}"
        (denial,) = json.loads(stsui("decode", "--json", environ=started, stdin=text).stdout)
        assert denial["kind"] == "encoded"
        assert denial["decoded"] is True
        assert denial["effect"] == "explicit"
        assert denial["action"] == "ec2:TerminateInstances"
        assert denial["matched_statements"]

    def test_a_blob_as_an_argument(self, started: dict[str, str], blob: str) -> None:
        shown = stsui("decode", blob, "--profile", ON_CALL, environ=started).stdout
        assert "explicitly denied" in shown
        assert "ec2:TerminateInstances" in shown

    def test_as_markdown_from_a_file(self, started: dict[str, str], blob: str, tmp_path: Path) -> None:
        log = tmp_path / "log"
        log.write_text(f"Encoded authorization failure message: {blob}\n", encoding="utf-16")
        assert "| What |" in stsui("decode", "--markdown", "--file", str(log), environ=started).stdout

    def test_without_a_session_it_is_listed_and_1(self, environ: dict[str, str], blob: str) -> None:
        done = stsui("decode", "--json", blob, environ=environ, code=1)
        (denial,) = json.loads(done.stdout)
        assert denial["decoded"] is False
        assert denial["explanation"]

    def test_a_sentence_needs_nobody(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        words = "User: arn:aws:iam::111122223333:user/kim is not authorized to perform: s3:GetObject"
        (denial,) = json.loads(stsui("decode", *words.split(), "--json", environ=environ).stdout)
        assert denial["kind"] == "plain"
        assert denial["action"] == "s3:GetObject"
        assert aws.calls == []

    def test_a_text_with_a_dash_in_front(self, environ: dict[str, str]) -> None:
        for text in ("-AQoDYXdzEXAMPLE_" * 10, "--AQoDYXdzEXAMPLE_" * 10, "-hQoDYXdzEXAMPLE_" * 10):
            done = stsui("decode", text, "--json", environ=environ, code=1)
            assert len(json.loads(done.stdout)) <= 1

    def test_nothing_is_a_usage_error(self, environ: dict[str, str]) -> None:
        stsui("decode", environ=environ, code=2)
        stsui("decode", "-", environ=environ, stdin=" \n", code=2)
        stsui("decode", "--file", "/no/such/file", environ=environ, code=2)
        stsui("decode", "--mfa-code", "-", environ=environ, code=2)

    def test_no_escape_sequence_gets_through(self, environ: dict[str, str]) -> None:
        who = "User: arn:aws:iam::111122223333:user/\x1b[31mkim"
        text = f"{who} is not authorized to perform: s3:\x1b]0;x\x07Get"
        done = stsui("decode", environ=environ, stdin=text)
        assert "\x1b" not in done.stdout

    @needs_terminal
    def test_asks_for_a_paste_in_a_terminal(self, environ: dict[str, str]) -> None:
        with in_terminal("decode", environ=environ) as terminal:
            terminal.wait_for("Paste the denial, then press Ctrl-D.")
            terminal.type("ThrottlingException: Rate exceeded\r\x04")
            terminal.wait_for("not a denial: throttl")
            assert terminal.exit_code() == 0


class TestDoctor:
    def test_finds_what_is_broken_and_says_how_to_mend_it(self, environ: dict[str, str]) -> None:
        stale = environ | {"AWS_SECURITY_TOKEN": "stale"}
        findings = json.loads(stsui("doctor", "--json", environ=stale, code=1).stdout)
        assert all(finding.keys() == {"check", "health", "message", "mend"} for finding in findings)
        broken = [finding for finding in findings if finding["health"] == "broken"]
        assert {finding["check"] for finding in broken} == {"profiles", "environment"}
        assert all(finding["mend"] for finding in broken)

    def test_is_content_with_a_healthy_machine(self, environ: dict[str, str]) -> None:
        config = Path(environ["AWS_CONFIG_FILE"])
        config.write_text(config.read_text().replace("source_profile = gone", "source_profile = oncall"))
        long = config.read_text().replace("duration_seconds = 14400", "duration_seconds = 3600")
        config.write_text(long)
        report = stsui("doctor", environ=environ).stdout
        assert "✗" not in report
        assert "This machine's clock agrees with AWS's." in report

    def test_says_that_sts_is_not_there(self, environ: dict[str, str]) -> None:
        nowhere = environ | {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"}
        report = stsui("doctor", environ=nowhere, code=1).stdout
        assert "✗ broken   endpoints" in report

    @pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
    def test_sees_files_that_others_can_read(self, environ: dict[str, str]) -> None:
        Path(environ["AWS_SHARED_CREDENTIALS_FILE"]).chmod(0o644)
        report = stsui("doctor", environ=environ, code=1).stdout
        assert "mode 0644" in report
        assert "chmod 600" in report


class TestMfa:
    SERIAL = "arn:aws:iam::111122223333:mfa/oncall"

    @pytest.fixture
    def with_keyring(self, environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
        """A machine with a keyring, which is a file here."""
        root = str(Path(__file__).parents[2])
        return environ | {
            "PYTHON_KEYRING_BACKEND": "tests.e2e.file_keyring.FileKeyring",
            "PYTHONPATH": root,
            "FILE_KEYRING": str(tmp_path / "keyring.json"),
        }

    def test_a_stored_secret_makes_the_codes(self, aws: PracticeAws, with_keyring: dict[str, str]) -> None:
        secret = aws.company.users["oncall"].mfa.secret
        done = stsui("mfa", "add", self.SERIAL, environ=with_keyring, stdin=f"{secret}\n")
        assert secret not in done.stdout + done.stderr
        assert stsui("mfa", "list", environ=with_keyring).stdout == f"{self.SERIAL}\n"
        document = stsui("credential-process", ON_CALL, environ=with_keyring).stdout
        assert json.loads(document)["AccountId"] == "444455556666"
        stsui("mfa", "remove", self.SERIAL, environ=with_keyring)
        assert stsui("mfa", "list", "--json", environ=with_keyring).stdout == "[]\n"
        stsui("mfa", "remove", self.SERIAL, environ=with_keyring, code=2)

    @needs_terminal
    def test_is_typed_at_a_hidden_prompt(self, aws: PracticeAws, with_keyring: dict[str, str]) -> None:
        secret = aws.company.users["oncall"].mfa.secret
        with in_terminal("mfa", "add", self.SERIAL, environ=with_keyring) as terminal:
            terminal.wait_for(f"TOTP secret key of {self.SERIAL} (hidden):")
            terminal.type(f"{secret}\r")
            terminal.wait_for("is kept in the keyring")
            assert terminal.exit_code() == 0
            assert secret.encode() not in terminal.transcript

    @needs_terminal
    def test_the_end_of_input_at_the_prompt_gives_none(self, with_keyring: dict[str, str]) -> None:
        with in_terminal("mfa", "add", self.SERIAL, environ=with_keyring) as terminal:
            terminal.wait_for("(hidden):")
            terminal.type("\x04")
            terminal.wait_for("No secret was given.")
            assert terminal.exit_code() == 2

    @pytest.mark.parametrize("secret", ["", "not base32!", "ABC", "\udcff\udcfe"])
    def test_what_is_no_secret_is_refused(self, secret: str, with_keyring: dict[str, str]) -> None:
        stsui("mfa", "add", self.SERIAL, environ=with_keyring, stdin=f"{secret}\n", code=2)

    def test_a_short_secret_will_do(self, with_keyring: dict[str, str]) -> None:
        stsui("mfa", "add", self.SERIAL, environ=with_keyring, stdin="JBSWY3DPEHPK3PXP\n")

    def test_without_a_keyring_it_says_so(self, environ: dict[str, str]) -> None:
        none = environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        done = stsui(
            "mfa", "add", self.SERIAL, environ=none, stdin="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n", code=1
        )
        assert "no keyring" in done.stderr
