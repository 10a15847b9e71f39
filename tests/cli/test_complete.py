"""What may come next on a command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from stsui.cli import main
from stsui.cli.commands.complete import candidates, words_of

CONFIG = """
[profile oncall]
[profile prod:admin]
[profile "two words"]
[profile $(touch)]
"""


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(CONFIG.replace("]\n", "]\nregion = eu-west-1\n"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


def words_after(*words: str) -> list[str]:
    return [candidate.word for candidate in candidates(words)]


def test_commands_first() -> None:
    assert {"list", "exec", "demo"} <= set(words_after(""))
    assert words_after("ex") == ["exec", "export"]
    assert not {"ui", "__complete"} & set(words_after(""))


def test_options_of_the_whole_and_of_a_command() -> None:
    assert words_after("--v") == ["--version"]
    assert words_after("export", "--f") == ["--format"]
    assert "--renew" in words_after("exec", "oncall", "--")


def test_values_of_an_option() -> None:
    assert words_after("export", "oncall", "--format", "p") == ["powershell", "process"]
    assert words_after("decode", "--profile", "on") == ["oncall"]
    assert words_after("completion", "") == ["bash", "zsh", "fish"]


def test_profiles_where_one_is_wanted() -> None:
    assert words_after("exec", "on") == ["oncall"]
    assert words_after("exec", "--renew", "on") == ["oncall"]
    assert words_after("exec", "--mfa-code", "123456", "on") == ["oncall"]
    assert "two words" in words_after("plan", "")
    assert words_after("plan", "oncall", "") == []
    assert words_after("whoami", "oncall", "prod") == ["prod:admin"]
    assert words_after("assume", "on") == ["oncall"]


def test_actions_of_a_command() -> None:
    assert words_after("mfa", "") == ["add", "list", "remove"]


def test_another_programs_words_are_left_alone() -> None:
    assert words_after("exec", "oncall", "--", "l") == []
    assert words_after("nonsense", "x") == []


@pytest.mark.parametrize(
    ("line", "words", "quote"),
    [
        ("stsui ", [""], ""),
        ("stsui ex", ["ex"], ""),
        ("stsui exec ", ["exec", ""], ""),
        ("stsui exec 'two w", ["exec", "two w"], "'"),
        ('stsui exec "two w', ["exec", "two w"], '"'),
        ("stsui exec two\\ w", ["exec", "two w"], ""),
        ("stsui", [""], ""),
    ],
)
def test_a_line_as_typed_is_taken_apart(line: str, words: list[str], quote: str) -> None:
    assert words_of(line) == (words, quote)


@pytest.mark.parametrize(
    ("line", "inserted"),
    [
        ("stsui plan prod:a", "admin\n"),
        ("stsui plan two", "two\\ words\n"),
        ("stsui plan 'two", "two words\n"),
        ("stsui plan $(", "\\$\\(touch\\)\n"),
    ],
)
def test_bash_gets_what_it_inserts(line: str, inserted: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["__complete", "bash", line, " \t\n\"'@><=;|&(:"]) == 0
    assert capsys.readouterr().out == inserted


def test_the_others_get_descriptions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["__complete", "fish", "lis"]) == 0
    assert capsys.readouterr().out == "list\tprofiles with account, role, kind, state and expiry\n"
