"""The person's own keys: every screen's may be mapped, unknown ones are told, and the help shows them."""

from __future__ import annotations

import importlib
import pkgutil
from collections import ChainMap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.dom import DOMNode

import stsui.tui.screens
import stsui.tui.widgets
from stsui.model import Operation, Parameters
from stsui.sessions import NoCodes
from stsui.tui.keys import known_ids, read_keymap
from stsui.tui.screens.identities import IdentitiesScreen
from stsui.tui.screens.result import ResultScreen
from stsui.tui.widgets.bullets import Bullets
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import SETTINGS, make_services

EVERYWHERE = frozenset({"anything"})
"""Wanting what nobody has looks through all screens."""


def bound() -> Iterator[tuple[str, str]]:
    """Every class of a screen or widget, and each of its bindings' ids."""
    for package in (stsui.tui.screens, stsui.tui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for each in vars(importlib.import_module(module.name)).values():
                if isinstance(each, type) and issubclass(each, DOMNode) and each.__module__ == module.name:
                    bindings = each.__dict__.get("BINDINGS", ())
                    yield from (
                        (each.__name__, binding.id)
                        for binding in bindings
                        if isinstance(binding, Binding) and binding.id
                    )


def problems(settings: str, tmp_path: Path) -> list[str]:
    """What the app finds wrong in the keys."""
    services = make_services(tmp_path, settings=SETTINGS + settings)
    ids = frozenset(identity for _, identity in bound())
    return read_keymap(services.settings.keys, ids)[1]


async def test_every_screens_keys_may_be_mapped(tmp_path: Path) -> None:
    every = sorted({identity for _, identity in bound()})
    assert len(every) > 60
    lines = "".join(f"  {identity}: f{12 + at}\n" for at, identity in enumerate(every))
    app = make_app(make_services(tmp_path, settings=f"{SETTINGS}keys:\n{lines}"))
    async with app.run_test() as pilot:
        await settled(pilot)
        assert [problem.message for problem in app.other_problems if "no action" in problem.message] == []


async def test_an_unknown_dialogs_key_is_told(tmp_path: Path) -> None:
    app = make_app(make_services(tmp_path, settings=SETTINGS + "keys: {result.copi: o, dialog.nothing: z}\n"))
    async with app.run_test() as pilot:
        await settled(pilot)
        said = [problem.message for problem in app.other_problems]
        assert any("no action result.copi; did you mean result.copy?" in each for each in said)
        assert any("no action dialog.nothing" in each for each in said)


def test_other_screens_cost_nothing_where_they_are_not_mapped() -> None:
    at_hand = frozenset({"start", "console"})
    assert known_ids({"console"}, at_hand) == at_hand
    assert "result.console" in known_ids(EVERYWHERE, at_hand)


def test_one_key_may_do_two_things_on_two_screens(tmp_path: Path) -> None:
    assert problems("keys: {result.copy: o, console: o}\n", tmp_path) == []
    assert problems("keys: {result.copy: o, result.console: o}\n", tmp_path) == [
        "keys: result.copy and result.console have the same key, o"
    ]
    assert problems("keys: {table.up: o, console: o}\n", tmp_path) == [
        "keys: table.up and console have the same key, o"
    ]


async def test_a_mapped_key_works_in_its_dialog(tmp_path: Path) -> None:
    app = make_app(
        make_services(tmp_path, settings=SETTINGS + "keys: {result.copy: o, identities.copy: u}\n")
    )
    services = app.services
    plan = services.operation_plan(Operation.GET_FEDERATION_TOKEN, "oncall", Parameters(name="kim"))
    result = services.run_operation(plan, NoCodes())
    async with app.run_test() as pilot:
        await settled(pilot)
        await app.push_screen(ResultScreen(plan, result, services.clock.now()))
        await pilot.press("y")
        assert not app.clipboard
        await pilot.press("o")
        await settled(pilot)
        assert "AWS_ACCESS_KEY_ID" in app.clipboard
        app.pop_screen()
        await app.push_screen(IdentitiesScreen(("oncall",)))
        await pilot.press("u")
        await settled(pilot)
        assert app.clipboard.startswith("| PROFILE |")


@pytest.mark.parametrize("settings", ["", "keys: {dialog.command: f7, result.reveal: f8, keys.copy: f9}\n"])
async def test_the_help_lists_the_dialogs_keys(tmp_path: Path, settings: str) -> None:
    app: Any = make_app(make_services(tmp_path, settings=SETTINGS + settings))
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        sections = [{text: sign for sign, text, _ in each.bullets} for each in app.screen.query(Bullets)]
        shown = ChainMap(*sections)  # what stands first is what is found
        assert shown["Copy the aws command that does the same"] == ("f7" if settings else "^g")
        assert shown["Show or mask the secrets"] == ("f8" if settings else "v")
        assert shown["Open the AWS console, signed in"] == "c"


@pytest.mark.parametrize("key", ["not a key", "hyper+x", "f99", "ctrl+", "enterr"])
def test_what_is_no_key_is_told(key: str, tmp_path: Path) -> None:
    assert problems(f'keys: {{console: "{key}"}}\n', tmp_path) == [
        "keys: console needs the name of a key, as in o or ctrl+o"
    ]


@pytest.mark.parametrize(
    "key", ["o", "O", "/", "f1", "F12", "Ctrl+O", "ctrl+enter", "question_mark", "é", "alt+x"]
)
def test_any_key_may_be_named(key: str, tmp_path: Path) -> None:
    assert problems(f'keys: {{console: "{key}"}}\n', tmp_path) == []


async def test_the_palette_opens_by_a_key_of_ones_own(tmp_path: Path) -> None:
    app = make_app(make_services(tmp_path, settings=SETTINGS + "keys: {palette: F3}\n"))
    async with app.run_test() as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        assert app.screen is app.home
        await pilot.press("f3")
        assert isinstance(app.screen, CommandPalette)
