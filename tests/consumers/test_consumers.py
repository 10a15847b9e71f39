"""Each real client, through `credential_process` and under `exec --server`, picks up renewed keys."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from stsui.delivery.endpoint import Answer, CredentialsEndpoint
from tests.e2e.terminal import Terminal

from .conftest import BOTO3, THROUGH, Machine

JavaScript = Callable[[str], tuple[str, ...]]
Serving = tuple[Machine, Terminal, str]
"""A machine on which a UI serves a session, its terminal, and the lines that it copied."""
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


class TestBoto3:
    """One client, all along."""

    def test_through_credential_process(self, machine: Machine) -> None:
        program = machine.through_process(BOTO3)
        assert program.key() == machine.key()
        assert program.again() == machine.key()
        renewed = machine.renew()
        assert program.again() == renewed

    def test_under_exec_server(self, machine: Machine) -> None:
        program = machine.through_server(BOTO3)
        assert program.key() == machine.key()
        program.until(machine.renew())

    @posix_only
    def test_served_by_the_ui(self, serving: Serving) -> None:
        """It picks up what a command has renewed, then what the UI has, until the key is pressed again."""
        machine, terminal, lines = serving
        program = machine.through_ui(BOTO3, lines)
        first = machine.key()
        assert program.key() == first
        program.until(machine.renew())
        second = machine.key()
        terminal.type("\r")
        terminal.wait_until(lambda: machine.key() != second)
        program.until(machine.key())
        terminal.type("v")
        terminal.wait_for("served no longer")


class TestJavaScript:
    @pytest.mark.timeout(240)
    def test_through_credential_process(self, machine: Machine, javascript: JavaScript) -> None:
        """This SDK keeps such keys until five minutes before their end: each time a new client."""
        program = machine.through_process(javascript("new"))
        assert program.key() == machine.key()
        renewed = machine.renew()
        assert program.again() == renewed

    @pytest.mark.timeout(240)
    def test_under_exec_server(self, machine: Machine, javascript: JavaScript) -> None:
        program = machine.through_server(javascript("new"))
        assert program.key() == machine.key()
        program.until(machine.renew())

    @pytest.mark.timeout(240)
    def test_one_client_fetches_anew_before_the_end(self, javascript: JavaScript) -> None:
        """Keys with four minutes left are in the time in which this SDK asks again, behind the scenes."""
        end = f"{datetime.now(UTC) + timedelta(minutes=4):%Y-%m-%dT%H:%M:%SZ}"
        numbers = count(1)

        def answer() -> Answer:
            fields = {"AccessKeyId": f"ASIAEXAMPLE{next(numbers)}", "SecretAccessKey": "x", "Token": "y"}
            return Answer(200, fields | {"Expiration": end})

        with (
            CredentialsEndpoint(answer, print) as endpoint,
            subprocess.Popen(
                javascript("keys"),
                env={**os.environ, **endpoint.variables()},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            ) as program,
        ):
            assert program.stdin
            assert program.stdout
            assert program.stdout.readline() == "ASIAEXAMPLE1\n"
            said = "ASIAEXAMPLE1\n"
            while said == "ASIAEXAMPLE1\n":
                program.stdin.write("\n")
                program.stdin.flush()
                said = program.stdout.readline()
            assert said.startswith("ASIAEXAMPLE")


class TestAwsCli:
    """A process for each call."""

    @pytest.fixture
    def cli(self) -> str:
        command = Path(sys.executable).with_name("aws")
        if not command.exists():
            pytest.skip("the AWS CLI is not installed")
        return str(command)

    def key(self, machine: Machine, *command: str, **variables: str) -> str:
        done = subprocess.run(
            command, env=machine.environ | variables, capture_output=True, text=True, timeout=60
        )
        assert json.loads(done.stdout)["Account"] == "444455556666", done.stderr
        assert machine.aws.calls[-1].operation == "GetCallerIdentity"
        key: str = machine.aws.calls[-1].access_key_id
        return key

    def test_through_credential_process(self, machine: Machine, cli: str) -> None:
        words = (cli, "sts", "get-caller-identity", "--output", "json", "--profile", THROUGH)
        assert self.key(machine, *words) == machine.key()
        renewed = machine.renew()
        assert self.key(machine, *words) == renewed

    def test_under_exec_server(self, machine: Machine, cli: str) -> None:
        twice = (
            "import itertools, subprocess, sys\n"
            "for line in itertools.chain([''], sys.stdin):\n"
            f"    subprocess.run([{cli!r}, 'sts', 'get-caller-identity'], check=True, capture_output=True)\n"
            "    print('called', flush=True)\n"
        )
        program = machine.through_server([sys.executable, "-c", twice])
        assert program.key() == machine.key()
        program.until(machine.renew())

    @posix_only
    def test_served_by_the_ui(self, serving: Serving, cli: str) -> None:
        machine, _, lines = serving
        words = shlex.join([cli, "sts", "get-caller-identity", "--output", "json"])
        assert self.key(machine, "sh", "-c", f"{lines}\nexec {words}") == machine.key()
