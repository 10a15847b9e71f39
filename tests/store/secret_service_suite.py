"""The contract suite on a real Secret Service; run by `test_keyring.py` in a session bus of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.store.base import Store
from stsui.store.keyring import SERVICE, KeyringStore
from stsui.store.locks import SessionLocks
from stsui.store.vault import Vault, keyring_name
from tests.store.contract import StoreContract
from tests.store.examples import SECRET, example


class TestSecretService(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        store = KeyringStore(tmp_path, clock=Clock(), say=print)
        for number in range(3):
            Vault(SERVICE).delete(f"k{number}")
        return store


class TestInParts(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        locks = SessionLocks(tmp_path / "locks", clock=Clock(), say=print)
        return KeyringStore(
            tmp_path, clock=Clock(), say=print, vault=Vault("stsui-parts", locks, longest=700)
        )


def test_another_process_sees_the_session(tmp_path: Path) -> None:
    KeyringStore(tmp_path, clock=Clock(), say=print).put(example())
    script = (
        "import sys; from pathlib import Path; from stsui.clock import Clock\n"
        "from stsui.store.keyring import KeyringStore\n"
        "store = KeyringStore(Path(sys.argv[1]), clock=Clock(), say=print)\n"
        "print(store.get('k1').credentials.secret_access_key.reveal())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == SECRET


def test_it_is_the_real_one() -> None:
    assert "SecretService" in keyring_name()
