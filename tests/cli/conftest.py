"""Commands in this process, in front of the practice AWS, on a machine made for the test."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stsui.cli import main
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER

DEV = "777788889999"
FEDERATED = f"arn:aws:iam::{DEV}:role/Federated"
PIPELINE = f"arn:aws:iam::{DEV}:role/Pipeline"


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Machine:
    """A person's machine, and the practice AWS that it talks to."""

    aws: PracticeAws
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str, stdin: str = "") -> Done:
        """Run `stsui` with these arguments."""
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(list(arguments))
        captured = self.capsys.readouterr()
        assert "Traceback" not in captured.err
        return Done(code, captured.out, captured.err)

    def ok(self, *arguments: str, stdin: str = "") -> Done:
        """The same, and see that it succeeds."""
        done = self.run(*arguments, stdin=stdin)
        assert done.code == 0, done.err
        return done

    def refused(self, *arguments: str, stdin: str = "") -> str:
        """The one sentence that a command ends with which is wrong in itself; nothing was sent."""
        before = len(self.aws.calls)
        done = self.run(*arguments, stdin=stdin)
        assert done.code == 2, (done.out, done.err)
        assert done.out == ""
        assert len(self.aws.calls) == before
        return done.err

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    @property
    def code(self) -> str:
        """What oncall's MFA device shows."""
        return self.aws.company.users["oncall"].mfa.code()

    @property
    def sent(self) -> dict[str, Any]:
        """The parameters of the last call that arrived."""
        return dict(self.aws.calls[-1].parameters)

    @property
    def called(self) -> list[str]:
        return [call.operation for call in self.aws.calls]

    def saml(self, *roles: str) -> str:
        """A response in XML that offers the roles; unsigned, so for reading only, when there are several."""
        attributes = {"Role": f"{FEDERATED},{SAML_PROVIDER}", "RoleSessionName": "kim"}
        response = self.aws.provider.saml_response(attributes)
        if not roles:
            return response
        one = f"<AttributeValue>{FEDERATED},{SAML_PROVIDER}</AttributeValue>"
        all_of_them = "".join(f"<AttributeValue>{role},{SAML_PROVIDER}</AttributeValue>" for role in roles)
        return base64.b64decode(response).decode().replace(one, all_of_them)

    def jwt(self, subject: str = "repo:payments") -> str:
        return self.aws.provider.jwt({"sub": subject, "aud": OIDC_AUDIENCE, "ref": "main"})


@pytest.fixture
def aws() -> Iterator[PracticeAws]:
    with PracticeAws() as practice:
        yield practice


@pytest.fixture
def machine(
    aws: PracticeAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Machine:
    """No terminal is asked: what needs a code and has none ends with 3."""
    monkeypatch.setattr(
        "stsui.cli.terminal.DEVICES", (str(tmp_path / "no-tty"), str(tmp_path / "no" / "tty"))
    )
    for name, value in aws.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return Machine(aws, tmp_path, monkeypatch, capsys)
