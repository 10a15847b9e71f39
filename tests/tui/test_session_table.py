"""The list: filter, cursor, marks, favourites, files edited meanwhile, and how little a tick paints."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from stsui.model import Heading, Kind, State
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.listing import Listing
from stsui.tui.text import clean, fit, spaced_account, width_of
from stsui.tui.widgets.rows import Activity
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE, CONFIG, SETTINGS, StandingClock, make_services

SIZE = (80, 24)


def profile(name: str, account: str = "444455556666", role: str = "OnCall") -> Heading:
    return Heading(name, Kind.ROLE, account, None, None, role, "eu-west-1", favourite=False)


def shown(listing: Listing) -> list[str]:
    return [line.name for line in listing.lines if isinstance(line, Heading)]


def test_every_word_must_match_in_some_column() -> None:
    listing = Listing([profile("a/Admin", role="Admin"), profile("a/OnCall"), profile("b", "777788889999")])
    listing.narrow("4444-5555 admin", {})
    assert shown(listing) == ["a/Admin"]


def test_a_state_can_be_typed() -> None:
    listing = Listing([profile("one"), profile("two")])
    listing.narrow("expir", {"two": State.EXPIRING})
    assert shown(listing) == ["two"]


def test_sessions_that_end_soon_can_be_asked_for() -> None:
    listing = Listing([profile("ended"), profile("soon"), profile("later"), profile("none")])
    left = {name: timedelta(minutes=at) for name, at in (("ended", 0), ("soon", 15), ("later", 50))}
    found = {}
    for typed in ("<", "<2", "<20", "<20m", "<20m soo", "<1h", "<20x", "<900s"):
        listing.narrow(typed, {}, left)
        found[typed] = shown(listing)
    assert found == {
        "<": ["later", "soon"],
        "<2": [],
        "<20": ["soon"],
        "<20m": ["soon"],
        "<20m soo": ["soon"],
        "<1h": ["later", "soon"],
        "<20x": ["later", "soon"],
        "<900s": ["soon"],
    }


async def test_what_ends_within_minutes_is_found_by_typing_them(services: Services) -> None:
    services.manager.obtain("payments-dev/OnCall", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"<30m")
        await settled(pilot)
        assert shown(app.home.table.listing) == []
        assert isinstance(services.clock, StandingClock)
        services.clock.advance(40 * 60)
        app.tick()
        app.publish()
        await settled(pilot)
        assert shown(app.home.table.listing) == ["payments-dev/OnCall"]


def test_favourites_come_first_and_bring_their_account_along() -> None:
    listing = Listing([profile("a"), profile("z", "999900001111"), profile("b", "999900001111")], {"z"})
    assert shown(listing) == ["z", "b", "a"]


NAMES = st.lists(st.text("abAB/ -", min_size=1, max_size=6), min_size=1, max_size=8, unique=True)


@given(names=NAMES, typed=st.lists(st.text("abAB/ -", max_size=5), max_size=6))
def test_typing_on_finds_what_starting_anew_finds(names: list[str], typed: list[str]) -> None:
    states = dict.fromkeys(names[::2], State.ACTIVE)
    stepwise = Listing([profile(name) for name in names])
    for text in typed:
        stepwise.narrow(text, states)
        anew = Listing([profile(name) for name in names])
        anew.narrow(text, states)
        assert shown(stepwise) == shown(anew)


@given(st.text(max_size=40), st.integers(0, 30))
def test_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    assert width_of(fit(clean(text), width)) == width


def test_no_control_or_direction_character_is_shown() -> None:
    assert clean("a\x1b[31mb\u202ec\u200bd\ne\x07") == "a[31mbcd e"


def test_account_ids_are_spaced() -> None:
    assert spaced_account("444455556666") == "4444-5555-6666"
    assert spaced_account("12") == "12"


async def test_cursor_marks_and_filter_survive_an_edited_file(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"pay", "tab", "down", "space", "down")
        at = app.home.table.selected
        (Path.home() / "config").write_text(
            "[profile aaa-first]\nregion = eu-west-1\n[profile pay-new]\nregion = eu-west-1\n" + CONFIG
        )
        app.look()
        await settled(pilot)
        assert "pay-new" in shown(app.home.table.listing)
        assert app.home.table.selected is not None
        assert at is not None
        assert app.home.table.selected.name == at.name
        assert len(app.home.table.marked) == 1
        assert "aaa-first" not in shown(app.home.table.listing)


async def test_a_session_started_elsewhere_appears(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        services.manager.obtain("payments-dev/OnCall", GivenCode(CODE))
        app.look()
        await settled(pilot)
        assert "payments-dev/OnCall" in app.sessions


async def test_a_favourite_moves_up_and_is_kept(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.home.table.go_to("payments-dev/ReadOnly")
        await pilot.press("f")
        await settled(pilot)
        assert app.home.table.selected is not None
        assert app.home.table.selected.name == "payments-dev/ReadOnly"
        assert shown(app.home.table.listing).index("payments-dev/ReadOnly") < shown(
            app.home.table.listing
        ).index("payments-dev/OnCall")
    again = make_services(Path.home())
    assert again.favourite(again.catalog.profiles["payments-dev/ReadOnly"])


async def test_a_tick_draws_no_more_than_the_rows_whose_words_changed(services: Services) -> None:
    services.manager.obtain("payments-dev/OnCall", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        table = app.home.table
        assert isinstance(services.clock, StandingClock)
        services.clock.advance(1)
        app.tick()
        stale = table._exchange_repaint_regions()
        ticking = [
            y for y, line in enumerate(table.listing.lines) if getattr(line, "name", "") in app.sessions
        ]
        assert sorted(region.y for region in stale) == ticking


async def test_own_keys_and_their_mistakes() -> None:
    services = make_services(Path.home(), settings=SETTINGS + "keys: {details: o, consol: z}\n")
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert any("consol" in problem.message for problem in app.file_problems)
        await pilot.press("o")
        await settled(pilot)
        assert app.screen is not app.home


async def test_a_click_selects_and_a_double_click_starts(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.click("SessionTable", offset=(10, 2))
        assert app.home.table.selected is not None
        assert app.home.table.selected.name == "payments-admin"
        await pilot.click("SessionTable", offset=(10, 2), times=2)
        await settled(pilot)
        assert app.screen is not app.home


async def test_page_keys_reach_both_ends() -> None:
    config = "".join(f"[profile p{n:03}]\nregion = eu-west-1\n" for n in range(200))
    app = make_app(make_services(Path.home(), config=config, credentials="", settings=""))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        table = app.home.table
        await pilot.press("end")
        assert table.selected is not None
        assert table.selected.name == "p199"
        await pilot.press("pageup", "home")
        assert table.selected is not None
        assert table.selected.name == "p000"
        await pilot.press("pagedown")
        assert table.selected is not None
        assert table.selected.name > "p015"


async def test_a_wait_is_counted_down_in_its_row(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        until = services.clock.now() + timedelta(seconds=20)
        app.activities["payments-prod/OnCall"] = Activity("waiting for the next code", until=until)
        app.publish()
        await settled(pilot)
        assert isinstance(services.clock, StandingClock)
        services.clock.advance(5)
        app.tick()
        await settled(pilot)
        assert "0:00:15" in app.home.table.render_line(1).text


async def test_a_narrow_row_that_says_all_it_has_to_is_not_marked_as_cut(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(40, 12)) as pilot:
        await settled(pilot)
        rows = [strip.text for strip in app.screen._compositor.render_strips() if "Deploy" in strip.text]
        assert rows
        assert not [row for row in rows if "…" in row]


async def test_one_profile_is_counted_as_one(tmp_path: Path) -> None:
    app = make_app(
        make_services(tmp_path, config="[profile only]\nregion = eu-west-1\n", credentials="", settings="")
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        drawn = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert " 1 profile " in drawn


async def test_a_second_that_passes_while_the_ui_ends_is_not_shown(services: Services) -> None:
    app = make_app(services)
    async with app.run_test() as pilot:
        await settled(pilot)
    app.tick()
