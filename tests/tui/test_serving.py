"""Serving sessions from the screen: an endpoint for each, its lines on the clipboard, and its end."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Mapping
from configparser import ConfigParser
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from textual.pilot import Pilot

from stsui.delivery.users import Use, recorded, users_of
from stsui.errors import StoreFailed
from stsui.model import Operation, Parameters
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui import app as app_module
from stsui.tui.app import StsuiApp
from stsui.tui.messages import ServeRequested
from stsui.tui.screens.confirm import Confirm
from stsui.tui.screens.details import DetailsScreen
from stsui.tui.view import ProfileView
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE, CONFIG, CREDENTIALS, SETTINGS, ScriptedGateway, make_services
from tests.tui.rest import until

SIZE = (120, 40)
ON_CALL = "payments-prod/OnCall"
ADMIN = "payments-admin"


@pytest.fixture
def started(services: Services) -> Services:
    """Services with one session, under the cursor."""
    services.manager.obtain(ON_CALL, GivenCode(CODE))
    return services


def variables(text: str) -> dict[str, str]:
    """What lines for a POSIX shell set."""
    return dict(re.findall(r"^export (\w+)=(\S*)$", text, re.MULTILINE))


def fetch(environ: Mapping[str, str]) -> dict[str, str]:
    """What the endpoint gives to an SDK with these variables."""
    request = Request(
        environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
        headers={"Authorization": environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]},
    )
    try:
        answer: dict[str, str] = json.loads(urlopen(request, timeout=10).read())
    except HTTPError as error:
        answer = json.loads(error.read())
    return answer


async def fetched(environ: Mapping[str, str]) -> dict[str, str]:
    return await asyncio.to_thread(fetch, environ)


async def is_closed(environ: Mapping[str, str]) -> bool:
    try:
        await fetched(environ)
    except URLError:
        return True
    return False


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await settled(pilot)


def toasts(app: StsuiApp) -> str:
    return "\n".join(toast.message for toast in app._notifications)


def drawn(app: StsuiApp) -> str:
    """All text on the screen."""
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
    )


async def test_a_key_serves_the_session_and_the_same_key_ends_it(started: Services) -> None:
    app = make_app(started)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        environ = variables(app.clipboard)
        answer = await fetched(environ)
        assert answer["AccessKeyId"] == app.sessions[ON_CALL].access_key_id
        assert environ["STSUI_PROFILE"] == ON_CALL
        assert "unset AWS_ACCESS_KEY_ID" in app.clipboard
        assert f"{ON_CALL} is served on this machine and renewed until you press v again." in toasts(app)
        assert "1 served" in drawn(app)
        assert environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] not in drawn(app)
        await press(pilot, "v")
        assert await is_closed(environ)
        assert "is served no longer" in toasts(app)
        assert "1 served" not in drawn(app)


async def test_other_windows_see_it(started: Services) -> None:
    app = make_app(started)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        (use,) = users_of(started.state_dir)
        assert (use.profile, use.command, use.way, use.pid) == (ON_CALL, "stsui", "serving", os.getpid())
        app.look()
        await settled(pilot)
        assert app.view(ON_CALL).used_by == ()  # what its own row says already
    assert users_of(started.state_dir) == []


async def test_what_has_no_session_is_started_first(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "v", *CODE)
        await settled(pilot)
        assert (await fetched(variables(app.clipboard)))["AccessKeyId"] == app.sessions[ON_CALL].access_key_id


async def test_marked_profiles_have_an_endpoint_each(started: Services) -> None:
    started.manager.obtain(ADMIN, GivenCode(CODE))
    app = make_app(started)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        await press(pilot, "slash", *"active pay", "tab", "home", "space", "space")
        assert set(app.home.table.targets) == {ON_CALL, ADMIN}
        await press(pilot, "v")
        alone = variables(app.clipboard)
        assert alone["STSUI_PROFILE"] == ADMIN
        await press(pilot, "v")
        assert await is_closed(alone)
        await press(pilot, "v")
        blocks = [variables(block) for block in app.clipboard.split("\n\n")]
        assert {each["STSUI_PROFILE"] for each in blocks} == {ON_CALL, ADMIN}
        for each in blocks:
            key = (await fetched(each))["AccessKeyId"]
            assert key == app.sessions[each["STSUI_PROFILE"]].access_key_id
        await press(pilot, "v")
        assert [await is_closed(each) for each in blocks] == [True, True]


async def test_renews_ahead_and_says_which_key_enters_a_code(started: Services) -> None:
    app = make_app(started)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        environ = variables(app.clipboard)
        first = (await fetched(environ))["AccessKeyId"]
        started.clock.sleep(45 * 60)
        while (answer := await fetched(environ))["AccessKeyId"] == first:
            await pilot.pause(0.05)
        assert datetime.fromisoformat(answer["Expiration"]) == datetime(2026, 3, 14, 13, 45, tzinfo=UTC)
        started.clock.sleep(13 * 3600)
        await until(lambda: "needs a token code" in toasts(app))
        assert "Press m here to enter one." in toasts(app)


async def test_forgetting_the_session_ends_it(started: Services) -> None:
    app = make_app(started)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        environ = variables(app.clipboard)
        await press(pilot, "s")
        assert await is_closed(environ)
        assert not started.manager.statuses().get(ON_CALL)


async def test_so_does_a_command_that_forgets_it(started: Services) -> None:
    app = make_app(started)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        environ = variables(app.clipboard)
        started.manager.forget(ON_CALL)
        app.look()
        await settled(pilot)
        assert await is_closed(environ)
        assert "forgotten elsewhere and served no longer" in toasts(app)


async def test_it_ends_with_the_ui_which_asks_first(started: Services) -> None:
    app = make_app(started)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        environ = variables(app.clipboard)
        await press(pilot, "q")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "n")
        assert (await fetched(environ))["AccessKeyId"]
        await pilot.press("q", "y")
    assert await is_closed(environ)


@pytest.mark.parametrize(("profile", "reason"), [("lost", "nobody"), ("plain", "settings only")])
async def test_where_it_cannot_apply_it_is_greyed_with_its_reason(
    tmp_path: Path, profile: str, reason: str
) -> None:
    config = CONFIG + "\n[profile plain]\nregion = eu-west-1\n"
    app = make_app(make_services(tmp_path, config=config))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.home.table.go_to(profile)
        await settled(pilot)
        assert app.home.check_action("act", ("serve",)) is None
        await press(pilot, "v")
        assert reason in toasts(app)


async def test_what_an_operation_gave_is_not_served_as_nobody_renews_it(services: Services) -> None:
    plan = services.operation_plan(Operation.GET_FEDERATION_TOKEN, "oncall", Parameters(name="kim"))
    services.run_operation(plan, GivenCode(CODE))
    services.manager.obtain("oncall", GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        (row,) = app.called
        app.home.table.go_to(row)
        await settled(pilot)
        assert app.home.check_action("act", ("serve",)) is None
        await press(pilot, "v")
        assert "copy it instead" in toasts(app)
        app.post_message(ServeRequested((row, "oncall")))  # as when both are marked
        await settled(pilot)
        assert "1 served" in drawn(app)
        assert variables(app.clipboard)["STSUI_PROFILE"] == "oncall"


async def test_the_key_can_be_another(tmp_path: Path) -> None:
    services = make_services(tmp_path, settings=SETTINGS + "keys: {serve: f6}\n")
    services.manager.obtain(ON_CALL, GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        assert "renewed until you press f6 again" in toasts(app).lower()
        assert variables(app.clipboard)["STSUI_PROFILE"] == ON_CALL


async def test_a_default_profile_cannot_take_the_endpoints_place(tmp_path: Path) -> None:
    default = "\n[default]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = x\n"
    services = make_services(tmp_path, credentials=CREDENTIALS + default)
    services.manager.obtain(ON_CALL, GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        assert variables(app.clipboard)["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
        assert "does not see these files" in toasts(app)


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("/usr/bin/fish", "set -gx AWS_CONTAINER_CREDENTIALS_FULL_URI 'http://127.0.0.1:"),
        ("/bin/unheard-of", "export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:"),
    ],
)
async def test_the_lines_are_for_the_persons_shell(tmp_path: Path, shell: str, line: str) -> None:
    services = make_services(tmp_path, environ={"SHELL": shell})
    services.manager.obtain(ON_CALL, GivenCode(CODE))
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        assert line in app.clipboard
        await press(pilot, "y")
        assert "AWS_SECRET_ACCESS_KEY" in app.clipboard


async def test_the_details_give_the_lines_again_and_the_token_when_asked(started: Services) -> None:
    app = make_app(started)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "v")
        environ = variables(app.clipboard)
        token = environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        app.copy_to_clipboard("")
        await press(pilot, "i")
        assert environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] in drawn(app)
        assert token not in drawn(app)
        await press(pilot, "v")
        await settled(pilot)
        assert token in drawn(app)
        await press(pilot, "u")
        assert variables(app.clipboard) == environ


async def test_a_session_with_less_power_is_copied_and_served_as_it_is(started: Services) -> None:
    started.clock.sleep(60)
    changes = Parameters(policy='{"Version": "2012-10-17", "Statement": []}')
    narrow = started.manager.obtain(ON_CALL, GivenCode(CODE), changes=changes).info.access_key_id
    app = make_app(started)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "y")
        assert variables(app.clipboard)["AWS_ACCESS_KEY_ID"] == narrow
        await press(pilot, "v")
        assert (await fetched(variables(app.clipboard)))["AccessKeyId"] == narrow


async def test_of_several_marked_the_credentials_are_copied_as_sections(services: Services) -> None:
    app = make_app(services)
    names = ("payments-prod/OnCall", "payments-prod/ReadOnly")
    for name in names:
        services.manager.obtain(name, GivenCode(CODE))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.home.table.marked |= set(names)
        await press(pilot, "y")
        copied = ConfigParser(interpolation=None)
        copied.read_string(app.clipboard)
        assert {name: copied[name]["aws_access_key_id"] for name in copied.sections()} == {
            name: app.sessions[name].access_key_id for name in names
        }


@pytest.mark.parametrize("key", ["c", "w"])
async def test_nor_is_another_one_started_for_the_console_or_the_identity(tmp_path: Path, key: str) -> None:
    services = make_services(tmp_path, environ={"STSUI_FEDERATION_ENDPOINT": "http://127.0.0.1:9/federation"})
    services.manager.obtain(ON_CALL, GivenCode(CODE), changes=Parameters(duration_seconds=900))
    assert isinstance(services.gateway, ScriptedGateway)
    calls = len(services.gateway.calls)
    app = make_app(services)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, key)
        assert len(services.gateway.calls) == calls


class TestWhoUsesIt:
    async def test_is_in_the_pane_and_the_details_for_as_long_as_it_runs(self, started: Services) -> None:
        app = make_app(started)
        terraform = Use(
            ON_CALL, "terraform", os.getpid(), "exec --server", datetime(2026, 3, 14, 13, tzinfo=UTC)
        )
        words = f"terraform (exec --server), pid {os.getpid()}"
        async with app.run_test(size=SIZE) as pilot:
            await settled(pilot)
            with recorded(started.state_dir, clock=started.clock, say=print) as record:
                record.update(terraform)
                app.look()
                await settled(pilot)
                assert app.home.view
                assert app.home.view.used_by == (f"{words}, till 13:00",)
                assert "used by" in drawn(app)
                await press(pilot, "i")
                assert words in drawn(app)
                assert isinstance(app.screen, DetailsScreen)
            app.look()
            await settled(pilot)
            assert "used by" not in drawn(app)

    async def test_is_told_of_what_was_forgotten_as_well(self, services: Services) -> None:
        app = make_app(services)
        async with app.run_test(size=SIZE) as pilot:
            await settled(pilot)
            with recorded(services.state_dir, clock=services.clock, say=print) as record:
                record.update(Use(ON_CALL, "[b]make[/b]\x1b[2J", os.getpid(), "exec", None))
                app.look()
                await settled(pilot)
                assert "[b]make[/b]" in drawn(app)
                assert "\x1b" not in drawn(app)


async def test_looking_goes_on_after_a_look_that_failed(started: Services) -> None:
    """A keyring that was locked for a moment, say: what commands do is seen again afterwards."""
    app = make_app(started)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        statuses = started.manager.statuses

        def fail() -> Any:
            raise StoreFailed("The keyring is locked.", "Unlock it.")

        started.manager.statuses = fail  # type: ignore[method-assign]
        started.manager.obtain(ADMIN, GivenCode(CODE))
        for _ in range(3):
            app.look()
            await settled(pilot)
        assert toasts(app).count("The keyring is locked.") == 1
        started.manager.statuses = statuses  # type: ignore[method-assign]
        app.look()
        await settled(pilot)
        assert ADMIN in app.sessions


class SteadyApp(StsuiApp):
    """For pictures: with an endpoint whose port is always the same."""

    CSS_PATH = Path(app_module.__file__).with_name("stsui.tcss")

    def view(self, name: str) -> ProfileView:
        view = super().view(name)
        return replace(view, endpoint="http://127.0.0.1:41233/credentials") if view.endpoint else view


SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@SIZES
@pytest.mark.parametrize("keys", [("v",), ("v", "i")], ids=["served", "details"])
def test_picture(snap_compare: Any, started: Services, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app = SteadyApp(started, ticking=False)

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        uses = ("terraform (exec --server), pid 4121, till 13:00", "zsh (exec), pid 977, till 13:00")
        app.take_uses({ON_CALL: uses}, None)
        for key in keys:
            await press(pilot, key)

    assert snap_compare(app, terminal_size=size, run_before=act)
