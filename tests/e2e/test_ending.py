"""How the UI ends when it is not asked by its own key."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from .conftest import in_terminal
from .terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed")

ORDINARY_SCREEN = b"\x1b[?1049l"


@pytest.fixture
def demo(tmp_path: Path) -> dict[str, str]:
    """A machine whose temporary files are all in one folder."""
    return {**os.environ, "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path)}


def hang_up(terminal: Terminal) -> None:
    """Close the terminal's other end, as closing a window does."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, terminal._master)
    os.close(nothing)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hup"])
def test_a_signal_leaves_terminal_and_files_as_they_were(
    demo: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with in_terminal("demo", environ=demo) as terminal:
        terminal.wait_for("practice AWS", "payments-prod")
        assert list(tmp_path.glob("stsui-demo-*"))
        os.kill(terminal.process.pid, number)
        assert terminal.exit_code() == 128 + number
        assert terminal.transcript.rfind(ORDINARY_SCREEN) > terminal.transcript.rfind(b"\x1b[?1049h")
    assert list(tmp_path.glob("stsui-demo-*")) == []


def test_a_terminal_that_is_closed_leaves_nothing_behind(demo: dict[str, str], tmp_path: Path) -> None:
    with in_terminal("demo", environ=demo) as terminal:
        terminal.wait_for("practice AWS", "payments-prod")
        hang_up(terminal)
        assert terminal.process.wait(30) == 128 + signal.SIGHUP
    assert list(tmp_path.glob("stsui-demo-*")) == []
