"""Print each budget's figure beside its yardstick: `python -m tests.bench [row …]`."""

from __future__ import annotations

import compileall
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import stsui
from tests.bench import commands, memory, peers, screens


@dataclass(frozen=True, slots=True)
class Row:
    """One budget: how to measure it."""

    name: str
    measure: Callable[[Path], Iterator[str]]


ROWS = (
    Row("first-frame", screens.first_frame),
    Row("keystroke", screens.keystroke),
    Row("idle", screens.idle),
    Row("form", screens.form),
    Row("memory", memory.memory),
    Row("cached", peers.cached),
    Row("cached-keyring", commands.cached_keyring),
    Row("status", peers.status),
    Row("cold", commands.cold),
    Row("hundred-roles", commands.hundred_roles),
    Row("hundred-processes", peers.hundred_processes),
)


def main(wanted: list[str]) -> int:
    """Measure the rows asked for, or all."""
    unknown = set(wanted) - {row.name for row in ROWS}
    if unknown:
        print(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(row.name for row in ROWS)}")
        return 2
    # An installed wheel has its bytecode; so has the checkout, whatever PYTHONDONTWRITEBYTECODE says.
    compileall.compile_dir(str(Path(stsui.__file__).parent), quiet=1)
    for row in ROWS:
        if wanted and row.name not in wanted:
            continue
        started = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="stsui-bench-") as folder:
            for line in row.measure(Path(folder)):
                print(f"{row.name:16} {line}", flush=True)
        print(f"{'':16} ({time.perf_counter() - started:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
