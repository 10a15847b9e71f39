"""The screens: first frame, keystroke, idle."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from textual.app import App

from stsui.model import Operation
from stsui.parameters import TAKEN
from stsui.services import Services
from stsui.tui.app import StsuiApp
from tests.bench.bare import Bare, BareModal
from tests.bench.commands import STSUI, ratio
from tests.bench.setting import keep_sessions, profile_name, write_profiles
from tests.bench.terminal import InTerminal

BARE = [sys.executable, "-m", "tests.bench.bare"]
IDLE_SECONDS = 20


def first_frame(folder: Path) -> Iterator[str]:
    """From the start of the process to rows on the screen, 10,000 profiles."""
    environment = write_profiles(folder, 10_000)

    def until(command: list[str], text: str) -> float:
        with InTerminal(command, environment) as terminal:
            return terminal.wait_for(text)

    pairs = [(until([STSUI], "role-00000"), until(BARE, "profile-00000")) for _ in range(12)][1:]
    ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    yield ratio(ours, bare, "≤ 1.3 ×", "a bare Textual app with one table; 10,000 profiles")


def keystroke(folder: Path) -> Iterator[str]:
    """Processor time from a key in the filter to the painted result, 10,000 profiles, in a real terminal."""
    environment = write_profiles(folder, 10_000)
    ours = _keystrokes([STSUI], environment, "role-00000", open_filter="/")
    bare = _keystrokes([*BARE, "input"], environment, "profile-00000", open_filter="")
    p95, bare_p95 = (work[int(len(work) * 0.95)] * 1000 for work in (ours, bare))
    above = f"{p95:.1f} ms in all, {bare_p95:.1f} ms in a bare Textual app with one input"
    half = f"half of them {statistics.median(ours) * 1000:.1f} ms"
    yield f"{p95 - bare_p95:7.1f} ms p95 of work ({above}; {half}; budget ≤ 16 ms)"


def _keystrokes(command: list[str], environment: dict[str, str], text: str, open_filter: str) -> list[float]:
    """The processor seconds of each of some hundred key presses, sorted."""
    work: list[float] = []
    with InTerminal(command, environment) as terminal:
        terminal.wait_for(text)
        terminal.drain(4)
        terminal.press(open_filter)
        terminal.quiet(0.3)
        for word in ("role-01", "account-12", "eu-west", "10000000", "nothing-like-it") * 2:
            for key in [*word, *["\x7f"] * len(word)]:
                before = terminal.processor_seconds()
                terminal.press(key)
                terminal.quiet()
                work.append(terminal.processor_seconds() - before)
    return sorted(work)


def idle(folder: Path) -> Iterator[str]:
    """Processor time while nothing is pressed, 1,000 countdowns running."""
    environment = write_profiles(folder, 1_000)
    keep_sessions(environment, [profile_name(n) for n in range(1_000)], timedelta(hours=2))

    def share(command: list[str], text: str) -> float:
        with InTerminal(command, environment) as terminal:
            terminal.wait_for(text)
            terminal.drain(4)
            before = terminal.processor_seconds()
            terminal.drain(IDLE_SECONDS)
            return (terminal.processor_seconds() - before) / IDLE_SECONDS * 100

    bare, ours = share(BARE, "profile-00000"), share([STSUI], "role-00000")
    above = f"{ours - bare:+.2f} % above a bare Textual app's {bare:.2f} %"
    yield f"{ours:7.2f} % of a core, {above} (budget ≤ 1 %)"


OPENINGS = 12


def form(folder: Path) -> Iterator[str]:
    """What opening a form takes, the first time and later, beside a modal with as many inputs."""
    environment = write_profiles(folder, 100)
    for name in ("start", *TAKEN):
        ours, bare, inputs = asyncio.run(_by_turns(StsuiApp(Services.open(environment), ticking=False), name))
        line = ratio(_later(ours), _later(bare), "≤ 2 ×", f"a bare modal with {inputs} inputs")
        yield f"{line}  {name}; at first {ours[0] * 1000:.0f} and {bare[0] * 1000:.0f} ms"


def _later(work: list[float]) -> float:
    """The median of all times but the first two."""
    return statistics.median(work[2:])


async def _by_turns(app: StsuiApp, name: str) -> tuple[list[float], list[float], int]:
    """Open a form and a bare modal by turns, so that what else the machine does hits both alike.

    Processor seconds of each opening, from the wish to the last paint, and the inputs.
    """
    bare = Bare()
    inputs = 0

    def open_form() -> None:
        if name == "start":
            app.open_dialog((app.listing.profiles[0].name,))
        elif app.home.view:
            app.open_form(Operation(name), app.home.view.plan.steps[0].profile)

    def count() -> None:
        nonlocal inputs
        inputs = sum(field.region.height > 0 for field in app.screen.query("Input, TextArea"))

    turns = asyncio.Barrier(2)
    ours, yardstick = await asyncio.gather(
        _openings(app, open_form, count, turns, 0),
        _openings(bare, lambda: bare.push_screen(BareModal(inputs)), lambda: None, turns, 1),
    )
    return ours, yardstick, inputs


async def _openings(
    app: App[Any], open_it: Callable[[], object], look: Callable[[], None], turns: asyncio.Barrier, mine: int
) -> list[float]:
    work: list[float] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        for turn in range(2 * OPENINGS):
            await pilot.pause()
            await turns.wait()
            if turn % 2 == mine:
                started = time.process_time()
                open_it()
                await pilot.pause()
                work.append(time.process_time() - started)
                look()
                await app.pop_screen()
    return work
