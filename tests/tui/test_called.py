"""Sessions that operations gave, on the sessions screen: rows beside their callers', used as any other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.clock import Clock
from stsui.model import NO_PARAMETERS, IssuedToken, Operation, Parameters, Secret, Session
from stsui.practice import PracticeAws
from stsui.practice.cast import SAML_PROVIDER
from stsui.services import Services
from stsui.sessions import GivenCode, NoCodes
from stsui.tui.app import StsuiApp
from stsui.tui.messages import FavouriteToggled, OperationsOpened
from stsui.tui.screens.details import DetailsScreen
from stsui.tui.screens.identities import IdentitiesScreen
from stsui.tui.screens.operations import OperationsScreen
from stsui.tui.screens.result import ResultScreen
from stsui.tui.widgets.description import Description
from tests.sessions.conftest import Hands
from tests.tui.conftest import make_app, settled

FEDERATE, ROOT = Operation.GET_FEDERATION_TOKEN, Operation.ASSUME_ROOT
SAML, SESSION = Operation.ASSUME_ROLE_WITH_SAML, Operation.GET_SESSION_TOKEN
TOKEN = Operation.GET_WEB_IDENTITY_TOKEN
DEV = "777788889999"
FEDERATED = f"arn:aws:iam::{DEV}:role/Federated"
KIM = "oncall · kim · GetFederationToken"
SAML_ROW = f"{DEV}/Federated · AssumeRoleWithSAML"
ROOT_ROW = f"management/Admin · {DEV} · AssumeRoot"

Talk = Callable[[StsuiApp, Pilot[Any]], Awaitable[None]]


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def clock(hands: Hands) -> Clock:
    return Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep)


@pytest.fixture
def aws(clock: Clock) -> Iterator[PracticeAws]:
    with PracticeAws(clock) as practice:
        yield practice


@pytest.fixture
def practised(aws: PracticeAws, clock: Clock, tmp_path: Path) -> Services:
    """Services that call the practice AWS, with a federated user's session in the store."""
    services = Services.open({"USER": "kim", **aws.environment(tmp_path), "STSUI_STORE": "memory"}, clock)
    call(services, FEDERATE, "oncall", Parameters(name="kim"))
    return services


def call(
    services: Services,
    operation: Operation,
    profile: str | None,
    asked: Parameters = NO_PARAMETERS,
    *,
    code: str = "",
    proof: Secret | None = None,
) -> Session | IssuedToken:
    plan = services.operation_plan(operation, profile, asked, proof)
    return services.run_operation(plan, GivenCode(code) if code else NoCodes(), proof=proof)


def saml(aws: PracticeAws) -> Secret:
    attributes = {"Role": f"{FEDERATED},{SAML_PROVIDER}", "RoleSessionName": "kim"}
    return Secret(aws.provider.saml_response(attributes))


def on_screen(services: Services, talk: Talk, row: str = KIM) -> None:
    """Have the app with the cursor on a row."""

    async def run() -> None:
        app = make_app(services)
        async with app.run_test(size=(120, 40)) as running:
            pilot: Any = running
            await settled(pilot)
            app.home.table.go_to(row)
            await settled(pilot)
            await talk(app, pilot)

    asyncio.run(run())


def notices(app: StsuiApp) -> str:
    return "\n".join(notice.message for notice in app._notifications)


def line_of(app: StsuiApp, row: str) -> str:
    """A row as it is drawn."""
    table = app.home.table
    at = next(at for at, line in enumerate(table.listing.lines) if getattr(line, "name", "") == row)
    return "".join(segment.text for segment in table.render_line(at))


