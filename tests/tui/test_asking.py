"""Who am I and whose keys are these, on the screen: tables filled as AWS answers, failures as their rows."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from stsui.answers import KEY_HEADINGS, IdentityAnswer, KeyAnswer
from stsui.errors import StsuiError
from stsui.model import Operation
from stsui.practice import Fault, PracticeAws
from stsui.services import Services
from stsui.tui.app import StsuiApp
from stsui.tui.asking import MOST_KEYS
from stsui.tui.messages import KeysOpened, OperationChosen
from stsui.tui.screens.identities import IdentitiesScreen
from stsui.tui.screens.key_info import KeyInfoScreen
from stsui.tui.widgets.answer_table import AnswerRow, AnswerTable
from stsui.tui.widgets.lines import Page
from tests.tui.conftest import make_app, on_screen, settled
from tests.tui.fakes import NOON

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
COMPUTED = "ASIAQNZGKIQY56JQ7WML"
"""An id that holds the account 029608264753."""
ONCALL = "AKIAIOSFODNN7EXAMPLE"


def said(app: Any) -> str:
    """The text of the table on the screen."""
    return str(app.screen.lines.plain)


# ------------------------------------------------------------------ who am I


def test_all_marked_are_one_table(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.home.table.marked = {"deploy", "intern", "lost-source"}
        await pilot.press("w")
        await settled(pilot)
        await pilot.press("enter")  # both sessions have to be started first
        await settled(pilot)
        await settled(pilot)
        assert isinstance(app.screen, IdentitiesScreen)
        text = said(app)
        assert "arn:aws:iam::111122223333:user/deploy" in text
        assert "arn:aws:iam::111122223333:user/intern" in text
        assert text.count("IAM user") == 2
        assert "does not exist" in text, "one that cannot be asked is a row with its reason"
        assert "1 could not be asked" in str(app.screen.box.border_subtitle)
        await pilot.press("y")
        await settled(pilot)
        lines = app.clipboard.splitlines()
        assert lines[0] == "| PROFILE | ACCOUNT | NAME | KIND | ARN | USER ID | KEY | EXPIRES (UTC) | NOTE |"
        assert len(lines) == 5
        await pilot.press("t")
        await settled(pilot)
        rows = [line.split("\t") for line in app.clipboard.splitlines()]
        assert {len(row) for row in rows} == {9}
        keys = {row[0]: row[6] for row in rows}
        assert keys["deploy"] == practised.manager.statuses()["deploy"].access_key_id
        await pilot.press("escape")
        assert app.screen is app.home

    on_screen(practised, talk)
    assert [call.operation for call in aws.calls].count("GetCallerIdentity") == 2


def test_what_aws_refuses_is_said_in_the_rows(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        practised.manager.obtain("deploy", app.codes())
        app.look_at_sessions()
        await settled(pilot)
        aws.faults.add(Fault(operation="GetCallerIdentity", kind="region-disabled"))
        app.home.table.go_to("deploy")
        await pilot.press("w")
        await settled(pilot)
        await settled(pilot)
        assert "Region" in said(app)
        assert "1 could not be asked" in str(app.screen.box.border_subtitle)  # type: ignore[attr-defined]

    on_screen(practised, talk)


def test_rows_wait_for_their_answers() -> None:
    screen = IdentitiesScreen(("a", "b"))
    assert [row.sentence for row in screen.table.rows] == ["asking AWS…"] * 2


# ------------------------------------------------------------------ whose keys


def test_a_long_term_profile_asks_by_itself(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.post_message(OperationChosen(Operation.GET_ACCESS_KEY_INFO, "deploy"))
        await settled(pilot)
        screen: Any = app.screen
        screen.area.post_message(events.Paste(f"leaked {ONCALL} and\n{COMPUTED}, {ONCALL}"))
        await settled(pilot)
        await settled(pilot)
        text = said(app)
        assert "111122223333" in text
        assert "profile oncall" in text
        assert "temporary" in text
        assert text.count(ONCALL) == 1
        await pilot.press("y")
        await settled(pilot)
        assert app.clipboard.splitlines()[0] == "| " + " | ".join((*KEY_HEADINGS, "NOTE")) + " |"

    on_screen(practised, talk)
    assert [call.operation for call in aws.calls] == ["GetAccessKeyInfo"] * 2


def test_without_a_session_the_ids_alone_are_read(practised: Services, aws: PracticeAws) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.post_message(KeysOpened("payments-dev/ReadOnly"))
        await settled(pilot)
        screen: Any = app.screen
        await pilot.press(*COMPUTED.lower().upper())
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert "029608264753" in said(app)
        assert "the id itself" in said(app)
        assert "has no session" in str(screen.about.content)
        assert aws.calls == []
        await pilot.press("ctrl+s")
        await settled(pilot)
        await pilot.press(*aws.company.users["oncall"].mfa.code())
        await settled(pilot)
        await settled(pilot)
        assert app.screen is screen
        assert "AWS is asked as payments-dev/ReadOnly" in str(screen.about.content)
        assert aws.calls[-1].operation == "GetAccessKeyInfo"

    on_screen(practised, talk)


def test_megabytes_may_be_pasted(services: Services) -> None:
    ids = [f"AKIA{number:016d}" for number in range(MOST_KEYS + 50)]
    text = (" " + "x" * 20_000 + " ").join(ids)

    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.post_message(KeysOpened(None))
        await settled(pilot)
        screen: Any = app.screen
        screen.area.post_message(events.Paste(text))
        await settled(pilot)
        assert len(screen.table.rows) == MOST_KEYS
        assert f"250 keys, of which the first {MOST_KEYS}" in str(screen.about.content)

    assert len(text) > 4_000_000
    on_screen(services, talk)


def test_a_text_without_keys(services: Services) -> None:
    async def talk(app: StsuiApp, pilot: Pilot[Any]) -> None:
        app.post_message(KeysOpened(None))
        await settled(pilot)
        screen: Any = app.screen
        screen.area.post_message(events.Paste("nothing \x1b[31mof the kind"))
        await settled(pilot)
        assert "no access key id" in str(screen.about.content)
        assert screen.table.rows == []

    on_screen(services, talk)


# ------------------------------------------------------------------ tables


def test_what_has_no_room_goes_below_its_row() -> None:
    table = AnswerTable(("A", "B", "C"), [AnswerRow(("name", "b" * 30, "c"))], ("B",))

    def drawn(width: int) -> list[str]:
        return ["".join(text for text, _ in line).rstrip() for line in table.page(Page(width))]

    assert drawn(80)[1].split() == ["name", "b" * 30, "c"]
    assert drawn(34)[1].split() == ["name", "c"]
    assert drawn(34)[2].strip() == "b" * 30


def test_copied_cells_stay_cells() -> None:
    table = AnswerTable(
        ("A", "B"), [AnswerRow(("x|y\\", "1\t2\n3")), AnswerRow(("z",), "no", failed=True)], ()
    )
    assert table.markdown().splitlines()[2] == "| x\\|y\\\\ | 1 2 3 |  |"
    assert [line.count("\t") for line in table.tsv().splitlines()] == [2, 2, 2]


# ------------------------------------------------------------------ pictures


@SIZES
def test_who_am_i_picture(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    answers = (
        IdentityAnswer(
            profile="oncall",
            account_id="111122223333",
            account_name="identity",
            arn="arn:aws:iam::111122223333:user/oncall",
            user_id="AIDAEXAMPLE",
            access_key_id="ASIAIOSFODNN7EXAMPLE",
            expires_at=NOON,
        ),
        IdentityAnswer(profile="lost", error=StsuiError("AWS could not be reached.", "Try again.")),
        IdentityAnswer(
            profile="payments-prod/OnCall",
            account_id="444455556666",
            account_name="payments-prod",
            arn="arn:aws:sts::444455556666:assumed-role/OnCall/kim",
            user_id="AROAEXAMPLEID:kim",
            access_key_id="ASIAIOSFODNN8EXAMPLE",
            expires_at=NOON,
        ),
    )

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        screen = IdentitiesScreen([*(each.profile or "" for each in answers), "late"])
        await pilot.app.push_screen(screen)
        for answer in answers:
            screen.take(answer)
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)


@SIZES
def test_keys_picture(snap_compare: Any, services: Services, size: tuple[int, int]) -> None:
    answers = (
        KeyAnswer(
            key_id=ONCALL,
            kind="long-term",
            computed=None,
            said="111122223333",
            account_name="identity",
            ours=("profile oncall",),
        ),
        KeyAnswer(key_id=COMPUTED, kind="temporary", computed="029608264753"),
    )

    async def act(pilot: Pilot[None]) -> None:
        await settled(pilot)
        screen = KeyInfoScreen("oncall")
        await pilot.app.push_screen(screen)
        screen.area.take(f"leaked: {ONCALL} {COMPUTED}")
        screen.show(answers, "2 keys. AWS is asked as oncall.", startable=False)
        await settled(pilot)

    assert snap_compare(make_app(services), terminal_size=size, run_before=act)
