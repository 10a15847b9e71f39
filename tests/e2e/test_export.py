"""`export` into real shells, for profiles with names that nobody should have chosen."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stsui.practice import PracticeAws

from .conftest import STSUI, stsui

STSUI_WORDS = shlex.join(STSUI)
SHOW = f"{sys.executable} -c 'import os, json; print(json.dumps(dict(os.environ)))'"
NAMES = [
    "two words",
    "it's",
    "$(touch pwned)",
    "`touch pwned`",
    "a;touch pwned",
    "a&&b|c>pwned",
    "ünï❄",
    "a*?b",
]


@pytest.fixture
def hostile(aws: PracticeAws, environ: dict[str, str]) -> dict[str, str]:
    """A machine whose config has profiles with hostile names, all of them of one user."""
    user = aws.company.users["deploy"]
    sections = [
        f"[profile {json.dumps(name, ensure_ascii=False) if ' ' in name else name}]\n"
        f"region = eu-west-1\naws_access_key_id = {user.access_key_id}\n"
        f"aws_secret_access_key = {user.secret_access_key}\n"
        for name in NAMES
    ]
    Path(environ["AWS_CONFIG_FILE"]).write_text("\n".join(sections), encoding="utf-8")
    return environ | {"LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize(
    ("shell", "load"),
    [
        *((shell, f'eval "$({STSUI_WORDS} export "$NAME")"') for shell in ("bash", "zsh", "dash")),
        ("fish", f"{STSUI_WORDS} export $NAME | source"),
    ],
    ids=["bash", "zsh", "dash", "fish"],
)
class TestHostileNames:
    def test_arrive_as_they_are(self, shell: str, load: str, hostile: dict[str, str], tmp_path: Path) -> None:
        if not shutil.which(shell):
            pytest.skip(f"{shell} is not installed")
        listed = [item["profile"] for item in json.loads(stsui("list", "--json", environ=hostile).stdout)]
        names = [name for name in NAMES if name in listed]
        assert len(names) >= 6
        for name in names[:4] + names[-2:]:
            done = subprocess.run(
                [shell, "-c", f"{load}\n{SHOW}"],
                env=hostile | {"SHELL": f"/bin/{shell}", "NAME": name, "AWS_PROFILE": "stale"},
                capture_output=True,
                text=True,
                encoding="utf-8",
                cwd=tmp_path,
                timeout=60,
                check=True,
            )
            seen = json.loads(done.stdout)
            assert seen.get("STSUI_PROFILE") == name, done.stderr
            assert seen["AWS_ACCESS_KEY_ID"].startswith("ASIA")
            assert "AWS_PROFILE" not in seen
        assert not (tmp_path / "pwned").exists()


class TestForms:
    def test_an_unknown_shell_is_asked_about_before_anything_else(
        self, aws: PracticeAws, environ: dict[str, str]
    ) -> None:
        done = stsui("export", "deploy", environ=environ | {"SHELL": "/bin/tcsh"}, code=2)
        assert "tcsh" in done.stderr
        assert aws.calls == []

    def test_what_a_form_cannot_unset_is_said(self, environ: dict[str, str]) -> None:
        done = stsui("export", "deploy", "--format", "json", environ=environ | {"AWS_PROFILE": "root"})
        assert json.loads(done.stdout)["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        assert "AWS_PROFILE would shadow these credentials" in done.stderr

    def test_process_is_what_credential_process_prints(self, environ: dict[str, str]) -> None:
        exported = stsui("export", "deploy", "--format", "process", environ=environ).stdout
        assert exported == stsui("credential-process", "deploy", environ=environ).stdout

    def test_a_full_disk_is_a_sentence(self, environ: dict[str, str]) -> None:
        full_device = Path("/dev/full")
        if not full_device.exists():
            pytest.skip("there is no full device here")
        with full_device.open("w") as full:
            done = subprocess.run(
                [*STSUI, "export", "deploy"],
                env=environ,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode == 1
        assert done.stderr == "stsui: The system refused: No space left on device.\n"
