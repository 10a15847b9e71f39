"""The installed command, against the practice AWS, on machines made for the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .terminal import Terminal

STSUI = (sys.executable, "-m", "stsui")


@pytest.fixture
def aws() -> Iterator[PracticeAws]:
    with PracticeAws() as practice:
        yield practice


@pytest.fixture
def environ(aws: PracticeAws, tmp_path: Path) -> dict[str, str]:
    """A machine with the company's files on it and no session yet."""
    return {**os.environ, **aws.environment(tmp_path)}


def stsui(
    *arguments: str, environ: Mapping[str, str], stdin: str = "", code: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run the command without any terminal, and see that it ends with `code`."""
    done = subprocess.run(
        [*STSUI, *arguments],
        env=dict(environ),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def in_terminal(*arguments: str, environ: Mapping[str, str]) -> Terminal:
    """Run the command in a terminal."""
    return Terminal([*STSUI, *arguments], environ)
