"""A home folder with AWS files in it, read by stsui and, for comparison, by botocore itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from stsui.catalog import Catalog, build_plan, read_catalog
from stsui.model import NO_PARAMETERS, Parameters, Plan, Profile
from stsui.settings import read_settings

KEYS = """\
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""
OTHER_KEYS = """\
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
"""
ROLE = "role_arn = arn:aws:iam::444455556666:role/OnCall\n"


@dataclass
class Call:
    """What botocore would have sent to STS."""

    access_key_id: str
    parameters: dict[str, Any]


@dataclass
class RecordingSts:
    """Stands at the end of botocore's own credential code, where it would call STS."""

    calls: list[Call] = field(default_factory=list)

    def __call__(self, service: str, **kwargs: Any) -> RecordingSts:
        self._key = kwargs["aws_access_key_id"]
        return self

    def assume_role(self, **parameters: Any) -> dict[str, Any]:
        self.calls.append(Call(self._key, parameters))
        return {
            "Credentials": {
                "AccessKeyId": f"ASIAEXAMPLE{len(self.calls)}",
                "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "SessionToken": "IQoJb3JpZ2luX2VjEXAMPLE",
                "Expiration": datetime.now(UTC) + timedelta(hours=1),
            },
            "AssumedRoleUser": {"Arn": parameters["RoleArn"], "AssumedRoleId": "AROAEXAMPLE:x"},
        }


class Home:
    """The files, and both ways of reading them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ: dict[str, str] = {
            "HOME": str(folder),
            "USER": "kim",
            "AWS_CONFIG_FILE": str(folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
            "STSUI_CONFIG": str(folder / "config.yaml"),
        }

    def write(self, config: str | bytes = "", credentials: str | bytes = "", settings: str = "{}") -> Home:
        for name, text in (("config", config), ("credentials", credentials), ("config.yaml", settings)):
            (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def credential_process(self) -> str:
        """A setting whose command gives credentials, on any platform."""
        script = self.folder / "process.py"
        script.write_text("""print('{"Version": 1, "AccessKeyId": "AKIAEXAMPLE", "SecretAccessKey": "x"}')""")
        return f'credential_process = "{sys.executable}" "{script}"'

    def catalog(self) -> Catalog:
        return read_catalog(read_settings(self.environ), self.environ)

    def profile(self, name: str) -> Profile:
        return self.catalog().profiles[name]

    def plan(self, name: str, changes: Parameters = NO_PARAMETERS) -> Plan:
        return build_plan(self.catalog(), name, changes, self.environ)

    def lines(self) -> list[int]:
        """The lines of the files that something was reported of."""
        return [problem.line for problem in self.catalog().problems]

    def botocore(self, profile: str | None = None) -> botocore.session.Session:
        # Its handlers are for the clients of services, of which there are none here.
        return botocore.session.Session(profile=profile, include_builtin_handlers=False)

    def botocore_profiles(self) -> Mapping[str, Mapping[str, Any]]:
        found: Mapping[str, Mapping[str, Any]] = self.botocore().full_config["profiles"]
        return found

    def botocore_calls(self, profile: str) -> list[Call]:
        """The calls that botocore would make for a role, in order. Raises what botocore raises."""
        session, sts = self.botocore(profile), RecordingSts()
        provider = session.get_component("credential_provider").get_provider("assume-role")
        provider._client_creator = sts
        provider._prompter = lambda _: "123456"
        session.get_credentials().get_frozen_credentials()
        return sts.calls


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    home = Home(tmp_path)
    for name, value in home.environ.items():
        monkeypatch.setitem(os.environ, name, value)
    return home.write()
