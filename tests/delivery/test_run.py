"""Running commands, in processes of their own because `become` does not come back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stsui.delivery.run import CommandNotRun, find_command, run_and_wait, user_shell

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="processes are replaced on POSIX only")


def become(*command: str) -> subprocess.CompletedProcess[str]:
    """Run `command` through `become` in a fresh Python."""
    script = "import os, sys; from stsui.delivery.run import run; sys.exit(run(sys.argv[1:], os.environ))"
    return subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, timeout=30, check=False
    )


class TestRun:
    def test_passes_arguments_and_the_exit_code_on(self) -> None:
        done = become(sys.executable, "-c", "import sys; print(sys.argv[1:]); sys.exit(7)", "a b", "$x", "")
        assert done.stdout.strip() == "['a b', '$x', '']"
        assert done.returncode == 7

    @posix_only
    def test_a_command_that_dies_of_a_signal_is_seen_to(self) -> None:
        assert become("sh", "-c", "kill -TERM $$").returncode == -signal.SIGTERM

    @posix_only
    def test_the_command_gets_the_signals_that_python_ignores(self) -> None:
        assert become("sh", "-c", "kill -PIPE $$").returncode == -signal.SIGPIPE


class TestRunAndWait:
    def test_returns_the_exit_code(self) -> None:
        assert run_and_wait([sys.executable, "-c", "raise SystemExit(7)"], os.environ) == 7

    def test_hands_the_environment_on(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        script = f"import os; open({str(out)!r}, 'w').write(os.environ['STSUI_PROFILE'])"
        assert run_and_wait([sys.executable, "-c", script], {**os.environ, "STSUI_PROFILE": "x/y"}) == 0
        assert out.read_text() == "x/y"

    @posix_only
    def test_a_signal_is_told_as_a_shell_tells_it(self) -> None:
        assert run_and_wait(["sh", "-c", "kill -TERM $$"], os.environ) == 128 + signal.SIGTERM

    def test_gives_the_interrupt_back_afterwards(self) -> None:
        before = signal.getsignal(signal.SIGINT)
        run_and_wait([sys.executable, "-c", ""], os.environ)
        assert signal.getsignal(signal.SIGINT) is before


class TestFindCommand:
    def test_a_missing_one_is_127(self) -> None:
        with pytest.raises(CommandNotRun, match="no command no-such-command") as caught:
            find_command("no-such-command", os.environ)
        assert caught.value.exit_code == 127

    @posix_only
    def test_one_that_is_not_executable_is_126(self, tmp_path: Path) -> None:
        (tmp_path / "script").write_text("echo hi")
        with pytest.raises(CommandNotRun, match="executable") as caught:
            find_command(str(tmp_path / "script"), os.environ)
        assert caught.value.exit_code == 126

    @posix_only
    def test_one_of_an_unknown_format_is_126(self, tmp_path: Path) -> None:
        script = tmp_path / "script"
        script.write_bytes(b"\x00\x01")
        script.chmod(0o700)
        with pytest.raises(CommandNotRun, match="could not be started") as caught:
            run_and_wait([str(script)], os.environ)
        assert caught.value.exit_code == 126

    def test_the_path_is_the_childs(self, tmp_path: Path) -> None:
        with pytest.raises(CommandNotRun):
            find_command("python", {"PATH": str(tmp_path)})


@posix_only
def test_without_a_command_there_is_the_users_shell() -> None:
    assert user_shell({"SHELL": "/usr/bin/fish"}) == "/usr/bin/fish"
    assert user_shell({}) == "/bin/sh"
