"""Which program it is that runs this command, in a word that people know."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PurePath

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "fish", "ksh", "ash", "busybox", "env"})
"""SDKs run their helpers through one: who is behind it is of interest."""
_FURTHEST = 5


def calling_program(otherwise: str) -> tuple[str, int]:
    """Name and process id of the program above this one; `otherwise` and our own where nothing tells it."""
    pid = os.getppid()
    for _ in range(_FURTHEST):
        found = _process(pid)
        if found is None or pid <= 1:
            break
        name, parent = found
        if name and name not in _SHELLS:
            return name, pid
        pid = parent
    return otherwise, os.getpid()


def _process(pid: int) -> tuple[str, int] | None:
    """A process's name and its parent; None where the system does not say, as on Windows."""
    try:
        program, parent = _from_proc(pid) if sys.platform == "linux" else _from_ps(pid)
        return PurePath(program.strip()).name.removeprefix("-"), int(parent)
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def _from_proc(pid: int) -> tuple[str, str]:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return os.fsdecode(words[0]), status.rpartition(")")[2].split()[1]


def _from_ps(pid: int) -> tuple[str, str]:
    shown = subprocess.run(
        ["ps", "-o", "ppid=,comm=", "-p", str(pid)], capture_output=True, text=True, timeout=2, check=True
    )
    parent, _, program = shown.stdout.strip().partition(" ")
    return program, parent
