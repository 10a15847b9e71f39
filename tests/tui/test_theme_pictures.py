"""Screens whose own tests draw them in the default theme alone, in the others."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.services import Services
from tests.tui.conftest import make_app, pressing, settled
from tests.tui.test_sessions_pictures import start_some

KEYS = {"details": ("i",), "help": ("question_mark",), "palette": ("ctrl+p",)}


@pytest.mark.parametrize("theme", ["paper", "contrast", "sightline"])
@pytest.mark.parametrize("screen", KEYS)
def test_in_other_themes(snap_compare: Any, services: Services, screen: str, theme: str) -> None:
    start_some(services)
    app = make_app(services)

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app.theme = theme
        await pressing(*KEYS[screen])(pilot)

    assert snap_compare(app, terminal_size=(120, 40), run_before=act)
