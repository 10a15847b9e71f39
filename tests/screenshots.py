"""Draws every screen of the demo, the same bytes each time: `python -m tests.screenshots [FOLDER]`.

It runs on the practice AWS as `stsui demo` does, at a fixed time, with the same company and the same dice.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from stsui.cli.rehearsal import HISTORY, DeviceCodes, PastTime, enter_practice
from stsui.clock import Clock
from stsui.practice import PracticeAws
from stsui.services import Services
from stsui.tui.app import StsuiApp, shown_practice

THREE_AT_NIGHT = datetime(2026, 3, 14, 3, 0, 7, tzinfo=UTC)
WIDE, USUAL, SMALL = (160, 45), (120, 36), (80, 24)
CELL = 12.2
"""How wide Textual draws a character."""
FOLDER = Path(__file__).parent.parent / "screenshots"


class StandingPast(PastTime):
    """The fixed moment, or as long before it as something happened."""

    def __call__(self) -> float:
        return THREE_AT_NIGHT.timestamp() - self.ago.total_seconds()


@dataclass(frozen=True)
class Shot:
    """A picture: the keys that lead to its screen, its size and its theme."""

    keys: tuple[str, ...] = ()
    size: tuple[int, int] = USUAL
    theme: str = "midnight"
    files: bool = True
    """Whether there are any profiles at all."""


SHOTS: Mapping[str, Shot] = MappingProxyType(
    {
        "sessions": Shot(),
        "sessions-paper": Shot(theme="paper"),
        "sessions-contrast": Shot(theme="contrast"),
        "sessions-sightline": Shot(theme="sightline"),
        "sessions-wide": Shot(size=WIDE),
        "sessions-80x24": Shot(size=SMALL),
        "filter": Shot(("slash", *"prod read")),
        "start": Shot(("slash", *"night", "enter")),
        "start-many": Shot(("down", "down", *("space", "down") * 3, "enter")),
        "start-changes": Shot(("m", "tab", "enter", "tab", *"2 h")),
        "start-problem": Shot(("slash", *"audit-long", "enter")),
        "start-refused": Shot(("slash", *"night", "enter", *"000000")),
        "session-token": Shot(("slash", *"identity long", "tab", "m")),
        "details": Shot(("i",)),
        "decode": Shot(("d", "ctrl+s")),
        "decode-paste": Shot(("d",)),
        "help": Shot(("question_mark",)),
        "empty": Shot(files=False),
        "palette": Shot(("ctrl+p", *"console pay")),
    }
)


@contextmanager
def rehearsed(directory: Path, *, files: bool) -> Iterator[tuple[Services, PracticeAws]]:
    """The demo's company at the fixed moment; its files, and the home folder, are in `directory`."""
    past, dice = StandingPast(), random.Random(3)
    with PracticeAws(Clock(read=past), entropy=dice.randbytes) as aws:
        enter_practice(aws.environment(directory))
        os.environ |= {"HOME": str(directory), "USERPROFILE": str(directory), "USER": "kim"}
        for name in ("NO_COLOR", "TEXTUAL_THEME"):
            os.environ.pop(name, None)
        if not files:
            for name in ("config", "credentials", "config.yaml"):
                (directory / name).write_text("", encoding="utf-8")
        services = Services.open(clock=Clock(read=past, monotonic=past))
        for past.ago, profile, changes in HISTORY if files else ():
            services.manager.obtain(profile, DeviceCodes(aws), changes=changes, renew=True)
        yield services, aws


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing moves any more."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def draw(shot: Shot) -> str:
    """One picture, from a demo of its own."""
    with (
        TemporaryDirectory(prefix="stsui-shot-") as folder,
        rehearsed(Path(folder), files=shot.files) as (services, aws),
    ):
        app = StsuiApp(services, shown_practice(aws) if shot.files else None, ticking=False)
        async with app.run_test(size=shot.size) as pilot:
            await settled(pilot)
            app.theme = shot.theme
            for key in shot.keys:
                await pilot.press(key)
                await settled(pilot)
            await pilot.pause(0.3)
            return for_any_viewer(anonymous(app.export_screenshot(title="stsui demo")))


def anonymous(picture: str) -> str:
    """The picture without the port that the practice AWS happened to get, and the name hashed from it."""
    return re.sub(r"terminal-\d+", "terminal", re.sub(r"(127\.0\.0\.1:)\d{5}", r"\g<1>50443", picture))


_INDENTED = re.compile(r'x="([\d.]+)"( y="[\d.]+") textLength="([\d.]+)"([^>]*)>((?:&#160;)+)')


def for_any_viewer(picture: str) -> str:
    """The picture with its texts' leading blanks as positions: some viewers draw none."""

    def moved(text: re.Match[str]) -> str:
        by = CELL * text[5].count("&#160;")
        return f'x="{float(text[1]) + by:g}"{text[2]} textLength="{float(text[3]) - by:g}"{text[4]}>'

    return _INDENTED.sub(moved, picture)


def main(folder: Path) -> None:
    """Draw them all."""
    folder.mkdir(exist_ok=True)
    # A blinking cursor would make two pictures of one screen.
    Input._toggle_cursor = lambda _: None  # type: ignore[method-assign]
    TextArea._toggle_cursor_blink_visible = lambda _: None  # type: ignore[method-assign]
    for name, shot in SHOTS.items():
        (folder / f"{name}.svg").write_text(asyncio.run(draw(shot)), encoding="utf-8")
        print(f"{folder.name}/{name}.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
