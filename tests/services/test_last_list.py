"""The list of the last time: the same as reading anew, or not used at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.services import Services
from stsui.services.last_list import FILE, WORTHWHILE, LastList


def write_config(folder: Path, count: int) -> None:
    rows = (
        f"[profile role-{n}]\nrole_arn = arn:aws:iam::444455556666:role/R{n}\nsource_profile = x\n"
        for n in range(count)
    )
    (folder / "config").write_text("[profile x]\nregion = eu-west-1\n" + "".join(rows))


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    write_config(tmp_path, WORTHWHILE)
    return {
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "STSUI_CONFIG": str(tmp_path / "config.yaml"),
        "STSUI_STATE_DIR": str(tmp_path / "state"),
        "STSUI_STORE": "file",
    }


@pytest.fixture
def kept(environ: dict[str, str]) -> LastList:
    services = Services.open(environ)
    services.last_list.keep(services.catalog)
    return services.last_list


def test_it_says_what_reading_the_files_says(kept: LastList, environ: dict[str, str]) -> None:
    assert kept.headings() == list(Services.open(environ).catalog.profiles.headings())


def test_an_edited_file_ends_it(kept: LastList, tmp_path: Path) -> None:
    write_config(tmp_path, WORTHWHILE + 1)
    assert kept.headings() is None


def test_a_file_that_has_come_ends_it(kept: LastList, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("accounts: {'444455556666': {name: payments-prod}}\n")
    assert kept.headings() is None


def test_another_environment_has_another_list(kept: LastList, environ: dict[str, str]) -> None:
    elsewhere = {**environ, "AWS_REGION": "us-east-1"}
    assert LastList(Path(environ["STSUI_STATE_DIR"]), elsewhere, Clock()).headings() is None


def test_a_short_list_is_not_worth_keeping(environ: dict[str, str], tmp_path: Path) -> None:
    write_config(tmp_path, WORTHWHILE - 2)
    services = Services.open(environ)
    services.last_list.keep(services.catalog)
    assert not (tmp_path / "state" / FILE).exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"environment": 1}', "\0"])
def test_a_damaged_one_is_not_used(kept: LastList, tmp_path: Path, damage: str) -> None:
    (tmp_path / "state" / FILE).write_text(damage)
    assert kept.headings() is None


def test_rows_of_another_shape_are_not_used(kept: LastList, tmp_path: Path) -> None:
    file = tmp_path / "state" / FILE
    said = json.loads(file.read_text())
    said["headings"][3] = ["role", "no such kind"]
    file.write_text(json.dumps(said))
    assert kept.headings() is None
