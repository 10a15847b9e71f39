"""Programs of others that take their credentials from stsui: boto3, the AWS CLI, the SDK for JavaScript."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from stsui.practice import PracticeAws
from tests.e2e.conftest import STSUI, stsui
from tests.e2e.terminal import Terminal

HERE = Path(__file__).parent
ROLE = "short"
"""A profile whose sessions last 15 minutes: SDKs fetch such credentials anew for every call."""
THROUGH = "through-stsui"
BOTO3 = (sys.executable, str(HERE / "who.py"))


class Machine:
    """A machine with a session, and programs that run on it."""

    def __init__(self, aws: PracticeAws, folder: Path) -> None:
        self.aws = aws
        self.environ = {**os.environ, **aws.environment(folder)}
        own = {name: self.environ[name] for name in self.environ if name.startswith(("AWS_", "STSUI_"))}
        wrapper = folder / "through.py"
        wrapper.write_text(
            f"import os, sys\nos.environ.update({own!r})\nfrom stsui.cli import main\nsys.exit(main())\n"
        )
        command = shlex.join([sys.executable, str(wrapper), "credential-process", ROLE])
        with Path(self.environ["AWS_CONFIG_FILE"]).open("a", encoding="utf-8") as config:
            config.write(
                f"\n[profile {THROUGH}]\nregion = eu-west-1\ncredential_process = {command}\n"
                f"\n[profile {ROLE}]\nregion = eu-west-1\nduration_seconds = 900\nsource_profile = oncall\n"
                "role_arn = arn:aws:iam::444455556666:role/OnCall\n"
                "mfa_serial = arn:aws:iam::111122223333:mfa/oncall\n"
            )
        stsui("whoami", ROLE, "--mfa-code", aws.company.users["oncall"].mfa.code(), environ=self.environ)
        self._processes: list[subprocess.Popen[str]] = []

    def key(self) -> str:
        """The access key id of the session that is kept now."""
        exported = json.loads(stsui("export", ROLE, "--format", "json", environ=self.environ).stdout)
        key: str = exported["AWS_ACCESS_KEY_ID"]
        return key

    def renew(self) -> str:
        """Make a new session, as another terminal would; its access key id."""
        stsui("export", ROLE, "--renew", "--format", "json", environ=self.environ)
        return self.key()

    def through_process(self, command: Sequence[str]) -> Program:
        """A program whose AWS_PROFILE runs `stsui credential-process`."""
        return self._start(command, self.environ | {"AWS_PROFILE": THROUGH})

    def through_server(self, command: Sequence[str]) -> Program:
        """A program under `stsui exec --server`."""
        return self._start([*STSUI, "exec", ROLE, "--server", "--", *command], self.environ)

    def through_ui(self, command: Sequence[str], lines: str) -> Program:
        """A program in a shell into which the lines were pasted that the UI copied."""
        script = f"{lines}\nexec {shlex.join(command)}"
        return self._start(["sh", "-c", script], self.environ)

    def _start(self, command: Sequence[str], environ: dict[str, str]) -> Program:
        process = subprocess.Popen(
            command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._processes.append(process)
        return Program(process, self.aws)

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()


class Program:
    """A running program that tells which key it uses, as often as it is asked."""

    def __init__(self, process: subprocess.Popen[str], aws: PracticeAws) -> None:
        self._process = process
        self._aws = aws

    def key(self) -> str:
        """The key that the practice AWS saw; the program says the same, or "called" if it cannot know."""
        assert self._process.stdout
        said = self._process.stdout.readline().strip()
        call = self._aws.calls[-1]
        assert call.operation == "GetCallerIdentity"
        assert said in (call.access_key_id, "called")
        return call.access_key_id

    def again(self) -> str:
        """Ask it once more."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self.key()

    def until(self, wanted: str) -> None:
        """Ask it until it uses that key: an endpoint notices within a second what others renew."""
        while self.again() != wanted:
            assert self._process.poll() is None


def copied(terminal: Terminal) -> str:
    """What a program has put on the clipboard last, through its terminal (OSC 52)."""
    found = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)", terminal.transcript)
    return base64.b64decode(found[-1]).decode() if found else ""


@pytest.fixture
def serving(machine: Machine) -> Iterator[tuple[Machine, Terminal, str]]:
    """A machine on which a UI serves the session, the UI's terminal, and the lines that it copied."""
    with Terminal(STSUI, machine.environ, columns=120, lines=40) as terminal:
        terminal.wait_for("profiles", "d decode")
        terminal.type("/")
        terminal.wait_for("esc clear")
        terminal.type(ROLE)
        terminal.wait_for("1 of ")
        terminal.type("\t")
        terminal.wait_for("v serve")
        terminal.type("v")
        terminal.wait_for("1 served")
        terminal.wait_until(lambda: "AWS_CONTAINER" in copied(terminal))
        yield machine, terminal, copied(terminal)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with PracticeAws() as aws:
        machine = Machine(aws, tmp_path)
        yield machine
        machine.close()


@pytest.fixture(scope="session")
def javascript(pytestconfig: pytest.Config) -> Callable[[str], tuple[str, ...]]:
    """The JavaScript program's command; skips, with the reason, where its SDK cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js with npm is not installed")
    assert pytestconfig.cache
    folder = pytestconfig.cache.mkdir("javascript")
    with FileLock(folder / "install.lock"):
        for name in ("package.json", "who.mjs"):
            shutil.copy(HERE / name, folder / name)
        wanted = json.loads((HERE / "package.json").read_text())["dependencies"]["@aws-sdk/client-sts"]
        installed = folder / "node_modules" / "@aws-sdk" / "client-sts" / "package.json"
        if not installed.exists() or json.loads(installed.read_text())["version"] != wanted:
            quiet = ("--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
            try:
                done = subprocess.run(
                    [npm, "install", *quiet], cwd=folder, capture_output=True, text=True, timeout=90
                )
            except subprocess.TimeoutExpired:
                pytest.skip("npm could not install the AWS SDK for JavaScript within 90 seconds")
            if done.returncode:
                pytest.skip(f"npm could not install the AWS SDK for JavaScript: {done.stderr[-200:]}")
    return lambda how: (node, str(folder / "who.mjs"), how)
