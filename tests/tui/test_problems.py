"""The list of what is wrong in files, and the question before something is forgotten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Button

from stsui.model import FileProblem
from stsui.services import Services
from stsui.tui.screens.confirm import Confirm
from stsui.tui.screens.problems import ProblemsScreen
from tests.tui.conftest import make_app, settled

PROBLEMS = (
    FileProblem("/etc/aws/config", 12, "The section [profile broken has no closing bracket."),
    FileProblem("/etc/aws/config", 0, "The file cannot be read (permission denied)."),
    FileProblem(
        "/home/kim/config.yaml", 3, 'themes has no key "[red]acent[/red]".\x1b[2J Did you mean accent?'
    ),
    *(FileProblem("/home/kim/many", line, f"Line {line} is not understood.") for line in range(1, 13)),
)


def showing(screen: Any) -> Any:
    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.app.push_screen(screen)
        await settled(pilot)

    return act


@pytest.mark.parametrize("size", [(60, 15), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_problems(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(services), terminal_size=size, run_before=showing(ProblemsScreen(PROBLEMS)))


def test_the_question(snap_compare: Any, services: Services) -> None:
    question = "Forget 3 sessions: payments-prod/OnCall, [red]a[/red], b?"
    act = showing(Confirm(question, "Forget"))
    assert snap_compare(make_app(services), terminal_size=(80, 24), run_before=act)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(("y",), True), (("n",), False), (("escape",), False), (("enter",), False), (("tab", "enter"), True)],
)
def test_answers(keys: tuple[str, ...], answer: bool) -> None:
    async def run() -> list[bool | None]:
        app: App[None] = App()
        answers: list[bool | None] = []
        async with app.run_test() as pilot:
            app.push_screen(Confirm("Forget it?", "Forget"), answers.append)
            await pilot.pause()
            assert app.focused is app.screen.query_one("#no", Button)
            await pilot.press(*keys)
            await pilot.pause()
        return answers

    assert asyncio.run(run()) == [answer]
