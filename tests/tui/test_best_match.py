"""Where the cursor goes while somebody types into the filter: to what enter had best start."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stsui.model import Heading, Kind
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.listing import Listing
from stsui.tui.screens.start import StartDialog
from tests.tui.conftest import make_app, settled

SIZE = (120, 40)


def heading(name: str, account: str = "444455556666", role: str | None = None) -> Heading:
    return Heading(
        name=name,
        kind=Kind.ROLE,
        account_id=account,
        account_name=None,
        environment=None,
        role=role,
        region="eu-west-1",
        favourite=False,
    )


def best_of(listing: Listing, typed: str) -> str | None:
    listing.narrow(typed, {})
    at = listing.best()
    return listing.lines[at].name if at >= 0 else None


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("prod", "prod"),
        ("PROD", "prod"),
        ("pro", "prod-admin"),  # the first on the list, not the shortest
        ("prod-b", "prod-billing"),
        ("admin", None),
        ("eu-west", None),
        ("a prod", None),
        ("", None),
        ("nothing like it", None),
    ],
)
def test_the_name_itself_then_how_it_begins(typed: str, best: str | None) -> None:
    first, second = "111122223333", "222233334444"
    listing = Listing(
        [
            heading("a-prod", first),
            heading("prod-admin", first),
            heading("prod-billing", first),
            heading("prod", second),
        ]
    )
    assert best_of(listing, typed) == best


@given(
    names=st.lists(st.text(alphabet="abAB-/ ", min_size=1, max_size=5), max_size=12, unique=True),
    typed=st.text(alphabet="ab-/ ", max_size=4),
)
def test_it_is_what_looking_at_each_name_finds(names: list[str], typed: str) -> None:
    listing = Listing([heading(name, account=f"{at % 3:012}") for at, name in enumerate(names)])
    found = best_of(listing, typed)
    wanted = " ".join(typed.lower().split())
    shown = [line.name for line in listing.lines if isinstance(line, Heading)]
    begin = [name for name in shown if wanted and name.lower().startswith(wanted)]
    same = [name for name in begin if name.lower() == wanted]
    if same:
        assert found in same
    else:
        assert found == next(iter(begin), None)


async def test_enter_starts_the_profile_whose_name_was_typed(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"oncall")
        await settled(pilot)
        first = next(line for line in app.home.table.listing.lines if isinstance(line, Heading))
        assert first.name == "payments-prod/OnCall"
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, StartDialog)
        assert [profile.name for profile in app.screen._request.profiles] == ["oncall"]


async def selected_after(app: StsuiApp, *keys: str) -> str:
    """The profile under the cursor after these keys."""
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        assert app.home.table.selected
        return app.home.table.selected.name


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        # Moved among what the filter shows, it stays while that is shown.
        (("slash", *"onca", "down", *"ll"), "ledger-staging/OnCall"),
        (("slash", *"onca", "down", "backspace"), "ledger-staging/OnCall"),
        # Moved before, it was about something else.
        (("down", "down", "slash", *"oncall"), "oncall"),
        # Another filter begins anew.
        (("slash", *"payments", "down", "escape", "slash", *"oncall"), "oncall"),
        (("slash", *"payments", "down", "tab", "slash", *"oncall"), "oncall"),
        # What the person chose is shown no more.
        (("slash", *"o", "down", *"ncall", "backspace", "backspace"), "oncall"),
    ],
)
async def test_the_persons_own_choice_stays(services: Services, keys: tuple[str, ...], name: str) -> None:
    assert await selected_after(make_app(services), *keys) == name
