"""What people use today, beside stsui: ten lines of boto3 that keep sessions in a file, and the AWS CLI."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from stsui.clock import Clock
from stsui.practice import PracticeAws
from tests.bench import commands
from tests.bench.commands import STSUI, ratio, seconds

AWS_CLI = str(Path(sys.executable).with_name("aws"))
PROFILE = "release"
"""A role without MFA: the others could not have a hundred codes."""
ROUNDS = 9
PROCESSES = 100

TEN_LINES = """
import boto3, botocore.session, json, sys
from botocore.credentials import JSONFileCache
session = botocore.session.Session(profile=sys.argv[1])
resolver = session.get_component("credential_provider")
resolver.get_provider("assume-role").cache = JSONFileCache()
credentials = boto3.Session(botocore_session=session).get_credentials()
keys, end = credentials.get_frozen_credentials(), credentials._expiry_time.isoformat()
names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
print(json.dumps({"Version": 1, **dict(zip(names, keys)), "Expiration": end}))
"""


class Way(NamedTuple):
    """One way to a profile's credentials."""

    name: str
    command: tuple[str, ...]


NOTHING = Way("python -c pass", (sys.executable, "-c", "pass"))
STSUI_ANSWER = Way("stsui", (STSUI, "credential-process", PROFILE))
STSUI_STATUS = Way("stsui status", (STSUI, "status", PROFILE))
BOTO3 = Way("ten lines of boto3", (sys.executable, "-c", TEN_LINES, PROFILE))
CLI = Way("aws configure list", (AWS_CLI, "configure", "list", "--profile", PROFILE))
"""Finds the same credentials, in its own cache, and shows their ends; `export-credentials` is version 2's."""


class Machine(NamedTuple):
    """A home folder, and the practice AWS that its files point to."""

    aws: PracticeAws
    environment: dict[str, str]

    def forget(self) -> None:
        """Drop every session that any of the ways has kept."""
        home = Path(self.environment["HOME"])
        for folder in (home / ".aws" / "boto", home / ".aws" / "cli", self.environment["STSUI_STATE_DIR"]):
            shutil.rmtree(folder, ignore_errors=True)
        self.aws.calls.clear()


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """One with the practice company's files."""
    with PracticeAws(clock=Clock()) as aws:
        yield Machine(aws, {**os.environ, **aws.environment(folder), "HOME": str(folder)})


def cached(folder: Path) -> Iterator[str]:
    """A kept session's credentials."""
    yield from commands.cached(folder)
    home = folder / "home"
    home.mkdir()
    yield from _kept(home, STSUI_ANSWER)


def status(folder: Path) -> Iterator[str]:
    """A kept session's time left, as a prompt asks for it."""
    yield from _kept(folder, STSUI_STATUS)


def _kept(folder: Path, ours: Way) -> Iterator[str]:
    with machine(folder) as there:
        for way in (STSUI_ANSWER, BOTO3, CLI):
            seconds(way.command, there.environment)  # makes the session, and keeps it
        calls = len(there.aws.calls)
        medians = in_turn((ours, NOTHING, BOTO3, CLI), there.environment)
        asked = len(there.aws.calls) - calls
    for yardstick, budget in ((NOTHING, "≤ 3 ×"), (BOTO3, "< 1 ×"), (CLI, "< 1 ×")):
        yield ratio(medians[ours], medians[yardstick], budget, yardstick.name)
    if asked:
        yield f"{asked} calls to STS, though every session was kept"


def in_turn(ways: Sequence[Way], environment: dict[str, str]) -> dict[Way, float]:
    """The median of each, in seconds, all measured in turn."""
    rounds = [[seconds(way.command, environment) for way in ways] for _ in range(ROUNDS)]
    return {
        way: statistics.median(column) for way, column in zip(ways, zip(*rounds, strict=True), strict=True)
    }


def hundred_processes(folder: Path) -> Iterator[str]:
    """A hundred processes at once that want the same session, which nobody has yet; 200 ms a call."""
    with machine(folder) as there:
        there.aws.latency = 0.2
        for way in (STSUI_ANSWER, BOTO3, CLI):
            there.forget()
            taken = at_once(way.command, there.environment)
            calls = len(there.aws.calls)
            budget = " (budget: 1 call)" if way is STSUI_ANSWER else ""
            yield f"{taken:7.2f} s, {calls:3} calls to STS: {way.name}{budget}"


def at_once(command: Sequence[str], environment: dict[str, str]) -> float:
    """Seconds until the last of the processes has ended."""
    started = time.perf_counter()
    processes = [
        subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]
    errors = [process.communicate()[1] for process in processes]
    taken = time.perf_counter() - started
    failed = [said for process, said in zip(processes, errors, strict=True) if process.returncode]
    if failed:
        raise RuntimeError(f"{len(failed)} of {PROCESSES} failed: {failed[0].decode()[-400:]}")
    return taken
