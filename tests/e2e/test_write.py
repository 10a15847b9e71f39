"""`stsui write`: from the command to what other tools read."""

from __future__ import annotations

from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .conftest import stsui

ON_CALL = "payments-prod/OnCall"


@pytest.fixture
def started(aws: PracticeAws, environ: dict[str, str]) -> dict[str, str]:
    """A machine on which one session is running."""
    stsui("whoami", ON_CALL, "--mfa-code", aws.company.users["oncall"].mfa.code(), environ=environ)
    return environ


@pytest.fixture
def credentials(started: dict[str, str]) -> Path:
    return Path(started["AWS_SHARED_CREDENTIALS_FILE"])


def test_shows_first_then_writes_and_leaves_the_profile_what_it_is(
    aws: PracticeAws, started: dict[str, str], credentials: Path
) -> None:
    before = credentials.read_bytes()
    shown = stsui("write", ON_CALL, "--diff", environ=started).stdout
    assert f"+[{ON_CALL}]" in shown
    assert "+aws_secret_access_key = •••" in shown
    assert credentials.read_bytes() == before

    done = stsui("write", ON_CALL, environ=started)
    assert done.stdout == ""
    assert "was written into the section" in done.stderr
    assert credentials.read_bytes().startswith(before)

    calls = len(aws.calls)
    stsui("write", ON_CALL, "--as", "prod", "--renew", environ=started)
    assert [call.operation for call in aws.calls[calls:]] == ["AssumeRole"]


def test_a_name_that_will_not_do_costs_no_code(aws: PracticeAws, environ: dict[str, str]) -> None:
    done = stsui("write", ON_CALL, "--as", "two words", environ=environ, code=2)
    assert "cannot name a section" in done.stderr
    assert not aws.calls


def test_the_base_keys_survive_even_force(started: dict[str, str], credentials: Path) -> None:
    before = credentials.read_bytes()
    done = stsui("write", ON_CALL, "--as", "oncall", "--force", environ=started, code=2)
    assert "the very key" in done.stderr
    assert credentials.read_bytes() == before


def test_says_what_aws_tools_will_go_by_instead(started: dict[str, str]) -> None:
    with Path(started["AWS_CONFIG_FILE"]).open("a", encoding="utf-8") as config:
        config.write(
            "\n[profile own]\nrole_arn = arn:aws:iam::444455556666:role/OnCall\nsource_profile = oncall\n"
        )
    stsui("write", ON_CALL, "--as", "prod", environ=started)
    assert "has a role_arn for own" in stsui("write", ON_CALL, "--as", "own", environ=started).stderr


def test_clean_removes_nothing_that_still_works(started: dict[str, str], credentials: Path) -> None:
    stsui("write", ON_CALL, "--as", "prod", environ=started)
    assert "No expired sections" in stsui("write", "--clean", environ=started).stderr
    expired = credentials.read_text().replace("x_security_token_expires = 2", "x_security_token_expires = 1")
    credentials.write_text(expired)
    assert "1 expired section removed" in stsui("write", "--clean", environ=started).stderr
    assert "[prod]" not in credentials.read_text()


def test_says_that_it_is_kept_fresh_until_that_is_ended(started: dict[str, str], credentials: Path) -> None:
    shown = stsui("write", ON_CALL, "--as", "prod", "--keep", "--diff", environ=started).stdout
    assert "+x_stsui_keep = true" in shown
    written = stsui("write", ON_CALL, "--as", "prod", "--keep", environ=started).stderr
    again = stsui("write", ON_CALL, "--as", "prod", environ=started).stderr
    for said in (written, again):
        assert "the UI keeps it fresh while it runs" in said
    assert "fresh" not in stsui("write", ON_CALL, "--as", "prod", "--no-keep", environ=started).stderr
    assert "x_stsui_keep" not in credentials.read_text()


def test_says_what_is_missing(environ: dict[str, str]) -> None:
    stsui("write", environ=environ, code=2)
    stsui("write", ON_CALL, "--clean", environ=environ, code=2)
