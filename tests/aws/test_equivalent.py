"""The equivalent commands, run by the real AWS CLI against the practice AWS: the same request arrives."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stsui.aws.requests import PROOF_FIELDS, request_for
from stsui.equivalent import COMMANDS, SECRET_FILES, TOKEN_CODE_PLACEHOLDER, aws_command
from stsui.model import Credentials, Endpoint, Operation, Parameters, Step
from stsui.parameters import TAKEN
from stsui.rules import OPERATIONS
from tests.aws.conftest import Desk
from tests.aws.operations import CHANGES, Requests

AWS = shutil.which("aws", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
needs_cli = pytest.mark.skipif(AWS is None, reason="the AWS CLI is not installed")
pytestmark = pytest.mark.timeout(120)


def run(command: str, folder: Path, caller: Credentials | None = None) -> str:
    """Run a command as somebody who copied it; its output."""
    words = shlex.split(command)
    assert words[0] == "aws"
    assert AWS
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true"}
    for name in ("SYSTEMROOT", "USERPROFILE"):
        environ |= {name: os.environ[name]} if name in os.environ else {}
    if caller:
        environ |= {
            "AWS_ACCESS_KEY_ID": caller.access_key_id,
            "AWS_SECRET_ACCESS_KEY": caller.secret_access_key.reveal(),
        }
        if caller.session_token:
            environ["AWS_SESSION_TOKEN"] = caller.session_token.reveal()
    done = subprocess.run([AWS, *words[1:]], cwd=folder, env=environ, capture_output=True, text=True)
    return done.stdout + done.stderr


def everything(operation: Operation) -> dict[str, Any]:
    """Every parameter of an operation at once, but for those that have a test of their own."""
    changed: dict[str, Any] = {}
    for name in TAKEN[operation]:
        if name in CHANGES and name not in ("provider_id", "minimum_session_token_size"):
            changed |= {
                field: value for field, value in CHANGES[name][0].items() if field in TAKEN[operation]
            }
    return changed


@needs_cli
@pytest.mark.parametrize("operation", TAKEN)
def test_the_command_sends_the_same_request(desk: Desk, tmp_path: Path, operation: Operation) -> None:
    requests = Requests(desk.aws)
    step = requests.step(operation, **everything(operation))
    command = aws_command(step, desk.endpoint)
    assert command
    proof = requests.proof(operation)
    given: dict[str, str] = {}
    if proof:
        (tmp_path / SECRET_FILES[operation][1]).write_text(proof.reveal(), encoding="utf-8")
        given = {PROOF_FIELDS[operation]: proof.reveal()}
    caller = None
    if operation is Operation.ASSUME_ROOT:
        session = desk.assume("Admin", code=desk.code(), mfa_serial=desk.serial(), account_id="999999999999")
        caller = session.credentials
    elif OPERATIONS[operation].signed:
        caller = desk.keys()
    output = run(command, tmp_path, caller)
    assert desk.aws.calls, output
    call = desk.aws.calls[-1]
    assert call.operation == operation
    assert call.parameters == request_for(step, **given), output


@needs_cli
def test_a_minimum_token_size(desk: Desk, tmp_path: Path) -> None:
    step = Step(Operation.GET_SESSION_TOKEN, "p", Parameters(minimum_session_token_size=2048))
    command = aws_command(step, desk.endpoint)
    assert command
    output = run(command, tmp_path, desk.keys())
    if "Unknown options: --minimum-session-token-size" in output:
        pytest.skip("this version of the AWS CLI does not know MinimumSessionTokenSize yet")
    assert desk.aws.calls[-1].parameters == {"MinimumSessionTokenSize": 2048}


@needs_cli
def test_the_commands_that_ask_things(desk: Desk, tmp_path: Path) -> None:
    key = desk.keys().access_key_id
    for step, words in (
        (Step(Operation.GET_CALLER_IDENTITY, "p"), "user/oncall"),
        (Step(Operation.GET_ACCESS_KEY_INFO, "p", access_key_id=key), "111122223333"),
    ):
        command = aws_command(step, desk.endpoint)
        assert command
        assert words in run(command, tmp_path, desk.keys())
    blob = desk.aws.mint_denial(
        principal=desk.aws.company.users["oncall"].arn, action="ec2:RunInstances", resource="*"
    )
    (tmp_path / "message.txt").write_text(blob, encoding="utf-8")
    command = aws_command(Step(Operation.DECODE_AUTHORIZATION_MESSAGE, "p"), desk.endpoint)
    assert command
    assert "ec2:RunInstances" in run(command, tmp_path, desk.keys())


@needs_cli
def test_a_device_and_a_token_file(desk: Desk, tmp_path: Path) -> None:
    step = Step(Operation.GET_SESSION_TOKEN, "p", Parameters(mfa_serial=desk.serial()))
    command = aws_command(step, desk.endpoint)
    assert command
    run(command.replace(TOKEN_CODE_PLACEHOLDER, desk.code()), tmp_path, desk.keys())
    assert desk.aws.calls[-1].parameters["SerialNumber"] == desk.serial()

    requests = Requests(desk.aws)
    file = tmp_path / "a token"
    proof = requests.proof(Operation.ASSUME_ROLE_WITH_WEB_IDENTITY)
    assert proof
    file.write_text(proof.reveal(), encoding="utf-8")
    step = requests.step(Operation.ASSUME_ROLE_WITH_WEB_IDENTITY, web_identity_token_file=str(file))
    command = aws_command(step, desk.endpoint)
    assert command
    assert "AccessKeyId" in run(command, tmp_path)


def test_every_operation_has_a_command() -> None:
    assert set(COMMANDS) == set(OPERATIONS)
    assert aws_command(Step(Operation.BASE_CREDENTIALS, "p"), Endpoint()) is None


@pytest.mark.parametrize("operation", TAKEN)
def test_no_secret_is_in_a_command(desk: Desk, operation: Operation) -> None:
    requests = Requests(desk.aws)
    step = requests.step(operation)
    proofed = replace(step, parameters=replace(step.parameters, proof="digest-of-it"))
    command = aws_command(proofed, desk.endpoint, "oncall")
    assert command
    assert command.startswith("aws sts ")
    assert "digest-of-it" not in command
    assert command.endswith("--profile oncall")
    assert ("file://" in command) == (operation in PROOF_FIELDS)