def test_a_row_stands_beside_its_callers(practised: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        names = [heading.name for heading in app.listing.profiles]
        assert names[names.index("oncall") + 1] == KIM
        assert "oncall · kim" in line_of(app, KIM)
        assert "active" in line_of(app, KIM)
        assert "11:59:" in line_of(app, KIM) or "12:00:00" in line_of(app, KIM)

    on_screen(practised, talk)


def test_it_is_not_counted_as_a_profile(practised: Services) -> None:
    def said(app: StsuiApp) -> str:
        return app.home.counts.render_line(0).text.strip()

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        profiles = len(app.services.catalog.profiles)
        assert len(app.listing.profiles) == profiles + 1
        assert said(app) == f"{profiles} profiles · 1 from operations · 1 active"
        await pilot.press("/", *"kim")
        await settled(pilot)
        assert said(app) == f"0 of {profiles} profiles · 1 from operations · 1 active"

    on_screen(practised, talk)


def test_its_lifetime_is_told_as_it_was_asked_for(practised: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        view = app.home.view
        assert view
        assert view.info
        info = replace(
            view.info, issued_at=view.info.expires_at - timedelta(hours=11, minutes=59, seconds=59.2)
        )
        lines = Description(replace(view, info=info), app.services.clock.now(), 100).lines()
        assert "UTC, after 12 h" in "".join(text for line in lines for text, _ in line)

    on_screen(practised, talk)


def test_it_is_used_as_any_other(practised: Services, aws: PracticeAws) -> None:
    (info,) = practised.manager.entries()

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("y")
        await settled(pilot)
        assert info.access_key_id in app.clipboard
        assert "stsui export" not in notices(app), "no command gives this one"
        await pilot.press("c")
        await settled(pilot)
        await settled(pilot)
        assert "SigninToken" in app.clipboard, "no browser here: the link is copied"
        await pilot.press("i")
        await settled(pilot)
        assert isinstance(app.screen, DetailsScreen)
        assert "federated-user/kim" in "\n".join(
            strip.text for strip in app.screen.description._laid_out(100)
        )
        await pilot.press("escape", "w")
        await settled(pilot)
        await settled(pilot)
        assert isinstance(app.screen, IdentitiesScreen)
        assert "federated user" in app.screen.lines.plain

    on_screen(practised, talk)
    assert [each.operation for each in aws.calls][1:] == ["getSigninToken", "GetCallerIdentity"]


def test_enter_gets_it_again(practised: Services, aws: PracticeAws) -> None:
    (before,) = practised.manager.entries()

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await settled(pilot)
        await settled(pilot)
        assert app.sessions[KIM].access_key_id != before.access_key_id
        assert "fresh" in notices(app)

    on_screen(practised, talk)
    assert [each.operation for each in aws.calls] == ["GetFederationToken"] * 2
    assert aws.calls[-1].parameters["Name"] == "kim"


def test_stopping_it_leaves_its_callers_own(practised: Services, aws: PracticeAws) -> None:
    call(practised, SESSION, "oncall", code=aws.company.users["oncall"].mfa.code())

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("s")
        await settled(pilot)
        await settled(pilot)
        assert KIM not in [heading.name for heading in app.listing.profiles]
        assert set(app.sessions) == {"oncall"}

    on_screen(practised, talk)


def test_stopping_its_callers_own_leaves_it(practised: Services, aws: PracticeAws) -> None:
    call(practised, SESSION, "oncall", code=aws.company.users["oncall"].mfa.code())

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("s")
        await settled(pilot)
        await settled(pilot)
        assert set(app.sessions) == {KIM}

    on_screen(practised, talk, "oncall")


def test_what_cannot_be_refreshed_says_why(practised: Services, aws: PracticeAws, hands: Hands) -> None:
    proof = saml(aws)
    call(practised, SAML, None, proof=proof)

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await settled(pilot)
        assert "SAML response that it was got with is kept nowhere" in notices(app)
        hands.forward(timedelta(hours=2))
        app.tick()
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert "has ended" in notices(app)
        assert app.screen is app.home

    on_screen(practised, talk, SAML_ROW)


def test_where_the_console_is_closed_it_says_so(practised: Services, aws: PracticeAws) -> None:
    asked = Parameters(
        target_principal=DEV, task_policy_arn="arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
    )
    call(practised, ROOT, "management/Admin", asked, code=aws.company.users["oncall"].mfa.code())

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("c")
        await settled(pilot)
        assert "AWS takes no AssumeRoot credentials" in notices(app)
        await pilot.press("f")
        await settled(pilot)
        assert "is no profile" in notices(app)
        app.post_message(FavouriteToggled((ROOT_ROW,)))
        await settled(pilot)
        assert ROOT_ROW not in app.favourites

    on_screen(practised, talk, ROOT_ROW)


def test_it_is_not_renewed_by_itself(practised: Services, aws: PracticeAws, hands: Hands) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.renewing = True
        hands.forward(timedelta(hours=11, minutes=59))
        app.renew_due(practised.clock.now())
        await settled(pilot)
        assert app.refresh_at(KIM) is None

    on_screen(practised, talk)
    assert len(aws.calls) == 1


def test_its_operations_are_its_callers(practised: Services, aws: PracticeAws) -> None:
    call(practised, SAML, None, proof=saml(aws))

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(app.screen, OperationsScreen)
        assert app.screen._profile == "oncall"
        await pilot.press("escape")
        app.post_message(OperationsOpened(SAML_ROW))
        await settled(pilot)
        assert "No profile stands behind" in notices(app)

    on_screen(practised, talk)


# ------------------------------------------------------------------ what an operation has just given


@pytest.mark.parametrize(
    ("operation", "asked", "says"),
    [
        (SESSION, Parameters(mfa_serial=""), "AWS takes no GetSessionToken credentials"),
        (TOKEN, Parameters(audience=("https://example.com",)), "services that are not AWS"),
    ],
)
def test_a_result_that_opens_no_console(
    practised: Services, operation: Operation, asked: Parameters, says: str
) -> None:
    plan = practised.operation_plan(operation, "oncall", asked)
    result = practised.run_operation(plan, NoCodes())

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await app.push_screen(ResultScreen(plan, result, practised.clock.now()))
        await pilot.press("c")
        await settled(pilot)
        assert says in notices(app)
        assert not app.clipboard

    on_screen(practised, talk)


def test_a_result_opens_the_console(practised: Services) -> None:
    plan = practised.operation_plan(FEDERATE, "oncall", Parameters(name="kim"))
    result = practised.run_operation(plan, NoCodes())

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await app.push_screen(ResultScreen(plan, result, practised.clock.now()))
        await pilot.press("c")
        await settled(pilot)
        await settled(pilot)
        assert "SigninToken" in app.clipboard

    on_screen(practised, talk)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
def test_picture(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    # Both are alike, but for how long they last.
    for duration in (3600, 900):
        call(services, FEDERATE, "oncall", Parameters(name="kim", duration_seconds=duration))

    async def act(pilot: Pilot[None]) -> None:
        app: Any = pilot.app
        await settled(pilot)
        app.home.table.go_to(KIM)
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)
