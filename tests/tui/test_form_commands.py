"""The aws command that each form shows, run by the real AWS CLI with the same files: the same call comes."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.equivalent import SECRET_FILES, TOKEN_CODE_PLACEHOLDER
from stsui.model import Operation
from stsui.parameters import PROOFS, TAKEN
from stsui.practice import PracticeAws
from stsui.services import Services
from stsui.tui.app import StsuiApp
from tests.aws.operations import DEV, TASK, Requests, role
from tests.aws.test_equivalent import AWS, needs_cli
from tests.tui.conftest import on_screen
from tests.tui.forms import form

pytestmark = [needs_cli, pytest.mark.timeout(180)]

TYPED: Mapping[Operation, tuple[str, dict[str, str]]] = {
    Operation.ASSUME_ROLE: (
        "payments-dev/ReadOnly",
        {"duration_seconds": "15 min", "role_session_name": "kim"},
    ),
    Operation.ASSUME_ROLE_WITH_SAML: ("oncall", {}),
    Operation.ASSUME_ROLE_WITH_WEB_IDENTITY: ("oncall", {"role_arn": role("Pipeline")}),
    Operation.ASSUME_ROOT: ("management/Admin", {"target_principal": DEV, "task_policy_arn": TASK}),
    Operation.GET_DELEGATED_ACCESS_TOKEN: ("oncall", {}),
    Operation.GET_FEDERATION_TOKEN: ("oncall", {"name": "kim"}),
    Operation.GET_SESSION_TOKEN: ("oncall", {"duration_seconds": "1 h"}),
    Operation.GET_WEB_IDENTITY_TOKEN: ("oncall", {"audience": "https://example.com"}),
}


def commands_shown(services: Services, operation: Operation, proof: str) -> list[str]:
    """What ctrl+g copies, once the form is filled in."""
    copied: list[str] = []

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        profile, typed = TYPED[operation]
        await form(pilot, operation, profile, proof, **typed)
        await pilot.press("ctrl+g")
        copied.extend(app.clipboard.splitlines())

    on_screen(services, talk)
    return copied


def run(command: str, folder: Path, environ: dict[str, str]) -> dict[str, Any]:
    """Run a command as somebody who copied it; what it printed."""
    assert AWS
    words = shlex.split(command)
    assert words[:2] == ["aws", "sts"]
    done = subprocess.run([AWS, *words[1:]], cwd=folder, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("operation", TAKEN)
def test_the_command_of_a_form_does_what_the_form_does(
    aws: PracticeAws, tmp_path: Path, operation: Operation
) -> None:
    files = aws.environment(tmp_path)
    services = Services.open({"USER": "kim", **files, "STSUI_STORE": "memory"})
    proof = Requests(aws).proof(operation) if operation in PROOFS else None
    if proof:
        (tmp_path / SECRET_FILES[operation][1]).write_text(proof.reveal(), encoding="utf-8")
    commands = commands_shown(services, operation, proof.reveal() if proof else "")
    assert commands
    assert not aws.calls, "a form sends nothing by itself"
    environ = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environ |= {name: text for name, text in files.items() if name.startswith("AWS_")}
    environ |= {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    code = aws.company.users["oncall"].mfa.code()
    for command in commands:
        answer = run(command.replace(TOKEN_CODE_PLACEHOLDER, code), tmp_path, environ)
        if keys := answer.get("Credentials"):
            environ |= {
                "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
                "AWS_SESSION_TOKEN": keys["SessionToken"],
            }
    assert [call.operation for call in aws.calls][-1] == operation
