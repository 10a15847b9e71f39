"""`credential-process` as the SDKs use it: through an AWS config, by real boto3, many times over."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .conftest import STSUI, stsui

WHO = (
    "import boto3; print(boto3.Session(profile_name='through-stsui').client('sts', region_name='eu-west-1')"
    ".get_caller_identity()['Arn'])"
)


@pytest.fixture
def code(aws: PracticeAws) -> str:
    return aws.company.users["oncall"].mfa.code()


@pytest.fixture
def through_stsui(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of a program whose AWS config sends it to stsui, which reads the company's own."""
    wrapper = tmp_path / "wrapper.py"
    own = {name: value for name, value in environ.items() if name.startswith(("AWS_", "STSUI_"))}
    wrapper.write_text(
        f"import os, sys\nos.environ.update({own!r})\n"
        "from stsui.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    command = shlex.join([sys.executable, str(wrapper), "credential-process", "payments-prod/OnCall"])
    config = tmp_path / "sdk-config"
    config.write_text(f"[profile through-stsui]\ncredential_process = {command}\n")
    return environ | {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none")}


def boto3_asks(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WHO], env=environ, capture_output=True, text=True, timeout=60, check=False
    )


class TestThroughBoto3:
    def test_a_started_session_serves_every_program(
        self, aws: PracticeAws, environ: dict[str, str], through_stsui: dict[str, str], code: str
    ) -> None:
        stsui("whoami", "payments-prod/OnCall", "--mfa-code", code, environ=environ)
        before = [call.operation for call in aws.calls]
        for _ in range(2):
            done = boto3_asks(through_stsui)
            assert done.stdout.strip() == "arn:aws:sts::444455556666:assumed-role/OnCall/stsui-kim"
        assert [call.operation for call in aws.calls][len(before) :] == ["GetCallerIdentity"] * 2

    def test_without_one_it_says_what_to_run(self, aws: PracticeAws, through_stsui: dict[str, str]) -> None:
        done = boto3_asks(through_stsui)
        assert done.returncode != 0
        assert "Run this in a terminal first: stsui whoami payments-prod/OnCall" in done.stderr
        assert aws.calls == []


class TestTheDocument:
    def test_is_the_same_cold_and_kept(self, environ: dict[str, str], code: str) -> None:
        cold = stsui("credential-process", "payments-prod/OnCall", "--mfa-code", code, environ=environ)
        kept = stsui("credential-process", "payments-prod/OnCall", environ=environ)
        again = stsui("credential-process", "--debug", "payments-prod/OnCall", environ=environ)
        assert cold.stdout == kept.stdout == again.stdout
        document = json.loads(kept.stdout)
        assert document.keys() == {
            *("Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId")
        }
        assert document["Version"] == 1
        assert document["AccountId"] == "444455556666"
        assert cold.stderr == kept.stderr == ""

    def test_names_the_account_of_an_mfa_session(self, environ: dict[str, str], code: str) -> None:
        done = stsui("credential-process", "oncall", "--mfa-code", code, environ=environ)
        assert json.loads(done.stdout)["AccountId"] == "111122223333"

    def test_a_session_that_was_forgotten_is_not_given(self, environ: dict[str, str], code: str) -> None:
        stsui("credential-process", "payments-prod/OnCall", "--mfa-code", code, environ=environ)
        stsui("logout", "--all", environ=environ)
        done = stsui("credential-process", "payments-prod/OnCall", environ=environ, code=3)
        assert done.stdout == ""

    def test_an_edited_config_gets_a_session_of_its_own(
        self, aws: PracticeAws, environ: dict[str, str], code: str
    ) -> None:
        first = stsui("credential-process", "jump", "--mfa-code", code, environ=environ).stdout
        config = Path(environ["AWS_CONFIG_FILE"])
        config.write_text(
            config.read_text().replace("role/Jump", "role/Jump\nrole_session_name = incident-7")
        )
        second = stsui("credential-process", "jump", environ=environ).stdout
        assert json.loads(first)["AccessKeyId"] != json.loads(second)["AccessKeyId"]
        assert aws.calls[-1].parameters["RoleSessionName"] == "incident-7"

    def test_a_kept_session_needs_neither_boto3_nor_the_configs(
        self, environ: dict[str, str], code: str
    ) -> None:
        stsui("credential-process", "payments-prod/OnCall", "--mfa-code", code, environ=environ)
        script = (
            "import sys; from stsui.cli import main; main(['credential-process', 'payments-prod/OnCall'])\n"
            "heavy = {'argparse', 'boto3', 'textual', 'yaml', 'dataclasses', 'pathlib', 'datetime'}\n"
            "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {script}"],
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert json.loads(done.stdout)["Version"] == 1
        assert done.stderr.strip() == "[]"

    def test_many_at_once_make_one_session(
        self, aws: PracticeAws, environ: dict[str, str], code: str
    ) -> None:
        aws.latency = 0.2
        command = [*STSUI, "credential-process", "payments-prod/OnCall"]
        started = [
            subprocess.Popen(command, env=environ | {"STSUI_MFA_CODE": code}, stdout=subprocess.PIPE)
            for _ in range(6)
        ]
        documents = {process.communicate(timeout=60)[0] for process in started}
        assert len(documents) == 1
        assert [call.operation for call in aws.calls] == ["GetSessionToken", "AssumeRole"]
