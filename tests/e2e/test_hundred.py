"""A hundred programs want the same session at once, as a hundred SDKs do in a build."""

from __future__ import annotations

import json
import subprocess

import pytest

from stsui.practice import PracticeAws

from .conftest import STSUI

PROCESSES = 100
ON_CALL = "payments-prod/OnCall"


@pytest.fixture
def aws(standing_aws: PracticeAws) -> PracticeAws:
    return standing_aws


def all_at_once(environ: dict[str, str], *arguments: str) -> list[tuple[int, str, str]]:
    """Exit code, stdout and stderr of each of the processes."""
    processes = [
        subprocess.Popen(
            [*STSUI, *arguments],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        outputs = [process.communicate(timeout=500) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    return [(process.returncode, *output) for process, output in zip(processes, outputs, strict=True)]


@pytest.mark.timeout(600)
def test_a_cold_profile_costs_one_call_a_step_and_one_code(aws: PracticeAws, environ: dict[str, str]) -> None:
    aws.latency = 0.2
    code = aws.company.users["oncall"].mfa.code()
    ends = all_at_once(environ, "credential-process", ON_CALL, "--mfa-code", code)
    assert {end[0] for end in ends} == {0}, {end[2] for end in ends}
    assert len({json.loads(end[1])["AccessKeyId"] for end in ends}) == 1
    assert [call.operation for call in aws.calls] == ["GetSessionToken", "AssumeRole"]
