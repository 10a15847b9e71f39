"""Texts pasted into forms: from the terminal or the desktop's clipboard, whole, or not at all, and judged."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from stsui.model import Operation
from stsui.practice.tokens import TokenMint
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.operation import OperationDialog
from stsui.tui.widgets.entry import MOST
from stsui.tui.widgets.field import Field, ParameterField
from stsui.tui.widgets.proof_field import ProofField
from tests.tui.conftest import on_screen, settled
from tests.tui.fakes import NOON
from tests.tui.forms import FEDERATED, form, saml_mint

FEDERATE, DELEGATED = Operation.GET_FEDERATION_TOKEN, Operation.GET_DELEGATED_ACCESS_TOKEN
SAML, WEB = Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
POLICY = '{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}'

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for xclip is a shell script")
Desktop = Callable[[str], None]


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desktop:
    """Put a text on the desktop's clipboard, as far as its tool tells."""
    tool, holds = tmp_path / "bin" / "xclip", tmp_path / "clipboard.txt"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\nexec /bin/cat '{holds}'\n")
    tool.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(tool.parent))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")

    def put(text: str) -> None:
        holds.write_text(text, encoding="utf-8")

    return put


def jwt(minutes: int = 60) -> str:
    mint = TokenMint("https://idp.example.com", bytes, lambda: NOON - timedelta(hours=1))
    return mint.jwt({"sub": "repo:payments", "aud": "sts.amazonaws.com"}, timedelta(minutes=60 + minutes))


async def paste(pilot: Pilot[Any], field: Field, text: str) -> None:
    field.input.post_message(events.Paste(text))
    await settled(pilot)


def of(dialog: OperationDialog, parameter: str) -> ParameterField:
    return dialog.query_one(f"#field-{parameter.replace('_', '-')}", ParameterField)


# ------------------------------------------------------------------ the desktop's clipboard


@needs_shell
@pytest.mark.parametrize("operation", [SAML, WEB, DELEGATED])
def test_a_proof_comes_from_the_clipboard(services: Services, desktop: Desktop, operation: Operation) -> None:
    proofs = {SAML: saml_mint((FEDERATED,)), WEB: jwt(), DELEGATED: "trade-in"}
    desktop(proofs[operation])

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, operation)
        await pilot.press("ctrl+v")
        await settled(pilot)
        field = dialog.query_one(ProofField)
        assert field.proof
        assert field.proof.reveal() == proofs[operation]
        assert not field.problem
        assert operation is WEB or not dialog.go.disabled

    on_screen(services, talk)


@needs_shell
def test_the_clipboard_goes_into_the_field_that_is_edited(services: Services, desktop: Desktop) -> None:
    desktop("kim")

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, FEDERATE)
        of(dialog, "name").input.focus()
        await pilot.press("ctrl+v")
        await settled(pilot)
        assert of(dialog, "name").value == "kim"
        desktop(POLICY)
        of(dialog, "policy").input.focus()
        await pilot.press("ctrl+v")
        await settled(pilot)
        assert of(dialog, "policy").value == POLICY
        assert not dialog.go.disabled

    on_screen(services, talk)


@needs_shell
def test_with_nothing_edited_it_goes_into_the_first_long_text(services: Services, desktop: Desktop) -> None:
    desktop(POLICY)

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, FEDERATE)
        dialog.go.focus()
        dialog.cancel.focus()
        await pilot.press("ctrl+v")
        await settled(pilot)
        assert of(dialog, "policy").value == POLICY

    on_screen(services, talk)


@needs_shell
def test_an_empty_clipboard_takes_nothing_away(services: Services, desktop: Desktop) -> None:
    desktop("\n")

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, SAML, proof=saml_mint((FEDERATED,)))
        dialog.query_one(ProofField).input.focus()
        await pilot.press("ctrl+v")
        await settled(pilot)
        assert dialog.query_one(ProofField).problem == "There is no text on the clipboard."
        assert dialog.query_one(ProofField).proof

    on_screen(services, talk)


def test_where_there_is_no_clipboard_the_field_says_so(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, WEB)
        await pilot.press("ctrl+v")
        await settled(pilot)
        assert "Paste with the terminal's own key instead." in dialog.query_one(ProofField).problem

    on_screen(services, talk)


# ------------------------------------------------------------------ whole, or not at all


def test_lines_are_joined(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, FEDERATE, name="kim")
        dialog.query_one("#more").collapsed = False  # type: ignore[attr-defined]
        await settled(pilot)
        await paste(pilot, of(dialog, "tags"), "Project=Pegasus\r\n\nenv=prod\n")
        assert of(dialog, "tags").value == "Project=Pegasus, env=prod"
        assert dialog._request.plans[0].steps[-1].parameters.tags == (("Project", "Pegasus"), ("env", "prod"))

    on_screen(services, talk)


@pytest.mark.parametrize("parameter", ["name", "policy", "tags"])
def test_far_too_much_is_not_put_in(services: Services, parameter: str) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, FEDERATE)
        dialog.query_one("#more").collapsed = False  # type: ignore[attr-defined]
        await settled(pilot)
        field = of(dialog, parameter)
        await paste(pilot, field, "kept")
        await paste(pilot, field, "x" * (MOST + 1))
        assert field.value == "kept"
        assert field.problem == (
            f"Nothing was put in: the text has {MOST + 1:,} characters, more than anything here may have."
        )
        field.take("y" * 3_000_000)
        assert field.value == "kept"
        await paste(pilot, field, "x" * (MOST - 4))
        assert len(field.value) == MOST

    on_screen(services, talk)


# ------------------------------------------------------------------ judged beside the field

WRONG = {
    "junk": (SAML, "junk!", "neither base64, nor XML"),
    "a page without a form": (SAML, "<html>" + "<p>hello</p>" * 300_000, "no SAMLResponse in this page"),
    "a bomb": (
        SAML,
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Response>&b;</Response>',
        "entities",
    ),
    "UTF-16 in base64": (SAML, "PABhAD4A//4=", "not text once decoded"),
    "too long": (SAML, "A" * 100_001, "AWS takes 100,000"),
    "ran out": (SAML, saml_mint((FEDERATED,), lambda: NOON - timedelta(hours=1)), "ran out 55 min ago"),
    "half a token": (WEB, jwt()[:-60].rpartition(".")[0], "is it cut off?"),
    "a token of before": (WEB, jwt(-1), "ran out 1 min ago"),
    "a token too long": (WEB, f"e30.e30.{'a' * 20_000}", "4 to 20,000 characters"),
    "two words": (DELEGATED, "two words", "no blanks"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_proof_stands_beside_it(services: Services, case: str) -> None:
    operation, proof, words = WRONG[case]

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, operation, proof=proof)
        field = dialog.query_one(ProofField)
        assert words in field.problem
        assert not any(words in line for line in dialog.plan.told.problems), "it is said once"
        assert dialog.go.disabled
        assert field.proof
        assert field.proof.reveal() == proof, "nothing is lost"

    on_screen(services, talk)


def test_a_response_that_runs_out_in_the_form_is_not_sent(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        dialog = await form(pilot, SAML, proof=saml_mint((FEDERATED,)))
        assert not dialog.query_one(ProofField).problem
        dialog._clock.learn(NOON + timedelta(minutes=5))
        dialog.tick()
        await settled(pilot)
        assert "ran out" in dialog.query_one(ProofField).problem
        started: Any = dialog.go
        assert started.disabled

    on_screen(services, talk)
