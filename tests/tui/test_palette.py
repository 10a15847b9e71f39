"""The palette: every action on every profile, found by words, and quickly among ten thousand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.command import Hits
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui import palette
from stsui.tui.palette import ACTIONS, MOST, StsuiCommands
from stsui.tui.screens.decode import DecodeScreen
from stsui.tui.screens.details import DetailsScreen
from stsui.tui.screens.start import StartDialog
from tests.tui.conftest import Act, make_app, settled
from tests.tui.fakes import CODE, make_services

HOSTILE = """\
[profile [bold]loud[/bold]]
role_arn = arn:aws:iam::444455556666:role/Loud
source_profile = oncall
"""


async def texts(hits: Hits) -> list[str]:
    return [str(hit.text) async for hit in hits]


def commands(screen: Screen[Any]) -> StsuiCommands:
    return StsuiCommands(screen)


async def choose(pilot: Pilot[None], query: str) -> None:
    """Type a query into the palette, and take its first hit."""
    await pilot.press("ctrl+p")
    await settled(pilot)
    for key in query:
        await pilot.press("space" if key == " " else key)
    for _ in range(20):
        await settled(pilot)
    await pilot.press("enter", "enter")
    await settled(pilot)
    await settled(pilot)


async def test_words_match_verb_and_profile_in_any_order(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        found = commands(app.screen)
        assert await texts(found.search("start payments-prod oncall")) == ["Start payments-prod/OnCall"]
        assert await texts(found.search("prod/on console")) == [
            "Console payments-prod/OnCall",
            "Console page of payments-prod/OnCall",
        ]
        assert await texts(found.search("decode with payments-admin")) == ["Decode with payments-admin"]
        assert await texts(found.search("zebra")) == []


async def test_every_action_is_offered_on_a_profile(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        expected = [f"{action.verb} long-shift" for action in ACTIONS]
        assert await texts(commands(app.screen).search("long-shift")) == expected


async def test_discovery_is_short_and_about_the_highlighted_profile(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("down")
        await settled(pilot)
        assert app.home.table.selected
        found = await texts(commands(app.screen).discover())
        assert "Decode a denial" in found
        assert f"Start {app.home.table.selected.name}" in found
        assert len(found) <= 20


async def test_only_what_stsui_does_is_offered(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        for _ in range(20):
            await settled(pilot)
        options = app.screen.query_one(OptionList).options
        titles = [str(option.prompt).partition("\n")[0] for option in options]
        assert titles[0] == "Decode a denial"
        assert "Quit" in titles
        assert not {"Keys", "Maximize", "Screenshot", "Theme"} & set(titles)


async def test_each_of_stsuis_themes_can_be_chosen_and_no_other(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        themes = await texts(commands(app.screen).search("theme"))
        assert themes == ["Next theme", "Theme contrast", "Theme midnight", "Theme paper", "Theme sightline"]
        await choose(pilot, "theme paper")
        assert app.theme == "paper"


async def test_what_cannot_be_done_says_why(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        hits = [hit async for hit in commands(app.screen).search("start lost")]
        assert "nobody" in str(hits[0].help)
        hits = [hit async for hit in commands(app.screen).search("forget long-shift")]
        assert hits[0].help == "long-shift has no session to forget."


async def test_all_sessions_can_be_forgotten_once_there_are_some(services: Services) -> None:
    services.manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert "Forget all sessions" in await texts(commands(app.screen).search("forget all"))


async def test_a_profiles_name_is_no_markup(services: Services, tmp_path: Path) -> None:
    app = make_app(make_services(tmp_path, config=HOSTILE))
    async with app.run_test() as pilot:
        await settled(pilot)
        hits = [hit async for hit in commands(app.screen).search("start loud")]
        assert [str(hit.match_display) for hit in hits] == ["Start [bold]loud[/bold]"]


async def test_many_hits_are_cut_and_few_profiles_are_made(tmp_path: Path) -> None:
    role = "role_arn = arn:aws:iam::444455556666:role/R\nsource_profile = oncall\n"
    config = "\n".join(f"[profile team{number}]\n{role}" for number in range(3 * palette.AT_A_TIME))
    app = make_app(make_services(tmp_path, config=config))
    async with app.run_test() as pilot:
        await settled(pilot)
        found = commands(app.screen)
        assert len(await texts(found.search("team"))) == MOST
        assert await texts(found.search("start team2999")) == ["Start team2999"]


async def test_hits_do_what_they_say(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
        await choose(pilot, "details long-shift")
        assert isinstance(app.screen, DetailsScreen)
        await pilot.press("escape")
        await choose(pilot, "start long-shift")
        assert isinstance(app.screen, StartDialog)
        await pilot.press("escape")
        await choose(pilot, "decode with long-shift")
        assert isinstance(app.screen, DecodeScreen)
        assert app.screen.profile == "long-shift"


def opening(query: str) -> Act:
    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await pilot.press("ctrl+p")
        for key in query:
            await pilot.press("space" if key == " " else key)
        for _ in range(20):
            await settled(pilot)

    return act


def test_picture_of_hits(snap_compare: Any, services: Services) -> None:
    assert snap_compare(make_app(services), terminal_size=(80, 24), run_before=opening("start pay"))
