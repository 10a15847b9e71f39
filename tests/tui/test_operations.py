"""Every operation of STS on the screen: compared, filled in, refused, called at the practice AWS, shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.model import IssuedToken, Operation, Session
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER
from stsui.practice.tokens import TokenMint
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.decode import DecodeScreen
from stsui.tui.screens.operation import OperationDialog
from stsui.tui.screens.operations import OperationsScreen
from stsui.tui.screens.result import MASK
from stsui.tui.widgets.field import ParameterField
from stsui.tui.widgets.lines import Lines
from tests.tui.conftest import make_app, on_screen, settled
from tests.tui.fakes import NOON
from tests.tui.forms import (
    DELEGATED,
    DEV,
    FEDERATE,
    FEDERATED,
    PIPELINE,
    ROOT,
    SAML,
    TOKEN,
    WEB,
    form,
    saml_mint,
    started,
)

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


# ------------------------------------------------------------------ which operation


def test_a_role_may_not_call_all(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(app.screen, OperationsScreen)
        await pilot.press("down", "down", "down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, OperationsScreen), "what may not be called has no form"
        assert "takes long-term keys only" in app.screen.query_one(Lines).plain
        await pilot.press("up", "enter")
        await settled(pilot)
        assert isinstance(app.screen, OperationDialog)

    on_screen(services, talk)


def test_decoding_has_its_own_screen(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await pilot.press("n", "end", "enter")
        await settled(pilot)
        assert isinstance(app.screen, DecodeScreen)

    on_screen(services, talk)


# ------------------------------------------------------------------ called


def test_a_federation_token(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, FEDERATE)
        assert dialog.go.disabled
        assert not dialog.plan.told.problems, "nothing is wrong while nothing is typed"
        await form_again(dialog, pilot)
        screen = await started(pilot)
        assert "arn:aws:sts::111122223333:federated-user/kim" in screen.lines.plain
        assert MASK in screen.lines.plain
        result = screen._result
        assert isinstance(result, Session)
        assert result.credentials.secret_access_key.reveal() not in screen.lines.plain
        await pilot.press("v")
        assert result.credentials.secret_access_key.reveal() in screen.lines.plain
        await pilot.press("y")
        await settled(pilot)
        assert result.info.access_key_id in app.clipboard
        assert practised.manager.entries(), "it is in the store"

    async def form_again(dialog: OperationDialog, pilot: Pilot[Any]) -> None:
        dialog.query_one("#field-name", ParameterField).value = "kim"
        dialog.query_one("#field-duration-seconds", ParameterField).value = "1 h"
        await settled(pilot)

    on_screen(practised, talk)
    assert aws.calls[-1].parameters["Name"] == "kim"
    assert aws.calls[-1].parameters["DurationSeconds"] == 3600


def test_saml_with_a_choice_of_roles(practised: Services, aws: PracticeAws) -> None:
    attributes = {"Role": f"{FEDERATED},{SAML_PROVIDER}", "RoleSessionName": "kim"}
    proof = aws.provider.saml_response(attributes)

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, SAML, proof=proof)
        assert "kim@example.com" in dialog.query_one("#said").plain  # type: ignore[attr-defined]
        assert proof not in app.export_screenshot()
        await started(pilot)

    on_screen(practised, talk)
    assert aws.calls[-1].parameters["RoleArn"] == FEDERATED


def test_the_role_is_picked_from_those_on_offer(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, SAML, proof=saml_mint((FEDERATED, PIPELINE)))
        assert dialog.go.disabled
        options: Any = dialog.query_one("#roles")
        assert [option.id for option in options.options] == [FEDERATED, PIPELINE]
        options.focus()
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert dialog.query_one("#field-role-arn", ParameterField).value in (FEDERATED, PIPELINE)
        assert not dialog.go.disabled

    on_screen(services, talk)


def test_web_identity(practised: Services, aws: PracticeAws, tmp_path: Path) -> None:
    token = aws.provider.jwt({"sub": "repo:payments", "aud": OIDC_AUDIENCE})
    (tmp_path / "token.jwt").write_text(f"{token}\n", encoding="utf-8")

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, WEB, role_arn=PIPELINE)
        dialog.query_one("#proof").query_one("ProofInput").focus()
        await pilot.press("ctrl+o")
        app.screen.query_one("Input").value = str(tmp_path / "token.jwt")  # type: ignore[attr-defined]
        await pilot.press("enter")
        await settled(pilot)
        assert "repo:payments" in dialog.query_one("#said").plain  # type: ignore[attr-defined]
        await started(pilot)

    on_screen(practised, talk)
    assert aws.calls[-1].operation == WEB


def test_assume_root_with_a_code(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(
            pilot, ROOT, "management/Admin", target_principal=DEV, task_policy_arn="S3UnlockBucketPolicy"
        )
        assert dialog.code.display
        dialog.code.input.focus()
        await started(pilot, aws.company.users["oncall"].mfa.code())

    on_screen(practised, talk)
    assert [call.operation for call in aws.calls][-1] == ROOT


def test_a_web_identity_token_is_masked_until_asked_for(practised: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await form(pilot, TOKEN, audience="https://example.com")
        screen = await started(pilot)
        result = screen._result
        assert isinstance(result, IssuedToken)
        assert result.token.reveal()[:20] not in screen.lines.plain
        await pilot.press("y")
        assert app.clipboard == result.token.reveal()

    on_screen(practised, talk)


def test_a_delegated_access_token(practised: Services, aws: PracticeAws) -> None:
    proof = aws.trade_in_token(aws.company.role("payments-dev", "ReadOnly"))

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await form(pilot, DELEGATED, proof=proof)
        await started(pilot)

    on_screen(practised, talk)
    assert aws.calls[-1].operation == DELEGATED


def test_a_refusal_stays_in_the_form(practised: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, FEDERATE, name="kim", policy="{}")
        dialog.go.press()
        await settled(pilot)
        await settled(pilot)
        assert app.screen is dialog
        assert dialog.plan.told.problems
        assert dialog.query_one("#field-name", ParameterField).value == "kim"

    on_screen(practised, talk)


@pytest.mark.parametrize("proof", ["", "junk!", "x" * 200_000, "\x1b[31m\0", "e30.e30.e30"])
def test_any_text_may_be_pasted(services: Services, proof: str) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        for operation in (SAML, WEB):
            dialog = await form(pilot, operation, proof=proof)
            assert dialog.go.disabled
            dialog.dismiss(False)
            await settled(pilot)

    on_screen(services, talk)


# ------------------------------------------------------------------ pictures

FORMS: dict[str, tuple[Operation, dict[str, str]]] = {
    "role": (Operation.ASSUME_ROLE, {"role_arn": "OnCall", "duration_seconds": "13 h"}),
    "session-token": (Operation.GET_SESSION_TOKEN, {"duration_seconds": "37 h"}),
    "federation": (FEDERATE, {"name": "k", "policy": "{"}),
    "saml": (SAML, {"duration_seconds": "13 h"}),
    "web-identity": (WEB, {"role_arn": "Pipeline"}),
    "root": (ROOT, {"target_principal": "12", "duration_seconds": "1 h"}),
    "web-identity-token": (TOKEN, {"audience": ",".join(f"https://{n}.example.com" for n in range(11))}),
    "delegated-token": (DELEGATED, {}),
}
"""What is wrong in each."""
EVERY_FORM = pytest.mark.parametrize("name", FORMS)


@SIZES
@EVERY_FORM
def test_folded(snap_compare: Any, services: Services, name: str, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await form(pilot, FORMS[name][0])

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
@EVERY_FORM
def test_unfolded(snap_compare: Any, services: Services, name: str, size: tuple[int, int]) -> None:
    proofs = {"saml": saml_mint((FEDERATED, PIPELINE)), "delegated-token": "trade-in"}

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        dialog: Any = await form(pilot, FORMS[name][0], proof=proofs.get(name, ""))
        dialog.query_one("#more").collapsed = False
        await settled(pilot)
        dialog.body.scroll_end(animate=False)
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
@EVERY_FORM
def test_in_error(snap_compare: Any, services: Services, name: str, size: tuple[int, int]) -> None:
    operation, typed = FORMS[name]
    late = TokenMint("https://idp.example.com", bytes, lambda: NOON.replace(hour=11))
    proofs = {
        "saml": saml_mint((FEDERATED,), lambda: NOON.replace(hour=11)),
        "web-identity": late.jwt({"sub": "repo:payments", "aud": "sts.amazonaws.com"}),
        "delegated-token": "two words",
    }

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await form(pilot, operation, proof=proofs.get(name, ""), **typed)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
@pytest.mark.parametrize("profile", ["oncall", "payments-prod/OnCall"], ids=["user", "role"])
def test_compared(snap_compare: Any, services: Services, profile: str, size: tuple[int, int]) -> None:
    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app: Any = pilot.app
        app.push_screen(OperationsScreen(profile, services.comparison(profile)))
        await settled(pilot)
        await pilot.press("down", "down", "down")
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)
