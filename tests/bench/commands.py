"""The commands: cached and cold `credential-process`, and a hundred roles at once."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from stsui.clock import Clock
from stsui.practice import PracticeAws
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.starting import AT_ONCE
from tests.bench.company import ROLES
from tests.bench.setting import keep_sessions, profile_name, write_profiles

ROUNDS = 15
STSUI = str(Path(sys.executable).with_name("stsui"))

COLD_YARDSTICK = """
import boto3, json, sys
sts = boto3.Session(aws_access_key_id=sys.argv[1], aws_secret_access_key=sys.argv[2],
                    region_name="eu-west-1").client("sts", endpoint_url=sys.argv[3])
answer = sts.assume_role(RoleArn=sys.argv[4], RoleSessionName="bench")
keys = answer["Credentials"]
keys["Expiration"] = keys["Expiration"].isoformat()
print(json.dumps({"Version": 1, **keys}))
"""

KEYRING_YARDSTICK = "import keyring, sys; keyring.get_password('stsui', sys.argv[1]) or sys.exit('no secret')"


def seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    """How long one run of a command takes."""
    started = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    taken = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"{command[:3]}: {done.stderr.decode()[-400:]}")
    return taken


def compared(
    ours: Callable[[], float], yardstick: Callable[[], float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """The medians of two things measured in turn, in seconds."""
    ours(), yardstick()
    pairs = [(ours(), yardstick()) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def ratio(ours: float, yardstick: float, budget: str, what: str) -> str:
    """One line of the report."""
    times = ours / yardstick
    return f"{ours * 1000:7.1f} ms = {times:4.2f} × {yardstick * 1000:6.1f} ms {what} (budget {budget})"


def cached(folder: Path) -> Iterator[str]:
    """A fresh session in the file store, against a Python that does nothing."""
    for count in (1, 10_000):
        place = folder / str(count)
        place.mkdir()
        environment = write_profiles(place, count)
        name = profile_name(0)
        keep_sessions(environment, [name], timedelta(hours=1))
        command = [STSUI, "credential-process", name]
        ours, bare = compared(
            lambda command=command, environment=environment: seconds(command, environment),  # type: ignore[misc]
            lambda environment=environment: seconds([sys.executable, "-c", "pass"], environment),  # type: ignore[misc]
        )
        yield ratio(ours, bare, "≤ 3 ×", f"python -c pass, {count:,} profiles")


def cached_keyring(folder: Path) -> Iterator[str]:
    """A fresh session in a real Secret Service, against a script that reads one secret of it."""
    if not shutil.which("dbus-run-session") or not shutil.which("gnome-keyring-daemon"):
        yield "not measured: dbus-run-session and gnome-keyring are needed"
        return
    inner = 'echo -n bench | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$@"'
    command = [
        "dbus-run-session",
        "--",
        "sh",
        "-c",
        inner,
        "sh",
        sys.executable,
        "-m",
        "tests.bench.in_keyring",
    ]
    environment = {**write_profiles(folder, 10), "STSUI_STORE": "keyring", "XDG_RUNTIME_DIR": str(folder)}
    done = subprocess.run(
        [*command, str(folder)], env=environment, capture_output=True, text=True, check=False
    )
    yield done.stdout.strip() or f"failed: {done.stderr[-300:]}"


def cold(folder: Path) -> Iterator[str]:
    """No session yet: a real AssumeRole of the practice AWS, against ten lines of boto3."""
    with PracticeAws(clock=Clock()) as aws:
        environment = {**os.environ, **aws.environment(folder)}
        user = aws.company.users["deploy"]
        role = next(role.arn for role in aws.company.roles.values() if role.arn.endswith(":role/Deploy"))

        def ours() -> float:
            shutil.rmtree(environment["STSUI_STATE_DIR"], ignore_errors=True)
            return seconds([STSUI, "credential-process", "release"], environment)

        secret = user.secret_access_key
        words = [
            user.access_key_id,
            secret.reveal() if hasattr(secret, "reveal") else str(secret),
            aws.url,
            role,
        ]
        script = [sys.executable, "-c", COLD_YARDSTICK, *words]
        yield ratio(*compared(ours, lambda: seconds(script, environment)), "≤ 1.1 ×", "ten lines of boto3")


def hundred_roles(folder: Path) -> Iterator[str]:
    """A hundred roles behind one device, started together with one code, 200 ms a call."""
    command = [sys.executable, "-m", "tests.bench.company", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as company:
        assert company.stdin
        assert company.stdout
        told = json.loads(company.stdout.readline())
        os.environ.update(
            {
                name: value
                for name, value in told["environment"].items()
                if name.startswith(("AWS_", "STSUI_"))
            }
        )
        services = Services.open({**os.environ, **told["environment"]})
        services.manager.plan("bench-000")
        import_module("stsui.aws.clients")  # brings botocore, as the UI does once its first frame is there
        started = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sessions = list(
                pool.map(
                    lambda number: services.manager.obtain(f"bench-{number:03}", GivenCode(told["code"])),
                    range(ROLES),
                )
            )
        taken = time.perf_counter() - started
        company.stdin.close()
        calls = company.stdout.read().strip()
    yield f"{taken:7.2f} s for {len(sessions)} roles, {calls} calls of 200 ms (budget ≤ 2 s)"
