"""Sessions that the AWS CLI keeps, used by stsui: the cache files are written by botocore's own code."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.credentials import JSONFileCache

from stsui.clock import Clock
from stsui.errors import CodeNeeded
from stsui.model import Session
from stsui.services import Services
from stsui.sessions import NoCodes
from tests.sessions.desk import Desk

PROFILE = "through-the-cli"
SETTINGS = {
    "role_arn": "arn:aws:iam::444455556666:role/OnCall",
    "source_profile": "oncall",
    "mfa_serial": "arn:aws:iam::111122223333:mfa/oncall",
    "region": "eu-west-1",
}


class Shared:
    """A machine with both tools on it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.home = desk.directory / "home"
        self.cache = self.home / ".aws" / "cli" / "cache"
        self.environ = desk.environ | {"HOME": str(self.home), "USERPROFILE": str(self.home)}

    def configure(self, **settings: str) -> None:
        lines = "\n".join(f"{name} = {value}" for name, value in (SETTINGS | settings).items())
        self.desk.configure(f"[profile {PROFILE}]\n{lines}")

    def cli_call(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """What the AWS CLI does for a command with --profile; the access key id that it gets."""
        for name, value in self.environ.items():
            monkeypatch.setenv(name, value)
        session = botocore.session.Session(profile=PROFILE)
        provider = session.get_component("credential_provider").get_provider("assume-role")
        provider.cache = JSONFileCache(str(self.cache))
        provider._prompter = lambda _: self.desk.code()
        credentials = session.get_credentials()
        key: str = credentials.get_frozen_credentials().access_key
        return key

    def obtain(self, clock: Clock | None = None) -> Session:
        return Services(self.environ, clock or self.desk.clock).manager.obtain(PROFILE, NoCodes())

    def file(self) -> Path:
        (file,) = self.cache.iterdir()
        return file

    def edit(self, change: Callable[[dict[str, Any]], object]) -> None:
        document = json.loads(self.file().read_text())
        change(document)
        self.file().write_text(json.dumps(document))


@pytest.fixture
def shared(desk: Desk) -> Shared:
    return Shared(desk)


@pytest.mark.parametrize(
    "settings",
    [{}, {"duration_seconds": "1800"}, {"role_session_name": "kim@example"}, {"external_id": "pegasus"}],
    ids=["plain", "duration", "name", "external-id"],
)
def test_a_fresh_one_is_used_without_a_code_or_a_call(
    shared: Shared, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    shared.configure(**settings)
    key = shared.cli_call(monkeypatch)
    calls, before = len(shared.desk.operations()), shared.file().read_bytes()
    session = shared.obtain()
    assert session.info.access_key_id == key
    assert session.info.account_id == "444455556666"
    assert session.info.mfa
    assert len(shared.desk.operations()) == calls
    assert shared.file().read_bytes() == before
    status = Services(shared.environ, shared.desk.clock).manager.status(PROFILE)
    assert status
    assert status.access_key_id == key


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["Credentials"].update(Expiration="soon"),
        lambda document: document["Credentials"].update(SecretAccessKey=None),
        lambda document: document["Credentials"].pop("SessionToken"),
        lambda document: document.pop("Credentials"),
        lambda document: document["AssumedRoleUser"].update(
            Arn="arn:aws:sts::999999999999:assumed-role/OnCall/x"
        ),
        lambda document: document["AssumedRoleUser"].update(Arn="nonsense"),
        lambda document: document["Credentials"].update(Expiration="2999-01-01T00:00:00Z"),
        lambda document: document["Credentials"].update(Expiration="2001-01-01T00:00:00Z"),
        lambda document: document["Credentials"].update(Expiration="9999-12-31T23:59:59-14:00"),
    ],
)
def test_a_damaged_or_foreign_one_is_passed_by(
    shared: Shared, monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], object]
) -> None:
    shared.configure()
    shared.cli_call(monkeypatch)
    shared.edit(change)
    with pytest.raises(CodeNeeded):
        shared.obtain()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'"x"', pytest.param(b"[" * 5_000, id="deep")]
)
def test_a_torn_one_is_passed_by(shared: Shared, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    shared.configure()
    shared.cli_call(monkeypatch)
    shared.file().write_bytes(content)
    with pytest.raises(CodeNeeded):
        shared.obtain()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_one_that_others_may_write_is_passed_by(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    shared.configure()
    shared.cli_call(monkeypatch)
    shared.file().chmod(0o666)
    with pytest.raises(CodeNeeded):
        shared.obtain()


def test_one_that_is_nearly_over_is_not_enough(
    shared: Shared, monkeypatch: pytest.MonkeyPatch, hands: Any
) -> None:
    shared.configure()
    shared.cli_call(monkeypatch)
    hands.forward(timedelta(hours=1, seconds=1))
    with pytest.raises(CodeNeeded):
        shared.obtain()


def test_a_profile_with_more_than_the_cli_sends_is_not_found_there(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tags of config.yaml: the CLI's session would be without them."""
    shared.configure()
    shared.cli_call(monkeypatch)
    config = Path(shared.environ["STSUI_CONFIG"])
    config.write_text(config.read_text() + f"\nprofiles: {{{PROFILE}: {{tags: {{Project: Pegasus}}}}}}\n")
    with pytest.raises(CodeNeeded):
        shared.obtain()


def test_the_name_of_the_file_is_the_clis(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    shared.configure()
    shared.cli_call(monkeypatch)
    request = {"RoleArn": SETTINGS["role_arn"], "SerialNumber": SETTINGS["mfa_serial"]}
    name = hashlib.sha1(json.dumps(request, sort_keys=True).encode()).hexdigest()
    assert shared.file().name == f"{name}.json"
