from __future__ import annotations

import json
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store import codec
from stsui.store.file import FileStore
from tests.store.contract import StoreContract
from tests.store.examples import SECRET, example

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links as POSIX has them")


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def store(tmp_path: Path, notices: list[str]) -> FileStore:
    return FileStore(tmp_path / "state", clock=Clock(), say=notices.append)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "sessions"


class TestFileStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> FileStore:
        return FileStore(tmp_path / "state", clock=Clock(), say=print)


class TestPrivacy:
    @posix
    def test_files_and_folders_are_their_owners_alone(self, store: FileStore, folder: Path) -> None:
        before = os.umask(0)
        try:
            store.put(example())
        finally:
            os.umask(before)
        assert stat.S_IMODE((folder / "k1.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700

    @posix
    def test_a_folder_open_to_others_is_closed_with_a_notice(
        self, store: FileStore, folder: Path, notices: list[str]
    ) -> None:
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        assert store.entries() == []
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert "0700" in notices[0]

    @posix
    def test_a_file_open_to_others_is_closed_with_a_notice(
        self, store: FileStore, folder: Path, notices: list[str]
    ) -> None:
        store.put(example())
        (folder / "k1.json").chmod(0o644)
        assert store.get("k1") == example()
        assert stat.S_IMODE((folder / "k1.json").stat().st_mode) == 0o600
        assert "0600" in notices[0]

    def test_reading_makes_no_folder(self, store: FileStore, folder: Path) -> None:
        assert store.get("k1") is None
        assert store.entries() == []
        assert store.stamp() == 0
        assert not folder.exists()


@posix
class TestLinks:
    def test_a_link_in_an_entrys_place_is_replaced_and_not_followed(
        self, store: FileStore, folder: Path, tmp_path: Path
    ) -> None:
        precious = tmp_path / "precious"
        precious.write_text("mine")
        folder.mkdir(parents=True)
        (folder / "k1.json").symlink_to(precious)
        store.put(example())
        assert precious.read_text() == "mine"
        assert not (folder / "k1.json").is_symlink()
        assert store.get("k1") == example()

    def test_a_link_is_not_read(self, store: FileStore, folder: Path, tmp_path: Path) -> None:
        store.put(example())
        (folder / "k1.json").rename(tmp_path / "elsewhere.json")
        (folder / "k1.json").symlink_to(tmp_path / "elsewhere.json")
        assert store.get("k1") is None
        assert store.entries() == []

    def test_a_linked_folder_is_refused(self, store: FileStore, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        folder.parent.mkdir()
        folder.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(StoreFailed, match="not a folder of stsui's own"):
            store.put(example())
        assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give folders away")
class TestForeignFolders:
    @pytest.mark.parametrize("place", ["state", "state/sessions"])
    def test_somebody_elses_folder_is_refused(self, store: FileStore, tmp_path: Path, place: str) -> None:
        store.put(example())
        os.chown(tmp_path / place, 65534, 65534)
        another = FileStore(tmp_path / "state", clock=Clock(), say=print)
        with pytest.raises(StoreFailed, match="belongs to another user"):
            another.get("k1")
        with pytest.raises(StoreFailed, match="belongs to another user"):
            another.put(example())


class TestDamage:
    @pytest.mark.parametrize("text", ["", "{", "null", "[]", '{"version":1}', "\x00" * 40, '{"version":2}'])
    def test_a_damaged_entry_is_set_aside_and_absent(self, store: FileStore, folder: Path, text: str) -> None:
        store.put(example())
        (folder / "k1.json").write_text(text)
        assert store.get("k1") is None
        assert (folder / "k1.json.corrupt").read_text() == text
        assert store.entries() == []
        store.put(example())
        assert store.get("k1") == example()

    def test_listing_sets_damaged_entries_aside_too(self, store: FileStore, folder: Path) -> None:
        store.put(example("good"))
        (folder / "bad.json").write_bytes(b"\xff\xfe")
        assert [info.key for info in store.entries()] == ["good"]
        assert (folder / "bad.json.corrupt").exists()

    def test_an_entry_under_anothers_name_is_damaged(self, store: FileStore, folder: Path) -> None:
        store.put(example())
        (folder / "k1.json").rename(folder / "k2.json")
        assert store.get("k2") is None

    @posix
    def test_a_folder_or_a_pipe_in_its_place_does_not_hang(self, store: FileStore, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "k1.json").mkdir()
        os.mkfifo(folder / "k2.json")
        assert store.get("k1") is None
        assert store.get("k2") is None

    def test_clearing_removes_damaged_entries(self, store: FileStore, folder: Path) -> None:
        store.put(example())
        (folder / "k1.json").write_text(f'{{"{SECRET}')
        assert store.get("k1") is None
        store.clear()
        assert list(folder.iterdir()) == []

    def test_what_a_killed_writer_left_is_swept_up(
        self, tmp_path: Path, store: FileStore, folder: Path
    ) -> None:
        store.put(example())
        old, young = folder / ".k1.json.7.0.tmp", folder / ".k1.json.8.0.tmp"
        old.write_text(SECRET)
        young.write_text(SECRET)
        os.utime(old, (0, 0))
        FileStore(tmp_path / "state", clock=Clock(), say=print).entries()
        assert not old.exists()
        assert young.exists()


@pytest.fixture
def as_another_user() -> None:
    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("root may write everywhere")


class TestTrouble:
    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "state").write_text("a file where the folder should be")
        store = FileStore(tmp_path / "state", clock=Clock(), say=print)
        with pytest.raises(StoreFailed, match="cannot be made"):
            store.put(example())
        assert store.get("k1") is None

    @pytest.mark.usefixtures("as_another_user")
    def test_a_folder_that_cannot_be_written_is_told(self, store: FileStore, folder: Path) -> None:
        store.put(example())
        folder.chmod(0o500)
        with pytest.raises(StoreFailed, match="permission is denied"):
            store.put(example())
        folder.chmod(0o700)
        assert store.get("k1") == example()

    @posix
    def test_nothing_is_left_half_written(self, store: FileStore, folder: Path) -> None:
        store.put(example())
        before = (folder / "k1.json").read_bytes()
        import resource

        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (16, limits[1]))
        try:
            with pytest.raises(StoreFailed):
                store.put(example(access_key_id="ASIAI44QH8DHBEXAMPLE"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert (folder / "k1.json").read_bytes() == before
        assert [path.name for path in folder.iterdir()] == ["k1.json"]


def test_listing_reads_only_what_has_changed(store: FileStore, folder: Path) -> None:
    for number in range(20):
        store.put(example(f"k{number}"))
    assert len(store.entries()) == 20
    # Same length, time and inode: it would be taken for damaged if it were read.
    for path in folder.glob("*.json"):
        status = path.stat()
        with path.open("r+") as file:
            file.write("x")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert len(store.entries()) == 20


def test_no_listing_holds_a_secret(store: FileStore) -> None:
    store.put(example())
    assert SECRET not in repr(store.entries())
    assert SECRET not in repr(store.get("k1"))


def test_the_file_is_plain_json(store: FileStore, folder: Path) -> None:
    store.put(example())
    document = json.loads((folder / "k1.json").read_text())
    assert document["version"] == 1
    assert document["info"]["expires_at"] == 1795352400000000


def test_a_thousand_sessions_are_listed_from_what_is_known(store: FileStore, folder: Path) -> None:
    for number in range(1000):
        store._files._folder.make()
        (folder / f"k{number}.json").write_text(codec.encode(example(f"k{number}")))
    assert len(store.entries()) == 1000
    opened: list[str] = []
    read = store._files._folder.read
    store._files._folder.read = lambda name: (opened.append(name), read(name))[1]  # type: ignore[method-assign]
    store.put(example("k7", access_key_id="ASIAI44QH8DHBEXAMPLE"))
    assert len(store.entries()) == 1000
    assert opened == ["k7.json"]


def test_the_stamp_stays_while_nothing_changes(tmp_path: Path) -> None:
    """Once the last change is longer ago than the folder's time of change is coarse."""
    later = Clock(lambda: time.time() + 5)
    store = FileStore(tmp_path, clock=later, say=print)
    store.put(example())
    assert store.stamp() == store.stamp() == FileStore(tmp_path, clock=later, say=print).stamp()
