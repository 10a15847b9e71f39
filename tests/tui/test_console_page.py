"""Choosing where the console opens: what is offered, what is refused, and what is remembered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from textual import events
from textual.pilot import Pilot

from stsui.practice import PracticeAws
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.console_page import ConsolePageDialog
from stsui.tui.screens.start import StartDialog
from stsui.tui.widgets.field import Field
from tests.tui.conftest import make_app, pressing, settled

SIZE = (120, 40)
ROLE = "payments-dev/Admin"


@pytest.fixture
def aws() -> Iterator[PracticeAws]:
    with PracticeAws() as practice:
        yield practice


@pytest.fixture
def practised(aws: PracticeAws, tmp_path: Path) -> Services:
    """Services that call the practice AWS, on a machine without a browser."""
    return Services.open({"USER": "kim", "STSUI_STORE": "memory", **aws.environment(tmp_path)})


@asynccontextmanager
async def on_screen(services: Services, row: str) -> AsyncIterator[tuple[StsuiApp, Pilot[Any]]]:
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.home.table.go_to(row)
        yield app, pilot


async def press(pilot: Pilot[Any], *keys: str) -> Any:
    """Press keys; the screen that is in front then."""
    await pilot.press(*keys)
    await settled(pilot)
    await settled(pilot)
    return pilot.app.screen


def page_on_clipboard(app: StsuiApp) -> str:
    """The page that the link leads to which went to the clipboard, as there is no browser."""
    return parse_qs(urlsplit(app.clipboard).query)["Destination"][0]


def offered(dialog: Any) -> list[str]:
    return [option.id for option in dialog.offered.options]


def said_below(dialog: Any) -> list[str]:
    """What stands in the list beside names that can be chosen."""
    return [str(option.prompt) for option in dialog.offered.options if option.disabled]


async def started(practised: Services, aws: PracticeAws, pilot: Pilot[Any]) -> None:
    """Type the code that the start takes."""
    await press(pilot, *aws.company.users["oncall"].mfa.code())


async def test_a_service_and_a_region_are_typed_and_opened(practised: Services, aws: PracticeAws) -> None:
    async with on_screen(practised, ROLE) as (app, pilot):
        await press(pilot, "C", *"ec2", "tab", *"us-east-2", "enter")
        await started(practised, aws, pilot)
        assert page_on_clipboard(app) == "https://us-east-2.console.aws.amazon.com/ec2/home?region=us-east-2"


async def test_the_last_choice_is_offered_again_for_any_profile(
    practised: Services, aws: PracticeAws
) -> None:
    async with on_screen(practised, ROLE) as (app, pilot):
        await press(pilot, "C", *"ec2", "tab", *"us-east-2", "enter")
        await started(practised, aws, pilot)
        app.copy_to_clipboard("")
        app.home.table.go_to("payments-dev/ReadOnly")
        dialog = await press(pilot, "C")
        assert (dialog.service_field.value, dialog.region_field.value) == ("ec2", "us-east-2")
        assert "s3" in offered(dialog)
        await press(pilot, *"s3", "enter", "enter")  # typed over; no code is needed for the start
        assert page_on_clipboard(app) == "https://us-east-2.console.aws.amazon.com/s3/home?region=us-east-2"


async def test_a_region_of_other_profiles_is_not_offered_again(
    practised: Services, aws: PracticeAws, tmp_path: Path
) -> None:
    with (tmp_path / "config").open("a", encoding="utf-8") as config:
        config.write("\n[profile china]\nrole_arn = arn:aws-cn:iam::444455556666:role/OnCall\n")
        config.write("source_profile = deploy\n")
    practised = Services.open(practised.environ)
    async with on_screen(practised, ROLE) as (app, pilot):
        await press(pilot, "C", *"ec2", "tab", *"us-east-2", "enter")
        await press(pilot, "escape")
        app.home.table.go_to("china")
        dialog = await press(pilot, "C")
        assert (dialog.service_field.value, dialog.region_field.value) == ("ec2", "")
        await press(pilot, "tab")
        assert offered(dialog) == ["cn-north-1", "cn-northwest-1"]


async def test_keys_typed_in_one_burst_are_all_meant_for_the_dialog(practised: Services) -> None:
    async with on_screen(practised, ROLE) as (app, pilot):
        for key, character in [("C", "C"), *((each, each) for each in "ecs"), ("enter", "\r")]:
            app.post_message(events.Key(key, character))
        await settled(pilot)
        await settled(pilot)
        assert isinstance(app.screen, StartDialog)
        assert "payments-dev/Admin" in str(app.screen.dialog.border_title)
        assert not app.home.table.marked


async def test_the_plain_key_goes_where_it_always_did(practised: Services, aws: PracticeAws) -> None:
    async with on_screen(practised, ROLE) as (app, pilot):
        await press(pilot, "C", *"ec2", "enter")
        await started(practised, aws, pilot)
        await press(pilot, "c")
        assert "/console/home?" in page_on_clipboard(app)
        assert pilot.app.screen is app.home


async def test_names_are_offered_for_what_is_typed(practised: Services) -> None:
    async with on_screen(practised, ROLE) as (_, pilot):
        dialog = await press(pilot, "C", *"cloud")
        assert offered(dialog) == ["cloudformation", "cloudfront", "cloudtrail", "cloudwatch"]
        await press(pilot, "down", "down")
        assert dialog.service_field.value == "cloudfront"
        assert len(offered(dialog)) == 4
        await press(pilot, "up", "up")
        assert dialog.service_field.value == "cloudwatch"
        await press(pilot, "tab", *"ireland", "down")
        assert dialog.region_field.value == "eu-west-1"


@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("grafana", "not listed; enter opens …/grafana/home"),
        ("CFN", "not listed; enter opens …/cloudformation/home"),
        ("a b", "type a name, as in ec2, or a page's https:// address"),
        ("http://a", "type a name, as in ec2, or a page's https:// address"),
        ("https://console.aws.amazon.com/grafana", "enter opens the page at this address"),
    ],
)
async def test_it_is_said_what_is_opened_where_no_service_goes_with_what_is_typed(
    practised: Services, service: str, words: str
) -> None:
    async with on_screen(practised, ROLE) as (_, pilot):
        dialog = await press(pilot, "C")
        dialog.service_field.value = service
        await settled(pilot)
        assert said_below(dialog) == [words]
        await press(pilot, "down", "up")
        assert dialog.service_field.value == service


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("eu-mars", "no such Region here; clear the field to see all"),
        ("eu-west-99", "not listed; enter opens it as typed"),
    ],
)
async def test_it_is_said_what_becomes_of_a_region_that_is_not_listed(
    practised: Services, region: str, words: str
) -> None:
    async with on_screen(practised, ROLE) as (_, pilot):
        dialog = await press(pilot, "C", "tab", *region)
        assert said_below(dialog) == [words]


async def test_a_page_that_is_not_listed_is_opened_where_it_was_said(
    practised: Services, aws: PracticeAws
) -> None:
    async with on_screen(practised, ROLE) as (app, pilot):
        dialog = await press(pilot, "C", *"grafana")
        assert said_below(dialog) == ["not listed; enter opens …/grafana/home"]
        await press(pilot, "enter")
        await started(practised, aws, pilot)
        assert urlsplit(page_on_clipboard(app)).path == "/grafana/home"


async def test_a_pages_own_address_is_opened(practised: Services, aws: PracticeAws) -> None:
    address = "https://eu-west-1.console.aws.amazon.com/s3/buckets/a?x=1#y"
    async with on_screen(practised, ROLE) as (app, pilot):
        dialog = await press(pilot, "C")
        dialog.service_field.value = address
        await press(pilot, "enter")
        await started(practised, aws, pilot)
        assert page_on_clipboard(app) == address


@pytest.mark.parametrize(
    ("service", "region", "field", "words"),
    [
        ("e c 2", "", "service", "cannot be the name of a service"),
        ("http://example.com", "", "service", "must be an https:// URL"),
        ("ec2", "cn-north-1", "region", "not in the partition aws"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(
    practised: Services, aws: PracticeAws, service: str, region: str, field: str, words: str
) -> None:
    async with on_screen(practised, ROLE) as (_, pilot):
        dialog = await press(pilot, "C")
        dialog.service_field.value, dialog.region_field.value = service, region
        await press(pilot, "enter")
        assert pilot.app.screen is dialog
        wrong = dialog.query_one(f"#{field}", Field)
        assert words in wrong.problem
        assert wrong.input.has_focus
        await press(pilot, "end", "backspace")
        assert not wrong.problem
    assert aws.calls == []


async def test_where_the_console_is_closed_nothing_is_asked(practised: Services) -> None:
    async with on_screen(practised, "oncall") as (app, pilot):
        assert await press(pilot, "C") is app.home
        assert "which cannot sign in to the console" in [toast.message for toast in app._notifications][-1]


async def test_of_several_those_are_opened_that_can_be(practised: Services) -> None:
    async with on_screen(practised, "oncall") as (app, pilot):
        await press(pilot, "space")
        app.home.table.go_to(ROLE)
        dialog = await press(pilot, "space", "C")
        assert isinstance(dialog, ConsolePageDialog)
        assert [profile.name for profile in dialog._profiles] == [ROLE]
        assert "oncall" in [toast.message for toast in app._notifications][-1]


async def test_escape_opens_nothing_and_remembers_nothing(practised: Services, aws: PracticeAws) -> None:
    async with on_screen(practised, ROLE) as (app, pilot):
        assert await press(pilot, "C", *"ec2", "escape") is app.home
        dialog = await press(pilot, "C")
        assert dialog.service_field.value == ""
        assert await press(pilot, "tab", "tab", "tab", "enter") is app.home
    assert aws.calls == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)], ids=["80x24", "120x40", "60x15"])
def test_picture(snap_compare: Callable[..., bool], services: Services, size: tuple[int, int]) -> None:
    keys = ("C", *"cloud", "down", "tab", *"eu-mars", "enter")
    assert snap_compare(make_app(services), run_before=pressing(*keys), terminal_size=size)


def test_picture_of_what_is_offered(snap_compare: Callable[..., bool], services: Services) -> None:
    keys = ("C", *"cloud", "down")
    assert snap_compare(make_app(services), run_before=pressing(*keys), terminal_size=SIZE)


@pytest.mark.parametrize("size", [(80, 24), (60, 15)], ids=["80x24", "60x15"])
def test_picture_where_no_service_goes_with_what_is_typed(
    snap_compare: Callable[..., bool], services: Services, size: tuple[int, int]
) -> None:
    keys = ("C", *"managed-grafana")
    assert snap_compare(make_app(services), run_before=pressing(*keys), terminal_size=size)
