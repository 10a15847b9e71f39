"""The table of exit codes, and one plain sentence for each failure."""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.practice import Fault, PracticeAws

from .conftest import stsui

ON_CALL = "payments-prod/OnCall"


@pytest.fixture
def code(aws: PracticeAws) -> str:
    return aws.company.users["oncall"].mfa.code()


def sentence(*arguments: str, environ: dict[str, str], code: int, stdin: str = "") -> str:
    """What a failing command says: one line on stderr, nothing on stdout."""
    done = stsui(*arguments, environ=environ, code=code, stdin=stdin)
    assert done.stdout == ""
    assert done.stderr.startswith("stsui: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


class TestTwoForUsageAndConfiguration:
    def test_a_profile_that_does_not_exist(self, environ: dict[str, str]) -> None:
        assert "Did you mean payments-prod/OnCall?" in sentence(
            "export", "payments-prod/Oncall", environ=environ, code=2
        )

    def test_a_profile_with_a_problem(self, environ: dict[str, str]) -> None:
        assert '"gone"' in sentence("export", "lost-source", environ=environ, code=2)

    def test_a_plan_with_problems_is_printed_all_the_same(self, environ: dict[str, str]) -> None:
        done = stsui("plan", "security-audit-long", environ=environ, code=2)
        assert "AssumeRole" in done.stdout
        assert "problem (chained-duration): " in done.stdout
        plan = json.loads(stsui("plan", "security-audit-long", "--json", environ=environ, code=2).stdout)
        assert [step["operation"] for step in plan["steps"]][-1] == "AssumeRole"
        assert [problem["rule"] for problem in plan["problems"]] == ["chained-duration"]

    def test_a_console_that_aws_would_refuse(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        assert "GetSessionToken" in sentence("console", "oncall", environ=environ, code=2)
        assert aws.calls == []

    @pytest.mark.parametrize("given", ["12345", "abcdef", "1234567", ""])
    def test_a_code_that_is_none(self, given: str, environ: dict[str, str]) -> None:
        assert "token code" in sentence("whoami", ON_CALL, "--mfa-code", given, environ=environ, code=2)

    def test_nobody_named(self, environ: dict[str, str]) -> None:
        for arguments in (["whoami"], ["key-info", "AKIAIOSFODNN7EXAMPLE"]):
            assert "Name a profile" in sentence(*arguments, environ=environ, code=2)

    def test_a_home_that_is_none(self) -> None:
        bare = {"PATH": os.environ["PATH"], "STSUI_STORE": "file"}
        stsui("list", "--json", environ=bare)


class TestThreeForACode:
    def test_that_nobody_can_be_asked_for(self, environ: dict[str, str]) -> None:
        said = sentence("whoami", ON_CALL, environ=environ, code=3)
        assert ON_CALL in said
        assert "arn:aws:iam::111122223333:mfa/oncall" in said
        assert "--mfa-code" in said

    def test_by_the_environment_it_is_given(self, environ: dict[str, str], code: str) -> None:
        stsui("whoami", ON_CALL, environ=environ | {"STSUI_MFA_CODE": code})

    def test_on_stdin_it_is_given(self, environ: dict[str, str], code: str) -> None:
        stsui("whoami", ON_CALL, "--mfa-code", "-", environ=environ, stdin=f"{code}\n")


class TestOneForFailures:
    @pytest.fixture(autouse=True)
    def session(self, environ: dict[str, str], code: str) -> None:
        stsui("whoami", "payments-dev/ReadOnly", "--mfa-code", code, environ=environ)

    def test_aws_says_no(self, environ: dict[str, str]) -> None:
        said = sentence("whoami", "release-by-hand", environ=environ, code=1)
        assert said.startswith("stsui: release-by-hand: AWS refused AssumeRole of Deploy")

    @pytest.mark.parametrize("kind", ["throttle", "unavailable", "internal", "reset", "garbage"])
    def test_aws_fails(self, kind: str, aws: PracticeAws, environ: dict[str, str]) -> None:
        aws.faults.add(Fault(operation="AssumeRole", kind=kind, times=50))
        sentence("export", ON_CALL, environ=environ, code=1)

    def test_aws_is_not_there(self, environ: dict[str, str]) -> None:
        nowhere = environ | {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"}
        sentence("whoami", "deploy", environ=nowhere, code=1)

    def test_a_wrong_code(self, environ: dict[str, str], code: str) -> None:
        stsui("logout", "--all", environ=environ)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        assert "wrong or already used code" in sentence(
            "whoami", ON_CALL, "--mfa-code", wrong, environ=environ, code=1
        )


class TestAnEmptyMachine:
    @pytest.fixture
    def empty(self, tmp_path: Path) -> dict[str, str]:
        names = {
            "AWS_CONFIG_FILE": "config",
            "AWS_SHARED_CREDENTIALS_FILE": "credentials",
            "STSUI_STATE_DIR": "state",
        }
        return {
            **os.environ,
            **{name: str(tmp_path / file) for name, file in names.items()},
            "STSUI_STORE": "file",
        }

    def test_lists_nothing_and_says_so(self, empty: dict[str, str]) -> None:
        done = stsui("list", environ=empty)
        assert done.stdout == ""
        assert "There are no profiles yet." in done.stderr
        assert json.loads(stsui("list", "--json", environ=empty).stdout) == []

    def test_a_state_folder_that_cannot_be_keeps_nothing_but_works(
        self, environ: dict[str, str], tmp_path: Path, code: str
    ) -> None:
        (tmp_path / "file").write_text("in the way")
        closed = environ | {"STSUI_STATE_DIR": str(tmp_path / "file" / "state")}
        done = stsui("whoami", ON_CALL, "--mfa-code", code, environ=closed)
        assert "arn:aws:sts::444455556666" in done.stdout
        assert done.stderr.startswith("stsui: ")

    def test_the_ui_wants_a_terminal(self, empty: dict[str, str]) -> None:
        assert "needs a terminal" in sentence(environ=empty, code=2)
        assert "needs a terminal" in sentence("demo", environ=empty, code=2)


class TestBadFiles:
    def test_the_good_profiles_load_and_the_bad_line_is_named(self, environ: dict[str, str]) -> None:
        config = Path(environ["AWS_CONFIG_FILE"])
        config.write_bytes(b"\xef\xbb\xbf[profile ok]\nregion = eu-west-1\n[profile bad\nx\n\xff\xfe = 1\n")
        done = stsui("list", "--json", environ=environ)
        assert "ok" in [item["profile"] for item in json.loads(done.stdout)]
        assert f"{config}:3: " in done.stderr

    def test_a_hostile_name_does_not_steer_the_terminal(self, environ: dict[str, str]) -> None:
        config = Path(environ["AWS_CONFIG_FILE"])
        config.write_text("[profile evil\x1b]0;owned\x07]\nregion = eu-west-1\n")
        done = stsui("list", environ=environ)
        assert "\x1b" not in done.stdout + done.stderr
        assert "\x07" not in done.stdout + done.stderr

    def test_a_clock_that_is_off_by_an_hour(self, aws: PracticeAws, environ: dict[str, str]) -> None:
        aws.clock_skew = timedelta(hours=1)
        code = aws.company.users["oncall"].mfa.code()
        done = stsui("export", ON_CALL, "--format", "json", "--mfa-code", code, environ=environ)
        assert json.loads(done.stdout)["AWS_ACCOUNT_ID"] == "444455556666"
        report = stsui("doctor", environ=environ, code=1)
        told = re.search(r"(\d+) s behind AWS's", report.stdout)
        assert told, report.stdout
        assert 3590 <= int(told[1]) <= 3600, "less by what the answer took"
