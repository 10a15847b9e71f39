"""Forms opened from "which operation do I need?", to the practice AWS and back; what proofs say first."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.model import Operation, Session
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.operation import OperationDialog
from stsui.tui.screens.operations import OperationsScreen
from stsui.tui.widgets.field import ParameterField
from tests.tui.conftest import on_screen, settled
from tests.tui.forms import PIPELINE, SAML, WEB, form, started

ASSUME, SESSION = Operation.ASSUME_ROLE, Operation.GET_SESSION_TOKEN
POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


async def chosen(pilot: Pilot[Any], profile: str, operation: Operation) -> OperationDialog:
    """The form of an operation, opened with the keys from the list."""
    app: Any = pilot.app
    app.home.table.go_to(profile)
    await settled(pilot)
    await pilot.press("n")
    await settled(pilot)
    assert isinstance(app.screen, OperationsScreen)
    at = [option.id for option in app.screen.options.options].index(operation)
    await pilot.press(*["down"] * at, "enter")
    await settled(pilot)
    assert isinstance(app.screen, OperationDialog), app.screen
    return app.screen


async def fill(dialog: OperationDialog, pilot: Pilot[Any], **typed: str) -> None:
    for name, text in typed.items():
        dialog.query_one(f"#field-{name.replace('_', '-')}", ParameterField).value = text
        await settled(pilot)


def test_assume_role_with_everything_it_takes(practised: Services, aws: PracticeAws) -> None:
    arn = aws.company.role("payments-dev", "ReadOnly").arn

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await chosen(pilot, "oncall", ASSUME)
        assert dialog.go.disabled, "a role is needed"
        assert "Needed: Role" in dialog._needs()
        more: Any = dialog.query_one("#more")
        more.collapsed = False
        await settled(pilot)
        await fill(
            dialog,
            pilot,
            role_arn=arn,
            role_session_name="kim-{profile}",
            duration_seconds="15 min",
            external_id="a-secret-of-two",
            policy=POLICY,
            policy_arns=READ_ONLY,
            tags="Project=Pegasus, Team=Pay",
            transitive_tag_keys="Project",
            source_identity="kim",
        )
        dialog.code.input.focus()
        screen = await started(pilot, aws.company.users["oncall"].mfa.code())
        assert "assumed-role/ReadOnly/kim-oncall" in screen.lines.plain
        text = " ".join(screen.lines.plain.split())
        assert re.search(r"packed [█░]{10} \d+ % of the limit", text)
        assert re.search(r"token size [█░]{10} \d+ % of its limit, \d+ bytes", text)
        await pilot.press("escape")
        await settled(pilot)
        assert "oncall · ReadOnly · AssumeRole" in app.sessions

    on_screen(practised, talk)
    assert [call.operation for call in aws.calls] == ["GetSessionToken", "AssumeRole"]
    sent = aws.calls[-1].parameters
    assert sent == {
        "RoleArn": arn,
        "RoleSessionName": "kim-oncall",
        "DurationSeconds": 900,
        "ExternalId": "a-secret-of-two",
        "Policy": POLICY,
        "PolicyArns": [{"arn": READ_ONLY}],
        "Tags": [{"Key": "Project", "Value": "Pegasus"}, {"Key": "Team", "Value": "Pay"}],
        "TransitiveTagKeys": ["Project"],
        "SourceIdentity": "kim",
    }


def test_a_roles_own_form_gives_its_own_session(practised: Services, aws: PracticeAws) -> None:
    name = "payments-dev/ReadOnly"

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await chosen(pilot, name, ASSUME)
        await fill(dialog, pilot, duration_seconds="30 min")
        dialog.code.input.focus()
        await started(pilot, aws.company.users["oncall"].mfa.code())
        await pilot.press("escape")
        await settled(pilot)
        assert set(app.sessions) >= {name}
        assert app.called == {}

    on_screen(practised, talk)
    assert aws.calls[-1].parameters["DurationSeconds"] == 1800


@pytest.mark.parametrize(
    ("duration", "problem"),
    [("15 min", ""), ("36 h", ""), ("14 min", "15 min"), ("36 h 1 s", "36 h")],
)
def test_get_session_token_at_its_edges(
    practised: Services, aws: PracticeAws, duration: str, problem: str
) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await chosen(pilot, "oncall", SESSION)
        await fill(dialog, pilot, duration_seconds=duration)
        field = dialog.query_one("#field-duration-seconds", ParameterField)
        assert bool(field.problem) == dialog.go.disabled == bool(problem)
        if problem:
            assert problem in field.problem
            return
        dialog.code.input.focus()
        screen = await started(pilot, aws.company.users["oncall"].mfa.code())
        result = screen._result
        assert isinstance(result, Session)
        assert result.info.mfa
        assert "AWS takes no GetSessionToken credentials" in screen.without_console

    on_screen(practised, talk)
    seconds = {"15 min": [900], "36 h": [129_600]}.get(duration, [])
    assert [call.parameters["DurationSeconds"] for call in aws.calls] == seconds


def test_get_session_token_without_mfa_says_what_that_costs(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        await chosen(pilot, "deploy", SESSION)
        screen = await started(pilot)
        text = " ".join(screen.lines.plain.split())
        assert "Cannot call IAM unless MFA was given" in text

    on_screen(practised, talk)
    assert "SerialNumber" not in aws.calls[-1].parameters


def test_root_is_held_to_an_hour(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await chosen(pilot, "root", SESSION)
        await fill(dialog, pilot, duration_seconds="1 h 1 s")
        field = dialog.query_one("#field-duration-seconds", ParameterField)
        assert dialog.go.disabled
        assert "1 h" in field.problem

    on_screen(practised, talk)
    assert aws.calls == []


# ------------------------------------------------------------------ what a proof says, before it is sent


def said(dialog: OperationDialog) -> str:
    """What is told of the proof, on one line."""
    lines: Any = dialog.query_one("#said")
    return " ".join(lines.plain.split())


def test_a_tokens_claims_are_told_from_a_file_too(
    practised: Services, aws: PracticeAws, tmp_path: Path
) -> None:
    claims = {"sub": "repo:payments", "aud": OIDC_AUDIENCE, "ref": "main", "a\x1b[31mb": "\x1b[2Jc", "n": [1]}
    file = tmp_path / "token.jwt"
    file.write_text(aws.provider.jwt(claims), encoding="utf-8")

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.open_form(WEB, "oncall")
        await settled(pilot)
        dialog: Any = app.screen
        await fill(dialog, pilot, role_arn=PIPELINE)
        dialog.query_one("#more").collapsed = False
        await settled(pilot)
        await fill(dialog, pilot, web_identity_token_file=str(file) + "x")
        await settled(pilot)
        field = dialog.query_one("#field-web-identity-token-file", ParameterField)
        assert "does not exist" in field.problem
        await fill(dialog, pilot, web_identity_token_file=str(file))
        await settled(pilot)
        assert field.problem == ""
        text = said(dialog)
        assert "repo:payments" in text
        assert "ref: main" in text
        assert "n: [1]" in text
        assert "\x1b" not in text
        assert "left" in text
        assert aws.calls == [], "told before anything is sent"
        await started(pilot)

    on_screen(practised, talk)
    assert aws.calls[-1].operation == WEB


def test_a_token_file_that_ran_out_is_told_and_not_sent(
    practised: Services, aws: PracticeAws, tmp_path: Path
) -> None:
    file = tmp_path / "token.jwt"
    late = timedelta(seconds=-1)
    file.write_text(aws.provider.jwt({"sub": "s", "aud": OIDC_AUDIENCE}, late), encoding="utf-8")

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.open_form(WEB, "oncall")
        await settled(pilot)
        dialog: Any = app.screen
        await fill(dialog, pilot, role_arn=PIPELINE)
        dialog.query_one("#more").collapsed = False
        await settled(pilot)
        await fill(dialog, pilot, web_identity_token_file=str(file))
        await settled(pilot)
        assert "0:00:00 left" in said(dialog)
        assert dialog.go.disabled
        assert any("ran out" in problem.message for _, problem in dialog._problems())

    on_screen(practised, talk)
    assert aws.calls == []


def test_a_saml_responses_facts(practised: Services, aws: PracticeAws) -> None:
    attributes = {
        "Role": f"arn:aws:iam::777788889999:role/Federated,{SAML_PROVIDER}",
        "RoleSessionName": "kim",
    }
    proof = aws.provider.saml_response(attributes)

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, SAML, proof=proof)
        text = said(dialog)
        for fact in ("https://idp.example.com", "kim@example.com", "signin.aws.amazon.com/saml"):
            assert fact in text
        assert "777788889999/Federated" in text
        assert re.search(r"hand it in till \d\d:\d\d:\d\d UTC, 0:0[45]:\d\d left", text)
        assert "at the latest, says the provider" in text

    on_screen(practised, talk)
    assert aws.calls == []


@pytest.mark.parametrize("configured", [True, False])
def test_a_helper_can_supply_the_response(
    practised: Services, aws: PracticeAws, tmp_path: Path, configured: bool
) -> None:
    attributes = {
        "Role": f"arn:aws:iam::777788889999:role/Federated,{SAML_PROVIDER}",
        "RoleSessionName": "kim",
    }
    script = tmp_path / "idp.py"
    script.write_text(f"print({aws.provider.saml_response(attributes)!r})", encoding="utf-8")
    if configured:
        with (tmp_path / "config.yaml").open("a", encoding="utf-8") as config:
            config.write(f'saml_process: \'"{sys.executable}" "{script}"\'\n')
        practised = Services.open(practised.environ)

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, SAML)
        assert ("saml_process" in dialog._hint()) is configured
        await pilot.press("ctrl+r")
        await settled(pilot)
        await settled(pilot)
        assert bool(dialog._proof) is configured
        if configured:
            assert "kim@example.com" in said(dialog)
            await started(pilot)

    on_screen(practised, talk)
    assert [call.operation for call in aws.calls] == [SAML] * configured


def test_a_helper_can_supply_the_token(practised: Services, aws: PracticeAws, tmp_path: Path) -> None:
    script = tmp_path / "idp.py"
    token = aws.provider.jwt({"sub": "repo:payments", "aud": OIDC_AUDIENCE})
    script.write_text(f"print({token!r})", encoding="utf-8")
    with (tmp_path / "config.yaml").open("a", encoding="utf-8") as config:
        config.write(f'web_identity_process: \'"{sys.executable}" "{script}"\'\n')
    practised = Services.open(practised.environ)

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, WEB, role_arn=aws.company.role("payments-dev", "Pipeline").arn)
        assert "ctrl+r web_identity_process" in dialog._hint()
        await pilot.press("ctrl+r")
        await settled(pilot)
        await settled(pilot)
        assert "repo:payments" in said(dialog)
        await started(pilot)

    on_screen(practised, talk)
    assert [call.operation for call in aws.calls] == [WEB]


def test_the_roles_own_account_is_named(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog: Any = await chosen(pilot, "oncall", ASSUME)
        await fill(dialog, pilot, role_arn=aws.company.role("payments-prod", "OnCall").arn)
        text = " ".join(dialog.plan.plain.split())
        assert "Assume OnCall in payments-prod" in text, "not in the caller's account"
        assert dialog.dialog.has_class("-prod"), "in the colour of the account it goes to"

    on_screen(practised, talk)
