"""A store that fails: its sessions are kept in memory, and the person is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.base import Store
from stsui.store.file import FileStore
from stsui.store.memory import MemoryStore
from stsui.store.spare import SpareStore
from tests.store.contract import StoreContract
from tests.store.examples import example


class Failing(MemoryStore):
    """A store that works until it is broken."""

    name = "keyring"
    broken = False

    def _check(self) -> None:
        if self.broken:
            raise StoreFailed("The keyring is locked.", "Unlock it.")

    def get(self, key: str):  # type: ignore[no-untyped-def]
        self._check()
        return super().get(key)

    def put(self, session) -> None:  # type: ignore[no-untyped-def]
        self._check()
        super().put(session)

    def delete(self, key: str) -> bool:
        self._check()
        return super().delete(key)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def failing() -> Failing:
    return Failing()


@pytest.fixture
def spare(failing: Failing, said: list[str]) -> SpareStore:
    return SpareStore(failing, said.append)


class TestOnAWorkingStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return SpareStore(FileStore(tmp_path, clock=Clock(), say=print), print)


class TestOnABrokenStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        (tmp_path / "file").write_text("")
        return SpareStore(FileStore(tmp_path / "file", clock=Clock(), say=print), print)


def test_stamps_that_differ_stay_different(said: list[str]) -> None:
    """Python hashes -1 and -2 alike, and a folder that has just changed counts down from -1."""

    class Counting(MemoryStore):
        def stamp(self) -> int:
            return -1 - super().stamp()

    store = SpareStore(Counting(), said.append)
    before = store.stamp()
    store.put(example())
    assert store.stamp() != before


def test_it_is_told_once(spare: SpareStore, failing: Failing, said: list[str]) -> None:
    failing.broken = True
    spare.put(example())
    spare.put(example("k2"))
    assert spare.get("k1") == example()
    assert spare.get("k3") is None
    assert said == ["The keyring is locked. Sessions are kept by this process alone for now. Unlock it."]


def test_it_goes_back_when_the_store_works_again(spare: SpareStore, failing: Failing) -> None:
    failing.broken = True
    spare.put(example())
    failing.broken = False
    later = example(access_key_id="ASIAI44QH8DHBEXAMPLE")
    spare.put(later)
    assert spare.get("k1") == failing.get("k1") == later
    assert spare.entries() == [later.info]


def test_what_cannot_be_forgotten_is_told(spare: SpareStore, failing: Failing) -> None:
    spare.put(example())
    failing.broken = True
    with pytest.raises(StoreFailed, match="The keyring is locked"):
        spare.delete("k1")
