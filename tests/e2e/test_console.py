"""`stsui console` on a desktop whose browser is a program of the test's: what reaches it, how it fails."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import STSUI, stsui

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desktop's xdg-open")

PROFILE = "release"

FOLLOWING = """
import sys, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
with opener.open(sys.argv[1], timeout=20) as page:
    print(sys.argv[1], page.status, file=open(sys.argv[2], "w"))
"""

IMPATIENT = """
import os
from datetime import timedelta
from stsui.clock import Clock
from stsui.delivery.browser import BrowserSilent, open_in_browser
from stsui.model import Secret
link, at_once = Secret("https://x.example"), timedelta(0)
try:
    open_in_browser(link, os.environ, clock=Clock(), progress=print, patience=at_once)
except BrowserSilent as error:
    print(error)
"""


@pytest.fixture
def desktop(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A machine with a screen, and such a browser as the test writes."""
    for name in ("BROWSER", "SSH_CONNECTION", "SSH_TTY"):
        environ.pop(name, None)
    (tmp_path / "bin").mkdir()
    return environ | {"DISPLAY": ":0", "PATH": str(tmp_path / "bin")}


def write_browser(folder: Path, script: str) -> Path:
    program = folder / "bin" / "xdg-open"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(stat.S_IRWXU)
    return program


def following(folder: Path) -> str:
    (folder / "follow.py").write_text(FOLLOWING)
    return f'exec {sys.executable} {folder / "follow.py"} "$1" {folder / "seen"}'


def test_the_link_itself_is_in_no_process_argument(desktop: dict[str, str], tmp_path: Path) -> None:
    write_browser(tmp_path, following(tmp_path))
    done = stsui("console", PROFILE, environ=desktop)
    assert done.stdout == ""
    assert "opens in the browser" in done.stderr
    seen = tmp_path / "seen"
    while not seen.exists() or not seen.read_text().endswith("\n"):
        pass  # the page behind the link is still on its way
    address, status = seen.read_text().split()
    assert address.startswith("http://127.0.0.1:")
    assert "Signin" not in address
    assert status == "200"


def test_ctrl_c_ends_the_wait(desktop: dict[str, str], tmp_path: Path) -> None:
    write_browser(tmp_path, f"echo started > {tmp_path / 'fifo'}")
    os.mkfifo(tmp_path / "fifo")
    with (tmp_path / "stderr").open("w") as said:
        console = subprocess.Popen([*STSUI, "console", PROFILE], env=desktop, stderr=said)
        (tmp_path / "fifo").read_text()
        console.send_signal(signal.SIGINT)
        assert console.wait(30) == 130
    assert (tmp_path / "stderr").read_text() == ""


def test_a_browser_that_cannot_start_leaves_the_link(desktop: dict[str, str]) -> None:
    done = stsui("console", PROFILE, environ=desktop)
    assert "No browser was found" in done.stderr
    assert "SigninToken" in done.stdout


def test_a_browser_that_never_asks_is_told_of(desktop: dict[str, str], tmp_path: Path) -> None:
    write_browser(tmp_path, "exec /bin/sleep 5 >/dev/null 2>&1")  # it outlives what waits for it
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT], env=desktop, capture_output=True, text=True, timeout=60, check=True
    )
    assert "did not ask for the link" in done.stdout
    assert "--print" in done.stdout
