"""Who else can read: stsui's own files are closed, the person's are told about."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.services.secrecy import OWN, exposures, mend_own

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def notices() -> list[str]:
    return []


class TestOwn:
    def test_an_empty_machine_stays_empty(self, tmp_path: Path, notices: list[str]) -> None:
        mend_own(tmp_path / "state", Clock(), notices.append)
        assert notices == []
        assert list(tmp_path.iterdir()) == []

    def test_a_file_in_the_state_folders_place_holds_nothing(
        self, tmp_path: Path, notices: list[str]
    ) -> None:
        (tmp_path / "state").touch()
        mend_own(tmp_path / "state", Clock(), notices.append)
        assert notices == []

    @pytest.mark.parametrize("name", OWN)
    def test_a_folder_and_its_files(self, tmp_path: Path, notices: list[str], name: str) -> None:
        folder = tmp_path / name
        folder.mkdir()
        folder.chmod(0o755)
        for file, given in (("a.json", 0o644), ("b.lock", 0o666), ("c.json", 0o600)):
            (folder / file).write_text("x")
            (folder / file).chmod(given)
        mend_own(tmp_path, Clock(), notices.append)
        assert {mode(file) for file in folder.iterdir()} == {0o600}
        assert mode(folder) == 0o700
        assert len(notices) == 2
        assert "could be entered by others" in notices[0]
        assert f"2 files in {folder} could be read by others" in notices[1]
        mend_own(tmp_path, Clock(), notices.append)
        assert len(notices) == 2

    def test_other_things_in_that_folder_are_left_alone(self, tmp_path: Path, notices: list[str]) -> None:
        """STSUI_STATE_DIR may name any folder, a home folder even."""
        other = tmp_path / "pictures"
        other.mkdir()
        other.chmod(0o755)
        tmp_path.chmod(0o755)
        mend_own(tmp_path, Clock(), notices.append)
        assert (mode(other), mode(tmp_path)) == (0o755, 0o755)
        assert notices == []

    def test_what_a_link_leads_to_is_left_alone(self, tmp_path: Path, notices: list[str]) -> None:
        folder, target = tmp_path / "sessions", tmp_path / "target"
        folder.mkdir(mode=0o700)
        target.write_text("x")
        target.chmod(0o644)
        (folder / "a.json").symlink_to(target)
        mend_own(tmp_path, Clock(), notices.append)
        assert mode(target) == 0o644
        assert notices == []

    def test_a_folder_that_is_none_is_told(self, tmp_path: Path, notices: list[str]) -> None:
        (tmp_path / "locks").symlink_to(tmp_path)
        mend_own(tmp_path, Clock(), notices.append)
        assert ["is not a folder of stsui's own" in notice for notice in notices] == [True]


class TestThePersonsOwn:
    @pytest.fixture
    def environ(self, tmp_path: Path) -> dict[str, str]:
        for name in ("config", "credentials", "config.yaml"):
            (tmp_path / name).write_text("")
            (tmp_path / name).chmod(0o600)
        return {
            "AWS_CONFIG_FILE": str(tmp_path / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        }

    @pytest.mark.parametrize("given", [0o604, 0o640, 0o644])
    def test_keys_that_others_can_read(self, tmp_path: Path, environ: dict[str, str], given: int) -> None:
        (tmp_path / "credentials").chmod(given)
        ((message, mend),) = exposures(environ, tmp_path / "config.yaml")
        assert f"mode {given:04o}" in message
        assert mend == f"chmod 600 {tmp_path / 'credentials'}"
        assert mode(tmp_path / "credentials") == given, "it is the person's"

    @pytest.mark.parametrize("name", ["config", "config.yaml"])
    def test_commands_that_others_can_change(
        self, tmp_path: Path, environ: dict[str, str], name: str
    ) -> None:
        (tmp_path / name).chmod(0o666)
        ((message, mend),) = exposures(environ, tmp_path / "config.yaml")
        assert "have commands run as you" in message
        assert mend == f"chmod go-w {tmp_path / name}"

    def test_what_is_as_it_should_be(self, tmp_path: Path, environ: dict[str, str]) -> None:
        (tmp_path / "config").chmod(0o664)
        assert list(exposures(environ, tmp_path / "config.yaml")) == []

    def test_no_files_and_no_regular_ones(self, tmp_path: Path) -> None:
        environ = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path)}
        assert list(exposures(environ, tmp_path / "none")) == []
