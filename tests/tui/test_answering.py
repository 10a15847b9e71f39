"""Commands that wait for a code, seen and answered from the screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.clock import Clock
from stsui.delivery.ui_codes import UiCodes
from stsui.errors import CodeNeeded
from stsui.model import Operation
from stsui.services import Services
from stsui.sessions import CodeRequest
from stsui.tui.app import StsuiApp
from stsui.tui.screens.answer import AnswerDialog
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE, DEVICE, NOON, ScriptedGateway
from tests.tui.rest import until

ON_CALL = "payments-prod/OnCall"
REFUSED = (
    f"AWS refused the code of {DEVICE}: wrong or already used code, or this machine's clock is off. "
    "Take the next code the device shows."
)

Talk = Callable[[StsuiApp, Pilot[None]], Awaitable[None]]


class Terraform:
    """A command that wants a code, in a thread of its own."""

    def __init__(self, services: Services, profile: str = ON_CALL, **request: Any) -> None:
        codes = UiCodes(services.state_dir, lambda: ("terraform", 4121), clock=Clock(), say=lambda _: None)
        operation = request.pop("operation", Operation.GET_SESSION_TOKEN)
        self.request = CodeRequest(DEVICE, profile, operation, **request)
        self.outcome: str | CodeNeeded | None = None
        self._codes = codes
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.outcome = self._codes.code(self.request)
        except CodeNeeded as needed:
            self.outcome = needed


async def come_about(pilot: Pilot[None], happened: Callable[[], bool]) -> None:
    """Let the app go on until something has happened, and is on the screen."""
    await until(happened)
    await settled(pilot)


async def asked(app: StsuiApp, pilot: Pilot[None], **request: Any) -> Terraform:
    """A command whose question is on the screen."""
    before = len(app.questions)
    command = Terraform(app.services, **request)
    await come_about(pilot, lambda: len(app.questions) > before)
    return command


def listening(services: Services, talk: Talk) -> None:
    """Run the app with its service, and go on with `talk`."""

    async def run() -> None:
        app = make_app(services)
        try:
            async with app.run_test(size=(120, 40), notifications=True) as pilot:
                await settled(pilot)
                app.listen()
                await settled(pilot)
                await talk(app, pilot)
        finally:
            app.close_service()

    asyncio.run(run())


def dialog_of(app: StsuiApp) -> AnswerDialog:
    assert isinstance(app.screen, AnswerDialog)
    return app.screen


def test_the_notice_takes_nothing_away(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        await pilot.press("slash", "p")
        await asked(app, pilot)
        await pilot.press("a", "y")
        await settled(pilot)
        assert app.screen is app.home
        assert app.focused is app.home.filter_input
        assert app.home.filter_input.value == "pay"

    listening(services, talk)


def test_six_digits_go_back(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        command = await asked(app, pilot)
        await pilot.press("m")
        await settled(pilot)
        assert isinstance(app.screen, AnswerDialog)
        await pilot.press(*CODE)
        await come_about(pilot, lambda: command.outcome is not None)
        assert command.outcome == CODE
        assert app.screen is app.home
        await come_about(pilot, lambda: not app.questions)
        assert not app.home.code_asked_for
        gateway: Any = services.gateway
        assert gateway.calls == [], "the code is the command's to send"

    listening(services, talk)


def test_a_refusal_is_not_hidden_behind_what_was_said_of_the_code(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        command = await asked(app, pilot)
        await pilot.press("m", *CODE)
        await come_about(pilot, lambda: command.outcome is not None and not app.questions)
        assert [toast.message for toast in app._notifications] == ["The code went to terraform (pid 4121)."]
        await asked(app, pilot, attempt=2, problem=REFUSED)
        assert not list(app._notifications)

    listening(services, talk)


def test_escape_declines(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        command = await asked(app, pilot)
        await pilot.press("m", "escape")
        await come_about(pilot, lambda: command.outcome is not None)
        assert "declined" in str(command.outcome)
        assert app.screen is app.home

    listening(services, talk)


def test_the_key_answers_whatever_is_highlighted(services: Services) -> None:
    """Of a profile that cannot be started the key is greyed, but for those who wait."""

    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        app.home.filter_input.value = "lost"
        await settled(pilot)
        assert app.home.check_action("act", ("code",)) is None
        await asked(app, pilot)
        assert app.home.check_action("act", ("code",))

    listening(services, talk)


def test_one_after_another(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        first = await asked(app, pilot, operation=Operation.ASSUME_ROLE)
        second = await asked(app, pilot, operation=Operation.ASSUME_ROLE, profile="payments-dev/OnCall")
        assert [question.profile for question in app.questions] == [ON_CALL, "payments-dev/OnCall"]
        for command, code in ((first, "111111"), (second, "222222")):
            await pilot.press("m")
            await settled(pilot)
            await pilot.press(*code)
            await come_about(pilot, lambda command=command: command.outcome is not None)  # type: ignore[misc]
            assert command.outcome == code
            await settled(pilot)
        await come_about(pilot, lambda: not app.questions)

    listening(services, talk)


def test_a_start_in_the_ui_hands_its_code_to_who_waits_for_that_session(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        command = await asked(app, pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press(*CODE)
        await come_about(pilot, lambda: command.outcome is not None)
        assert command.outcome == CODE
        gateway = services.gateway
        assert isinstance(gateway, ScriptedGateway)
        assert CODE not in [code for _, code in gateway.calls], "it would have been spent twice"

    listening(services, talk)


def test_a_start_of_something_else_keeps_its_code(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        command = await asked(app, pilot, operation=Operation.ASSUME_ROLE)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press(*CODE)
        await settled(pilot)
        assert ON_CALL in app.sessions
        assert command.outcome is None

    listening(services, talk)


def test_a_used_code_is_counted_down(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        used = f"This code of {DEVICE} was used already, and AWS takes each code once."
        await asked(app, pilot, attempt=2, problem=used, after=NOON + timedelta(seconds=21))
        await pilot.press("m")
        await settled(pilot)
        assert dialog_of(app).code.problem == (
            "This code was used already, and AWS takes each code once. A new code comes in 21 s."
        )
        services.clock.sleep(21)
        dialog_of(app).tick()
        assert dialog_of(app).code.problem == ""
        assert "there is a new code" in dialog_of(app).code.allowed

    listening(services, talk)


def test_a_paste_without_a_code_says_so(services: Services) -> None:
    from textual import events

    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        await asked(app, pilot)
        await pilot.press("m")
        await settled(pilot)
        app.post_message(events.Paste("12"))
        await settled(pilot)
        assert "no six-digit code" in dialog_of(app).code.problem

    listening(services, talk)


def test_hostile_words_are_drawn_as_text(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[None]) -> None:
        await asked(app, pilot, profile="[bold]x[/]\x1b[31m\n" + "y" * 3000, problem="[red]\x1b]0;z\x07")
        await pilot.press("m")
        await settled(pilot)
        assert isinstance(app.screen, AnswerDialog)

    listening(services, talk)


def picturing(*keys: str, **request: Any) -> Callable[[Pilot[None]], Awaitable[None]]:
    """For `snap_compare`: a question, then keys."""

    async def act(pilot: Pilot[None]) -> None:
        app: Any = pilot.app
        await settled(pilot)
        app.listen()
        await settled(pilot)
        await asked(app, pilot, **request)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)

    return act


@pytest.fixture
def app(services: Services) -> Any:
    app = make_app(services)
    yield app
    app.close_service()


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_picture_of_the_notice(snap_compare: Any, app: StsuiApp, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=picturing())


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_picture_of_the_dialog(snap_compare: Any, app: StsuiApp, size: tuple[int, int]) -> None:
    assert snap_compare(app, terminal_size=size, run_before=picturing("m"))


@pytest.mark.parametrize("keys", [(), ("m",)], ids=["notice", "dialog"])
def test_picture_after_a_wrong_code(snap_compare: Any, app: StsuiApp, keys: tuple[str, ...]) -> None:
    again = picturing(*keys, attempt=2, problem=REFUSED, profile="payments-dev/OnCall")
    assert snap_compare(app, terminal_size=(80, 24), run_before=again)
