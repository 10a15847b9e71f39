"""Getting about in a form: the order of its fields, what is folded away, and the mouse."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from stsui.model import NO_PARAMETERS, Operation
from stsui.parameters import TAKEN
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.screens.start import StartDialog
from stsui.tui.widgets.field import ParameterField
from tests.test_rules_both_ways import EDGES
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import CONFIG, make_services

ON_CALL = "payments-prod/OnCall"
TOO_LONG = """
[profile too-long]
role_arn = arn:aws:iam::888899990000:role/Long
source_profile = oncall
duration_seconds = 50000
"""


async def opened(app: StsuiApp, pilot: Pilot[Any]) -> StartDialog:
    await settled(pilot)
    app.open_dialog((ON_CALL,))
    await settled(pilot)
    assert isinstance(app.screen, StartDialog)
    return app.screen


async def focused(pilot: Pilot[Any], key: str) -> str | None:
    """What has the focus after a key."""
    await pilot.press(key)
    await settled(pilot)
    assert pilot.app.focused
    return pilot.app.focused.id


async def test_tab_goes_from_top_to_bottom(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        assert dialog.code.input.has_focus, "the code comes first"
        assert [await focused(pilot, "tab") for _ in range(4)] == ["changes", "start", "cancel", "token-code"]
        assert await focused(pilot, "shift+tab") == "cancel"


async def test_fields_are_made_when_they_are_unfolded(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        assert not dialog.query(ParameterField)
        assert await focused(pilot, "tab") == "changes"
        await pilot.press("enter", "tab")
        await settled(pilot)
        assert app.focused is dialog.query_one("#field-duration-seconds", ParameterField).input
        assert not dialog.query("#field-external-id")


async def test_what_was_typed_stays_when_folded_with_the_mouse(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        await pilot.click("#changes")
        await settled(pilot)
        field = dialog.query_one("#field-role-session-name", ParameterField)
        field.value = "incident-42"
        await settled(pilot)
        await pilot.click("#changes")
        await settled(pilot)
        assert not field.region
        await pilot.click("#changes")
        await settled(pilot)
        assert field.region
        assert field.value == "incident-42"


async def test_the_buttons_take_clicks(services: Services) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await opened(app, pilot)
        await pilot.click("#start")
        await settled(pilot)
        assert dialog.code.problem == "Needed: the six digits that the device shows."
        await pilot.click("#cancel")
        await settled(pilot)
        assert app.screen is app.home


async def test_a_configured_mistake_is_unfolded_at_its_field(tmp_path: Path) -> None:
    app = make_app(make_services(tmp_path, config=CONFIG + TOO_LONG))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.open_dialog(("too-long",))
        await settled(pilot)
        dialog: Any = app.screen
        field = dialog.query_one("#field-duration-seconds", ParameterField)
        assert "12 h" in field.problem
        assert not dialog.plan.told.problems, "it is said once"


@pytest.mark.parametrize("operation", [each for each in TAKEN if TAKEN[each]])
async def test_a_broken_limit_is_told_beside_its_field_as_it_is_typed(
    services: Services, operation: Operation
) -> None:
    app = make_app(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.open_form(operation, "oncall")
        await settled(pilot)
        dialog: Any = app.screen
        dialog.query_one("#more").collapsed = False
        await settled(pilot)
        fields = {field.spec.parameter: field for field in dialog.query(ParameterField)}
        tried = 0
        beyond_limits = {name: beyond for each, name, _, beyond in EDGES if each is operation}
        for name, beyond in beyond_limits.items():
            field = fields[name]
            field.value = field.spec.show(replace(NO_PARAMETERS, **{name: beyond}))
            if as_typed(field, beyond):
                tried += 1
                await pilot.pause()
                assert field.problem, (name, field.value[:50])
                assert dialog.go.disabled
            field.value = field.initial
            await pilot.pause()
            assert not field.problem
        assert tried


def as_typed(field: ParameterField, value: object) -> bool:
    """Whether a value can be typed at all: blanks at an end cannot, nor a duration below nothing."""
    with suppress(ValueError):
        return value in (None, ()) or bool(field.value and field.spec.read(field.value) == value)
    return False
