"""Forms of STS's operations opened, filled in and sent: what several tests of them share."""

from __future__ import annotations

import base64
from typing import Any

from textual import events
from textual.pilot import Pilot

from stsui.model import Operation
from stsui.practice.cast import SAML_PROVIDER
from stsui.practice.tokens import TokenMint
from stsui.tui.screens.operation import OperationDialog
from stsui.tui.screens.result import ResultScreen
from stsui.tui.widgets.field import ParameterField
from tests.tui.conftest import settled
from tests.tui.fakes import NOON

DEV = "777788889999"
FEDERATED = f"arn:aws:iam::{DEV}:role/Federated"
PIPELINE = f"arn:aws:iam::{DEV}:role/Pipeline"
FEDERATE, ROOT = Operation.GET_FEDERATION_TOKEN, Operation.ASSUME_ROOT
SAML, WEB = Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
TOKEN, DELEGATED = Operation.GET_WEB_IDENTITY_TOKEN, Operation.GET_DELEGATED_ACCESS_TOKEN


async def form(
    pilot: Pilot[Any], operation: Operation, profile: str = "oncall", proof: str = "", **typed: str
) -> OperationDialog:
    """The form with this proof pasted and these texts typed."""
    app: Any = pilot.app
    app.open_form(operation, profile)
    await settled(pilot)
    dialog: OperationDialog = app.screen
    if proof:
        dialog.query_one("#proof").query_one("ProofInput").post_message(events.Paste(proof))
        await settled(pilot)
    for name, text in typed.items():
        dialog.query_one(f"#field-{name.replace('_', '-')}", ParameterField).value = text
        await settled(pilot)
    return dialog


async def started(pilot: Pilot[Any], code: str = "") -> ResultScreen:
    """The result, once the form's button is pressed."""
    app: Any = pilot.app
    assert not app.screen.go.disabled, app.screen._problems()
    await pilot.press(*code) if code else app.screen.go.press()
    await settled(pilot)
    await settled(pilot)
    assert isinstance(app.screen, ResultScreen), app.screen
    return app.screen


def saml_mint(roles: tuple[str, ...], now: Any = lambda: NOON) -> str:
    """A response that offers these roles."""
    mint = TokenMint("https://idp.example.com", bytes, now)
    first, *more = (f"{role},{SAML_PROVIDER}" for role in roles)
    # The mint escapes what it is given, so further roles are let in by hand.
    text = "</AttributeValue><AttributeValue>".join([first, *more])
    response = mint.saml_response({"Role": text, "RoleSessionName": "kim"})
    document = base64.b64decode(response).decode().replace("&lt;", "<").replace("&gt;", ">")
    return base64.b64encode(document.encode()).decode()
