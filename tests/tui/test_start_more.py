"""Every parameter of AssumeRole in the start dialog: unfolded, checked as it is typed, said as a command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.model import Parameters, SessionInfo
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.start import StartDialog
from stsui.tui.widgets.field import ParameterField
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CODE

ON_CALL = "payments-prod/OnCall"
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
POLICY = '{"Version": "2012-10-17", "Statement": []}'

Talk = Callable[[StsuiApp, Pilot[Any], StartDialog], Awaitable[None]]


def field(dialog: StartDialog, name: str) -> ParameterField:
    return dialog.query_one(f"#field-{name}", ParameterField)


async def unfold(pilot: Pilot[Any], **typed: str) -> StartDialog:
    """The dialog of a role, unfolded, with these texts in its fields."""
    await settled(pilot)
    app: Any = pilot.app
    app.open_dialog((ON_CALL,))
    await settled(pilot)
    dialog: Any = app.screen
    for fold in ("#changes", "#more"):
        dialog.query_one(fold).collapsed = False
        await settled(pilot)
    for name, text in typed.items():
        field(dialog, name.replace("_", "-")).value = text
        await settled(pilot)
    return dialog  # type: ignore[no-any-return]


def unfolded(services: Services, talk: Talk, **typed: str) -> None:
    async def run() -> None:
        app = make_app(services)
        async with app.run_test(size=(120, 40)) as pilot:
            await talk(app, pilot, await unfold(pilot, **typed))

    asyncio.run(run())


def test_every_parameter_goes_along(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any], dialog: StartDialog) -> None:
        await pilot.press(*CODE)
        await settled(pilot)
        info: SessionInfo = app.sessions[ON_CALL]
        assert info.changes == Parameters(
            external_id="ticket/42",
            policy=POLICY,
            policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
            tags=(("Team", "payments"), ("Cost", "7")),
            transitive_tag_keys=("Team",),
            source_identity="kim",
            provided_contexts=(("arn:aws:iam::aws:contextProvider/IdentityCenter", "abcd=="),),
            minimum_session_token_size=100,
        )

    unfolded(
        services,
        talk,
        external_id="ticket/42",
        policy=POLICY,
        policy_arns="arn:aws:iam::aws:policy/ReadOnlyAccess",
        tags="Team=payments, Cost=7",
        transitive_tag_keys="Team",
        source_identity="kim",
        provided_contexts="arn:aws:iam::aws:contextProvider/IdentityCenter=abcd==",
        minimum_session_token_size="100",
    )


@pytest.mark.parametrize(
    ("name", "typed", "problem"),
    [
        ("external_id", "x", "The external id must be 2 to 1,224 characters, not 1."),
        ("policy", "{", "The session policy is not valid JSON"),
        ("policy", '{"a": "' + "x" * 2041 + '"}', "together may hold 2,048 characters, not 2,050"),
        ("policy_arns", "arn:aws:iam::1:policy/P", "A policy's ARN may hold only"),
        ("tags", "Team=a, team=b", "The tags Team and team differ in case only"),
        ("tags", "Team", "'Team' is not in the form KEY=VALUE."),
        ("source_identity", "k m", "The source identity may hold only"),
        ("provided_contexts", "IdentityCenter=abcd", "The context provider's ARN must be 20"),
        ("minimum_session_token_size", "4097", "0 to 4,096 bytes, not 4,097"),
    ],
)
def test_limits_are_said_beside_the_field(services: Services, name: str, typed: str, problem: str) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any], dialog: StartDialog) -> None:
        wrong = field(dialog, name.replace("_", "-"))
        assert problem in wrong.problem
        assert dialog.go.disabled
        wrong.value = ""
        await settled(pilot)
        assert not wrong.problem
        assert not dialog.go.disabled

    unfolded(services, talk, **{name: typed})


def test_transitive_tags_wait_for_tags(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any], dialog: StartDialog) -> None:
        keys: Any = field(dialog, "transitive-tag-keys")
        assert keys.input.disabled
        field(dialog, "tags").value = "Team=payments"
        await settled(pilot)
        assert not keys.input.disabled
        keys.value = "Cost"
        await settled(pilot)
        assert keys.problem == "The transitive tag key Cost is not among the session tags."

    unfolded(services, talk)


def test_the_policy_is_counted_with_the_arns(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any], dialog: StartDialog) -> None:
        used = len(POLICY) + len("arn:aws:iam::aws:policy/ReadOnlyAccess")
        assert f"{used} of 2,048 characters" in field(dialog, "policy").allowed

    unfolded(services, talk, policy=POLICY, policy_arns="arn:aws:iam::aws:policy/ReadOnlyAccess")


def test_a_policy_from_a_file(services: Services) -> None:
    (Path.home() / "policy.json").write_text(POLICY, encoding="utf-8")

    async def talk(app: StsuiApp, pilot: Pilot[Any], dialog: StartDialog) -> None:
        await pilot.press("ctrl+o", *"~/gone.json", "enter")
        await settled(pilot)
        policy = field(dialog, "policy")
        assert "There is no file ~/gone.json" in policy.problem
        assert policy.value == ""
        await pilot.press("ctrl+o", *"~/policy.json", "enter")
        await settled(pilot)
        assert policy.value == POLICY
        assert not policy.problem

    unfolded(services, talk)


def test_the_command_is_copied_without_secrets(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any], dialog: StartDialog) -> None:
        await pilot.press("ctrl+g")
        await settled(pilot)
        session_token, assume_role = app.clipboard.splitlines()
        assert session_token.startswith("aws sts get-session-token ")
        assert "--token-code 123456" in session_token
        assert "--external-id ticket/42 --region eu-west-1" in assume_role

    unfolded(services, talk, external_id="ticket/42")


# ------------------------------------------------------------------ pictures


@SIZES
def test_unfolded(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        dialog = await unfold(pilot)
        field(dialog, "policy").input.focus()
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
def test_in_error(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        dialog = await unfold(pilot, policy='{"Version": ', tags="Team=a, team=b", external_id="x")
        field(dialog, "tags").input.focus()
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
def test_the_command_below(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[Any]) -> None:
        dialog = await unfold(pilot, policy=POLICY, tags="Team=payments", transitive_tag_keys="Team")
        dialog.body.scroll_end(animate=False)
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)
