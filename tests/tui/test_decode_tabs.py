"""The decode screen's tabs: one for each text, compared across them, closed, brought back, forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Offset

from stsui.denials import read_denials
from stsui.services import Services
from stsui.tui.readings import MOST_KEPT, MOST_SHOWN, Readings
from stsui.tui.text import width_of
from stsui.tui.widgets.bullets import Bullets
from stsui.tui.widgets.decode_title import DecodeTitle
from stsui.tui.widgets.tab_strip import Tab, laid_out
from tests.tui.conftest import settled
from tests.tui.decoding import decoding, notices, paste, press
from tests.tui.denial_texts import EXPIRED, EXPLICIT, HOSTILE, IMPLICIT, SEVERAL, document
from tests.tui.fakes import NOON, SETTINGS, make_services

THREE = (SEVERAL, IMPLICIT, EXPIRED)

# ------------------------------------------------------------------ from tab to tab


async def test_the_first_text_has_no_tabs(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, EXPLICIT)
        assert screen.strip.plain == ""
        await press(pilot, "right_square_bracket", "left_square_bracket", "1", "x")
        assert screen.results.plain.startswith("✗ explicit deny")


async def test_every_further_text_has_its_tab(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        assert screen.strip.plain == (
            " 1 dynamodb:CreateTable · 3  2 s3:ListAllMyBuckets · 1 [3 ExpiredToken · 1]"
        )
        assert screen.results.plain.startswith("– not a denial")
        assert len(screen.results.denials) == 1


async def test_the_list_is_the_current_texts(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        assert not screen.results.listed.display
        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert screen.strip.plain.startswith("[1 dynamodb:CreateTable · 3]")
        assert screen.results.listed.display
        assert len(screen.results.denials) == 3
        assert screen.results.plain.startswith("✗ explicit deny")
        title = str(screen.query_one(DecodeTitle).visual)
        assert "3 denials" in title
        assert "read at 12:00 UTC" in title


async def test_behind_the_last_is_the_first(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "right_square_bracket")
        assert "[1 " in screen.strip.plain
        await press(pilot, "left_square_bracket")
        assert "[3 " in screen.strip.plain


async def test_a_number_or_a_click_goes_to_its_tab(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "2", "7")
        assert "[2 " in screen.strip.plain
        assert screen.results.plain.startswith("○ no policy allows it")
        await pilot.click(screen.strip, offset=Offset(screen.strip.plain.index("ExpiredToken"), 0))
        await settled(pilot)
        assert "[3 " in screen.strip.plain
        assert screen.results.plain.startswith("– not a denial")


async def test_a_tab_is_there_beside_another_paste(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "n", "1")
        assert screen.area.text == "1"
        await pilot.click(screen.strip, offset=(2, 0))
        await settled(pilot)
        assert len(screen.results.denials) == 3
        assert screen.results.listed.has_focus


async def test_each_tab_keeps_what_was_looked_at(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "1", "down", "2", "1")
        assert screen.results.plain.startswith("○ no policy allows it")
        await press(pilot, "up")
        assert screen.results.plain.startswith("✗ explicit deny")


async def test_a_text_read_again_keeps_its_tab(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "1", "down", "r")
        assert screen.strip.plain.startswith("[1 dynamodb:CreateTable · 3]")
        assert screen.results.plain.startswith("○ no policy allows it")
        await paste(pilot, IMPLICIT)
        assert "[2 s3:ListAllMyBuckets · 1]" in screen.strip.plain
        assert len(screen.readings.all) == 3


async def test_markup_and_escapes_in_a_tab_are_text(services: Services) -> None:
    hostile = HOSTILE.replace("s3:GetObject", "s3:[red]Get\u202eObject[/red]")
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, EXPLICIT)
        await paste(pilot, hostile)
        assert "\u202e" not in screen.strip.plain
        assert "\x1b" not in screen.strip.plain


async def test_the_tabs_keys_may_be_ones_own(tmp_path: Path) -> None:
    own = SETTINGS + "keys: {decode.tab_before: j, decode.tab_1: f6, decode.close: k, decode.reopen: z}\n"
    async with decoding(make_services(tmp_path, settings=own)) as (app, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "j")
        assert "[2 " in screen.strip.plain
        await press(pilot, "f6")
        assert "[1 " in screen.strip.plain
        await press(pilot, "k")
        assert len(screen.readings.all) == 2
        assert "z brings it back" in notices(app)


async def test_the_help_tells_of_the_tabs_keys(services: Services) -> None:
    async with decoding(services) as (app, pilot, _):
        await press(pilot, "f1")
        told = {text: sign for sign, text, _ in app.screen.query_one("#results", Bullets).bullets}
        assert told["Go to the text before, or after this one"] == "[ ]"
        assert told["Go to the text of this number"] == "1 … 9"
        assert told["Close this text; the others stay listed"] == "x"
        assert told["Bring back the text that was closed last"] == "u"


# ------------------------------------------------------------------ closing


async def test_a_closed_tab_is_brought_back_to_its_place(services: Services) -> None:
    async with decoding(services) as (app, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        before = screen.strip.plain
        await press(pilot, "2", "x")
        assert screen.strip.plain == " 1 dynamodb:CreateTable · 3 [2 ExpiredToken · 1]"
        assert screen.results.plain.startswith("– not a denial")
        assert "u brings it back" in notices(app)
        await press(pilot, "u", "3")
        assert screen.strip.plain == before
        await press(pilot, "u")
        assert screen.strip.plain == before
        assert "Nothing was closed just now." in notices(app)


async def test_the_last_text_but_one_closed_leaves_no_tabs(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, SEVERAL)
        await paste(pilot, EXPIRED)
        await press(pilot, "x")
        assert screen.strip.plain == ""
        assert len(screen.results.denials) == 3


async def test_what_was_closed_is_gone_with_the_next_text_and_with_forgetting(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "x")
        assert screen.readings.closed
        await paste(pilot, EXPLICIT)
        assert screen.readings.closed is None
        await press(pilot, "x", "delete")
        assert screen.readings.closed is None
        assert screen.strip.plain == ""


# ------------------------------------------------------------------ comparing, forgetting


async def test_two_denials_are_compared_at_once(services: Services) -> None:
    async with decoding(services) as (app, pilot, screen):
        await paste(pilot, document(region="us-west-2", instance="t3.micro"))
        await paste(pilot, document())
        await press(pilot, "c")
        assert "t3.micro" in screen.results.plain
        assert "m5.24xlarge" in screen.results.plain
        assert "payments" not in screen.results.plain
        await press(pilot, "y")
        assert "t3.micro" in app.clipboard
        await press(pilot, "escape")
        assert screen.results.plain.startswith("✗ explicit deny")
        assert app.screen is screen


async def test_of_many_one_is_kept_to_be_compared_with_another(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, SEVERAL)
        await press(pilot, "c", "down", "c")
        assert "dynamodb:CreateTable" in screen.results.plain
        assert "s3:ListAllMyBuckets" in screen.results.plain
        await press(pilot, "escape", "c", "c")
        assert screen.results.plain.startswith("○ no policy allows it")


async def test_the_screen_is_as_it_was_left_until_all_is_forgotten(services: Services) -> None:
    async with decoding(services) as (app, pilot, screen):
        await paste(pilot, EXPLICIT)
        await press(pilot, "escape")
        assert app.screen is app.home
        await press(pilot, "d")
        assert app.screen is screen
        assert screen.results.plain.startswith("✗ explicit deny")
        await press(pilot, "n")
        assert screen.area.whole == ""
        await press(pilot, "escape", "delete")
        assert not screen.results.denials
        await press(pilot, "escape")
        assert app.screen is app.home


async def test_what_is_kept_to_compare_stays_kept_from_tab_to_tab(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await press(pilot, "2", "c", "1")
        assert "kept to compare: s3:ListAllMyBuckets" in str(screen.query_one(DecodeTitle).visual)
        await press(pilot, "c")
        assert "s3:ListAllMyBuckets" in screen.results.plain
        assert "dynamodb:CreateTable" in screen.results.plain
        await press(pilot, "3")
        assert screen.results.plain.startswith("– not a denial")
        assert "kept to compare: s3:ListAllMyBuckets" in str(screen.query_one(DecodeTitle).visual)


async def test_keys_in_quick_succession_compare_across_tabs(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        for text in THREE:
            await paste(pilot, text)
        await pilot.press("2", "c", "1", "c")
        await settled(pilot)
        assert "s3:ListAllMyBuckets" in screen.results.plain
        assert "dynamodb:CreateTable" in screen.results.plain


# ------------------------------------------------------------------ what is kept


def test_a_text_read_again_takes_its_former_place() -> None:
    readings = Readings()
    for text in ("one", "two", "one"):
        readings.add(text, read_denials(EXPLICIT), NOON)
    assert [reading.text for reading in readings.all] == ["one", "two"]


def test_many_denials_of_one_text_are_counted_not_listed() -> None:
    reading = Readings().add("log", read_denials(EXPLICIT) * (MOST_SHOWN + 7), NOON)
    assert (len(reading.denials), reading.left_out) == (MOST_SHOWN, 7)


def test_long_texts_of_before_are_let_go() -> None:
    readings = Readings()
    for letter in "abc":
        readings.add(letter * (MOST_KEPT // 2 + 1), (), NOON)
    assert [reading.text[0] for reading in readings.all] == ["b", "c"]


def test_the_text_looked_at_is_kept_however_many_follow() -> None:
    readings = Readings()
    for letter in "aba":
        readings.add(letter * (MOST_KEPT + 1), (), NOON)
    assert [reading.text[0] for reading in readings.all] == ["a"]
    assert readings.current is readings.all[0]


# ------------------------------------------------------------------ the strip's line

ACTIONS = (
    "dynamodb:CreateTable",
    "s3:Get",
    "apigateway:GetDocumentationPartsOfEverything",
    "観察:計画を立てる",
)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 160])
@pytest.mark.parametrize("number", [1, 2, 3, 9, 40, 300])
def test_the_current_tab_is_always_seen(width: int, number: int) -> None:
    tabs = [Tab(ACTIONS[at % len(ACTIONS)], at % 12 + 1) for at in range(number)]
    for current in range(number):
        pieces = list(laid_out(tabs, current, width))
        line = "".join(piece.text for piece in pieces)
        assert width_of(line) <= width
        shown = [piece.to for piece in pieces if piece.text[0] in " [" and piece.text[-1] in " ]"]
        assert shown == list(range(shown[0], shown[-1] + 1))
        (mine,) = (piece for piece in pieces if piece.current)
        assert mine.text.startswith(f"[{current + 1} {ACTIONS[current % len(ACTIONS)][:3]}")
        assert mine.text.endswith(f" · {tabs[current].holds}]")


def test_names_are_shortened_before_tabs_are_left_out() -> None:
    tabs = [Tab("dynamodb:CreateTable", 3), Tab("s3:Get", 1), Tab("ec2:RunInstances", 12)]
    line = "".join(piece.text for piece in laid_out(tabs, 1, 60))
    assert line == " 1 dynamodb:Crea… · 3 [2 s3:Get · 1] 3 ec2:RunInstan… · 12 "


def test_what_is_left_out_is_counted_on_its_side() -> None:
    tabs = [Tab("dynamodb:CreateTable", 3)] * 9
    pieces = list(laid_out(tabs, 4, 60))
    assert [pieces[0], pieces[-1]] == [("‹3 ", 2, False), (" 3›", 6, False)]
    assert "[5 dynamodb:… · 3]" in [piece.text for piece in pieces]
