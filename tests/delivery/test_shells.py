"""Export text, read back by the real shells wherever one is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stsui.delivery.environment import SHADOWING
from stsui.delivery.shells import Format, default_format, export_text, unset_text
from stsui.errors import ConfigurationError
from stsui.model import Session

from .conftest import make_session

HOSTILE = [
    "plain",
    "two words",
    "it's",
    'say "hi"',
    "$(touch pwned)",
    "`touch pwned`",
    "$HOME ${HOME}",
    "a;touch pwned;b",
    "a\ntouch pwned\nb",
    "ends with a backslash\\",
    "\\'; touch pwned; '\\",
    "'; touch pwned; '",
    "!! !touch",
    "~/x * ? [a]",
    "%PATH% ^& | > <",
    "#comment",
    "-n",
    "",
    "ünï ❄ \u2019; touch pwned; \u2018",
    "tab\tbell\a escape\x1b[31m",
]

SHELLS = [
    *((name, Format.ENV, 'eval "$(cat "$TEXT")"') for name in ("sh", "bash", "dash", "zsh")),
    ("fish", Format.FISH, "cat $TEXT | source"),
    ("pwsh", Format.POWERSHELL, "Get-Content -Raw $Env:TEXT | Invoke-Expression"),
    ("nu", Format.NU, "load-env (open --raw $env.TEXT | from nuon)"),
]
SHOW = f'"{sys.executable}" -c "import os, json; print(json.dumps(dict(os.environ)))"'

CALLING = {"pwsh": "& ", "nu": "^"}
"""What a shell wants before a command whose name is in quotes."""


def environment_after(shell: str, load: str, text: str, folder: Path) -> dict[str, str]:
    """The variables that a child of `shell` sees after it took in `text`."""
    (folder / "text").write_text(text, encoding="utf-8")
    stale = dict.fromkeys(SHADOWING, "stale")
    show = CALLING.get(shell, "") + SHOW
    done = subprocess.run(
        [shell, "-c", f"{load}\n{show}"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        check=True,
        env={**os.environ, **stale, "TEXT": str(folder / "text"), "LC_ALL": "C.UTF-8"},
        timeout=60,
    )
    assert not (folder / "pwned").exists()
    assert done.stderr == ""
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(("shell", "form", "load"), SHELLS, ids=[name for name, _, _ in SHELLS])
class TestARealShell:
    @pytest.fixture(autouse=True)
    def installed(self, shell: str) -> None:
        if not shutil.which(shell):
            pytest.skip(f"{shell} is not installed")

    @pytest.mark.parametrize("profile", HOSTILE)
    def test_gets_a_hostile_profile_name_as_it_is(
        self, shell: str, form: Format, load: str, profile: str, tmp_path: Path
    ) -> None:
        seen = environment_after(shell, load, export_text(make_session(profile), form), tmp_path)
        assert seen.get("STSUI_PROFILE", "") == profile

    @pytest.mark.parametrize("token", HOSTILE[1:16])
    def test_gets_a_hostile_token_as_it_is(
        self, shell: str, form: Format, load: str, token: str, tmp_path: Path
    ) -> None:
        seen = environment_after(shell, load, export_text(make_session(token=token), form), tmp_path)
        assert seen["AWS_SESSION_TOKEN"] == token

    def test_gets_the_session_and_loses_what_would_shadow_it(
        self, shell: str, form: Format, load: str, session: Session, tmp_path: Path
    ) -> None:
        seen = environment_after(shell, load, export_text(session, form), tmp_path)
        assert seen["AWS_ACCESS_KEY_ID"] == "ASIAIOSFODNN7EXAMPLE"
        assert seen["AWS_SECRET_ACCESS_KEY"] == "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        assert seen["AWS_REGION"] == seen["AWS_DEFAULT_REGION"] == "eu-west-1"
        assert seen["AWS_ACCOUNT_ID"] == "444455556666"
        assert seen["AWS_SESSION_EXPIRATION"] == "2026-03-14T13:00:00Z"
        assert not set(SHADOWING) & set(seen)


class TestFishEval:
    def test_takes_the_lines_joined_by_spaces(self, session: Session, tmp_path: Path) -> None:
        if not shutil.which("fish"):
            pytest.skip("fish is not installed")
        seen = environment_after("fish", "eval (cat $TEXT)", export_text(session, Format.FISH), tmp_path)
        assert seen["AWS_SESSION_TOKEN"] == "FwoGZXIvYXdzEXAMPLE=="


class TestPowershell:
    def test_doubles_every_quote_that_powershell_takes_for_one(self) -> None:
        text = export_text(make_session("a'b\u2019c\u201ad"), Format.POWERSHELL)
        assert "$Env:STSUI_PROFILE = 'a''b\u2019\u2019c\u201a\u201ad'\n" in text

    def test_clears_what_would_shadow(self, session: Session) -> None:
        assert "Remove-Item -ErrorAction SilentlyContinue Env:AWS_PROFILE\n" in export_text(
            session, Format.POWERSHELL
        )


class TestCmd:
    def test_quotes_name_and_value_together(self, session: Session) -> None:
        lines = export_text(session, Format.CMD).splitlines()
        assert 'set "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE"' in lines
        assert 'set "AWS_PROFILE="' in lines

    @pytest.mark.parametrize("token", ['a"&calc', "%PATH%", "a!b!", "a\r\ncalc", "a^b"])
    def test_refuses_what_it_cannot_quote(self, token: str) -> None:
        with pytest.raises(ConfigurationError, match="AWS_SESSION_TOKEN") as caught:
            export_text(make_session(token=token), Format.CMD)
        assert token not in str(caught.value)

    def test_a_profile_of_any_name_can_be_exported(self) -> None:
        assert "calc" not in export_text(make_session('"&calc'), Format.CMD)


class TestDotenv:
    def test_has_bare_values_that_every_reader_agrees_on(self, session: Session) -> None:
        lines = export_text(session, Format.DOTENV).splitlines()
        assert "AWS_SESSION_TOKEN=FwoGZXIvYXdzEXAMPLE==" in lines
        assert not any("STSUI_PROFILE" in line for line in lines)

    def test_refuses_a_value_with_a_newline(self) -> None:
        with pytest.raises(ConfigurationError, match="dotenv"):
            export_text(make_session(token="a\nPATH=/tmp"), Format.DOTENV)


class TestNu:
    def test_takes_a_session_out_again(self, session: Session, tmp_path: Path) -> None:
        if not shutil.which("nu"):
            pytest.skip("nu is not installed")
        (tmp_path / "session").write_text(export_text(session, Format.NU), encoding="utf-8")
        load = "load-env (open --raw session | from nuon); load-env (open --raw $env.TEXT | from nuon)"
        seen = environment_after("nu", load, unset_text(Format.NU), tmp_path)
        assert not {"AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_REGION", "STSUI_PROFILE"} & seen.keys()

    def test_writes_a_record_with_nus_escapes(self) -> None:
        text = export_text(make_session('a\\u0041"\n\x1b❄'), Format.NU)
        assert "AWS_PROFILE: null, " in text
        assert ', AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE", ' in text
        assert text.endswith('STSUI_PROFILE: "a\\u{005c}u0041\\"\\n\\u{001b}❄"}\n')


class TestJson:
    def test_is_an_object_of_variables(self, session: Session) -> None:
        variables = json.loads(export_text(session, Format.JSON))
        assert variables["AWS_SESSION_TOKEN"] == "FwoGZXIvYXdzEXAMPLE=="
        assert variables["STSUI_PROFILE"] == "payments-prod/OnCall"

    def test_carries_any_text(self) -> None:
        for text in HOSTILE:
            assert json.loads(export_text(make_session(text), Format.JSON))["STSUI_PROFILE"] == text


def test_process_is_the_sdks_document(session: Session) -> None:
    assert json.loads(export_text(session, Format.PROCESS)) == {
        "Version": 1,
        "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "SessionToken": "FwoGZXIvYXdzEXAMPLE==",
        "Expiration": "2026-03-14T13:00:00Z",
        "AccountId": "444455556666",
    }


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.PROCESS])
def test_a_nul_character_is_refused(form: Format) -> None:
    with pytest.raises(ConfigurationError):
        export_text(make_session(token="a\0b"), form)


@pytest.mark.parametrize("form", list(Format))
def test_a_region_of_ones_own_wins(form: Format, session: Session) -> None:
    text = export_text(session, form, region="ap-south-1")
    assert "eu-west-1" not in text
    assert ("ap-south-1" in text) is (form is not Format.PROCESS)


@pytest.mark.parametrize(
    ("shell", "windows", "form"),
    [
        ("/bin/bash", False, Format.ENV),
        ("/usr/bin/zsh", False, Format.ENV),
        ("/opt/homebrew/bin/fish", False, Format.FISH),
        ("/usr/bin/nu", False, Format.NU),
        ("/usr/bin/pwsh", False, Format.POWERSHELL),
        (None, False, Format.ENV),
        (None, True, Format.POWERSHELL),
        ("C:\\Program Files\\Git\\bin\\bash.exe", True, Format.ENV),
    ],
)
def test_the_default_follows_the_shell(shell: str | None, windows: bool, form: Format) -> None:
    assert default_format({"SHELL": shell} if shell else {}, windows=windows) is form


def test_an_unknown_shell_is_asked_about() -> None:
    with pytest.raises(ConfigurationError, match=r"tcsh.*--format"):
        default_format({"SHELL": "/bin/tcsh"}, windows=False)
