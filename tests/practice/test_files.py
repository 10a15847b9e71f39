"""The files of somebody at the practice company, as botocore and people read them."""

from __future__ import annotations

import stat
import sys
import time
from pathlib import Path

import botocore.session
import pytest
import yaml


@pytest.fixture
def environment(aws, hands, tmp_path, monkeypatch):
    hands.seconds = time.time()  # botocore compares expiries with the machine's own time
    variables = aws.environment(tmp_path / "home")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


def test_botocore_starts_a_role_with_them(aws, environment):
    session = botocore.session.Session(profile="release")
    client = session.create_client("sts")
    assert client.get_caller_identity()["Arn"].startswith("arn:aws:sts::444455556666:assumed-role/Deploy/")
    assert client.meta.endpoint_url == aws.url
    assert client.meta.region_name == "eu-central-1"
    client.close()


def test_botocore_asks_for_the_code_of_the_right_device(aws, environment):
    session = botocore.session.Session(profile="night-shift")
    provider = session.get_component("credential_provider").get_provider("assume-role")
    asked = []
    provider._prompter = lambda prompt: asked.append(prompt) or aws.company.users["oncall"].mfa.code()
    client = session.create_client("sts")
    assert client.get_caller_identity()["Arn"].endswith("assumed-role/OnCall/night-shift")
    assert "mfa/oncall" in asked[0]
    client.close()


def test_every_sort_of_profile_is_there(environment):
    profiles = botocore.session.Session().full_config["profiles"]
    assert {"oncall", "deploy", "intern", "root"} <= profiles.keys()
    assert profiles["security-audit"]["source_profile"] == "jump"
    assert int(profiles["night-shift"]["duration_seconds"]) == 12 * 3600
    assert int(profiles["security-audit-long"]["duration_seconds"]) > 3600
    assert "mfa_serial" not in profiles["deploy"]
    assert profiles["lost-source"]["source_profile"] not in profiles


def test_the_fleet_is_a_dozen_accounts(aws, environment):
    config = yaml.safe_load(Path(environment["STSUI_CONFIG"]).read_text(encoding="utf-8"))
    (fleet,) = config["fleets"]
    assert len(fleet["accounts"]) == 12
    for name, account_id in fleet["accounts"].items():
        assert config["accounts"][account_id]["name"] == name
        for role in fleet["roles"]:
            assert aws.company.role(name, role).account_id == account_id


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_only_the_owner_reads_them(environment, tmp_path):
    files = [path for path in (tmp_path / "home").iterdir() if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_denial_to_decode_lies_beside_them(aws, environment, tmp_path):
    text = (tmp_path / "home" / "denial.txt").read_text(encoding="utf-8")
    assert text.startswith(
        "An error occurred (UnauthorizedOperation) when calling the TerminateInstances operation"
    )
