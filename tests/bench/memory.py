"""What a live session costs in memory: the UI with a thousand of them, and with none."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from stsui.services import Services
from stsui.tui.app import StsuiApp
from tests.bench.setting import keep_sessions, profile_name, write_profiles

SESSIONS = 1_000
BUDGET = 20 * 1024


class Size(NamedTuple):
    """Bytes: what Python has given out, and what the process takes; and for how many sessions."""

    traced: int
    resident: int
    sessions: int


def memory(folder: Path) -> Iterator[str]:
    """Each in a process of its own, on as many profiles."""
    sizes = {}
    for count in (0, SESSIONS):
        place = folder / str(count)
        place.mkdir()
        environment = write_profiles(place, SESSIONS)
        keep_sessions(environment, [profile_name(number) for number in range(count)], timedelta(hours=2))
        for traced in (True, False):
            sizes[count, traced] = size = _measured(environment, traced)
            if size.sessions != count:
                raise RuntimeError(f"{size.sessions} sessions are shown instead of {count}")
    objects = (sizes[SESSIONS, True].traced - sizes[0, True].traced) / SESSIONS
    resident = (sizes[SESSIONS, False].resident - sizes[0, False].resident) / SESSIONS
    yield (
        f"{objects / 1024:7.2f} KiB of objects a live session, {resident / 1024:.2f} KiB of the process "
        f"(budget < {BUDGET // 1024} KiB)"
    )


def _measured(environment: dict[str, str], traced: bool) -> Size:
    command = [sys.executable, "-m", "tests.bench.memory", *(["traced"] if traced else [])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-400:])
    return Size(*json.loads(done.stdout))


async def _used() -> Size:
    app = StsuiApp(Services.open(), ticking=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        for _ in range(3):
            app.tick()
            await pilot.press("down")
        await app.workers.wait_for_complete()
        gc.unfreeze()
        gc.collect()
        traced = tracemalloc.get_traced_memory()[0] if tracemalloc.is_tracing() else 0
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return Size(traced, pages * 4096, len(app.sessions))


if __name__ == "__main__":
    if "traced" in sys.argv:
        tracemalloc.start()
    print(json.dumps(asyncio.run(_used())))
