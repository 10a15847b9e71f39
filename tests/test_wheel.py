"""The wheel, built and installed into an empty environment, is the whole program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOAD_A_THEME = (
    "from stsui.tui.themes import load_theme, theme_directory; "
    "print(load_theme(theme_directory() / 'midnight.yaml').name)"
)


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        cwd=Path("/") if os.name == "posix" else None,
        env={**os.environ, **environment},
        timeout=300,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment that has the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (wheel,) = folder.glob("stsui-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "env")
    commands = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    # Most of what is installed is never imported here: it is compiled when it is.
    pip = (sys.executable, "-m", "pip", "--python", commands / "python")
    run(*pip, "install", "--quiet", "--no-compile", wheel)
    return commands


@pytest.mark.timeout(400)
@pytest.mark.xdist_group("wheel")
class TestTheInstalledWheel:
    def test_tells_its_version(self, installed: Path) -> None:
        from stsui import __version__

        assert run(installed / "stsui", "--version").strip() == f"stsui {__version__}"

    def test_lists_the_profiles_of_a_config(self, installed: Path, tmp_path: Path) -> None:
        config = tmp_path / "config"
        config.write_text("[profile readonly]\nrole_arn = arn:aws:iam::123456789012:role/ReadOnly\n")
        listing = run(
            installed / "stsui",
            "list",
            AWS_CONFIG_FILE=str(config),
            AWS_SHARED_CREDENTIALS_FILE=str(tmp_path / "none"),
            STSUI_CONFIG=str(tmp_path / "none.yaml"),
            STSUI_STATE_DIR=str(tmp_path / "state"),
            STSUI_STORE="file",
        )
        assert "readonly" in listing
        assert "123456789012" in listing.replace("-", "")

    def test_carries_its_themes(self, installed: Path) -> None:
        assert run(installed / "python", "-c", LOAD_A_THEME).strip() == "midnight"
