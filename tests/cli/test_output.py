from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stsui.cli.output import LONGEST, good_until, say, table, visible, width
from tests.store.examples import example


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – ünï ❄", "plain – ünï ❄"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("two\nlines\ttab", "two\\nlines\\ttab"),
        ("right\u202eleft", "right\\u202eleft"),
        ("\x9b31m", "\\x9b31m"),
        ("lone \udcff", "lone \\udcff"),
        ("\x7f\x07\x08", "\\x7f\\x07\\x08"),
    ],
)
def test_nothing_steers_the_terminal(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_columns_line_up_by_cells() -> None:
    lines = table([("東京", "x"), ("e\u0301a", "y"), ("abc", "z")], ("NAME", "WHAT")).splitlines()
    assert [
        width(line[: line.index(mark)]) for line, mark in zip(lines, ("W", "x", "y", "z"), strict=True)
    ] == [6] * 4


def test_a_hostile_cell_keeps_its_row() -> None:
    assert len(table([("a\nb", "c")]).splitlines()) == 1


def test_a_long_cell_widens_its_own_row_alone() -> None:
    long, short = "x" * 300, "prod"
    lines = table([(long, "a"), (short, "b")], ("NAME", "WHAT"), widest=10).splitlines()
    assert lines == [f"{'NAME':10}  WHAT", f"{long}  a", f"{short:10}  b"]


def test_no_rows_are_no_text() -> None:
    assert table([]) == ""


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_the_end_of_a_session_is_told_in_every_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    soon = example(issued_at=now, expires_at=now + timedelta(hours=1))
    never = example(issued_at=now, expires_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    assert good_until(soon) == f", good until {soon.info.expires_at.astimezone():%H:%M}"
    assert good_until(never).startswith(", good until 9999-12-")


def test_a_name_of_ten_thousand_characters_floods_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"There is no profile {'x' * 10_000}.")
    said = capsys.readouterr().err
    assert said.startswith("stsui: There is no profile xxx")
    assert len(said) < LONGEST + 20
