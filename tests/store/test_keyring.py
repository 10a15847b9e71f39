"""The keyring store, on a keyring in memory and on the real Secret Service."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store import open_store, ready
from stsui.store.base import Store
from stsui.store.keyring import SERVICE, KeyringStore
from stsui.store.vault import NoKeyring, Vault
from tests.store.contract import StoreContract
from tests.store.examples import SECRET, example


class MemoryKeyring(KeyringBackend):
    """A keyring that keeps no secret longer than the process, and may be limited or locked."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, longest: int | None = None) -> None:
        super().__init__()
        self.secrets: dict[tuple[str, str], str] = {}
        self.longest = longest
        self.locked = False
        self.reads = 0

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        self.reads += 1
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        if self.longest and len(password.encode("utf-16-le")) > self.longest:
            raise ValueError("the stub received bad data")
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if (service, username) not in self.secrets:
            raise PasswordDeleteError("not found")
        del self.secrets[service, username]

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked("locked")


@pytest.fixture
def backend() -> Iterator[MemoryKeyring]:
    before, backend = keyring.core._keyring_backend, MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.core._keyring_backend = before


@pytest.fixture
def store(backend: MemoryKeyring, tmp_path: Path) -> KeyringStore:
    return KeyringStore(tmp_path, clock=Clock(), say=print)


class TestKeyringStore(StoreContract):
    @pytest.fixture
    def store(self, backend: MemoryKeyring, tmp_path: Path) -> Store:
        return KeyringStore(tmp_path, clock=Clock(), say=print)


class TestWithAShortLimit(StoreContract):
    """As on Windows."""

    @pytest.fixture
    def store(self, backend: MemoryKeyring, tmp_path: Path) -> Store:
        backend.longest = 2560
        return KeyringStore(tmp_path, clock=Clock(), say=print, vault=Vault(SERVICE, longest=300))

    def test_no_part_outlives_the_session(self, store: Store, backend: MemoryKeyring) -> None:
        store.put(example())
        assert len(backend.secrets) > 2
        store.put(example(arn=None))
        store.delete("k1")
        assert backend.secrets == {}

    def test_a_session_of_which_a_part_is_lost_is_absent(self, store: Store, backend: MemoryKeyring) -> None:
        store.put(example())
        del backend.secrets[SERVICE, "k1.1"]
        assert store.get("k1") is None
        assert store.entries() == []

    def test_parts_of_two_sessions_are_never_joined(self, store: Store, backend: MemoryKeyring) -> None:
        store.put(example())
        head = backend.secrets[SERVICE, "k1"]
        store.put(example(access_key_id="ASIAI44QH8DHBEXAMPLE"))
        backend.secrets[SERVICE, "k1"] = head  # as if killed before the head was written
        assert store.get("k1") is None

    def test_a_long_session_fits(self, store: Store) -> None:
        session = example(arn="arn:aws:sts::444455556666:assumed-role/OnCall/" + "k" * 5000)
        store.put(session)
        assert store.get("k1") == session


class TestIndex:
    def test_holds_no_secret(self, store: KeyringStore, tmp_path: Path) -> None:
        store.put(example())
        texts = [path.read_text() for path in (tmp_path / "keyring-index").iterdir()]
        assert len(texts) == 1
        assert SECRET not in texts[0]

    def test_listing_and_asking_for_the_unknown_read_no_keyring(
        self, store: KeyringStore, backend: MemoryKeyring
    ) -> None:
        store.put(example())
        backend.reads = 0
        assert len(store.entries()) == 1
        assert store.get("k2") is None
        assert store.delete("k2") is False
        assert backend.reads == 0

    def test_mends_itself_from_the_keyring(self, store: KeyringStore, backend: MemoryKeyring) -> None:
        store.put(example())
        secret = backend.secrets[SERVICE, "k1"]
        later = example(access_key_id="ASIAI44QH8DHBEXAMPLE")
        store.put(later)
        backend.secrets[SERVICE, "k1"] = secret  # as if killed between index and secret
        assert store.get("k1") == example()
        assert store.entries() == [example().info]

    def test_forgets_what_the_keyring_has_not(self, store: KeyringStore, backend: MemoryKeyring) -> None:
        store.put(example())
        backend.secrets.clear()
        assert store.get("k1") is None
        assert store.entries() == []

    def test_a_damaged_secret_is_removed(self, store: KeyringStore, backend: MemoryKeyring) -> None:
        store.put(example())
        backend.secrets[SERVICE, "k1"] = "{"
        assert store.get("k1") is None
        assert backend.secrets == {}


class TestTrouble:
    def test_a_locked_keyring_is_told(self, store: KeyringStore, backend: MemoryKeyring) -> None:
        store.put(example())
        backend.locked = True
        with pytest.raises(StoreFailed, match="The keyring is locked"):
            store.get("k1")
        with pytest.raises(StoreFailed, match="The keyring is locked"):
            store.delete("k1")
        assert len(store.entries()) == 1

    def test_what_could_not_be_kept_is_not_listed(self, store: KeyringStore, backend: MemoryKeyring) -> None:
        backend.locked = True
        with pytest.raises(StoreFailed):
            store.put(example())
        assert store.entries() == []

    def test_any_failure_of_a_backend_is_one_sentence(
        self, store: KeyringStore, backend: MemoryKeyring
    ) -> None:
        backend.longest = 10
        with pytest.raises(StoreFailed, match="cannot be written to: the stub received bad data"):
            store.put(example())

    def test_no_keyring_is_said_once_and_memory_serves(self, backend: MemoryKeyring, tmp_path: Path) -> None:
        keyring.set_keyring(fail.Keyring())
        said: list[str] = []
        store = open_store("keyring", tmp_path, clock=Clock(), say=said.append)
        store.put(example())
        store.put(example("k2"))
        assert store.get("k1") == example()
        assert len(store.entries()) == 2
        assert len(said) == 1
        assert "There is no keyring" in said[0]
        assert "kept by this process alone" in said[0]
        assert "`store: file`" in said[0]
        assert "STSUI_STORE=file" in said[0]
        with pytest.raises(NoKeyring):
            Vault(SERVICE).read("k1")


def test_the_fast_answer_reads_the_keyring(
    store: KeyringStore, backend: MemoryKeyring, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    store.put(example(issued_at=now, expires_at=now + timedelta(hours=1)))
    ready.remember(tmp_path, "prod", store="keyring", key="k1", margin=300, files=[], environment={})
    answer = ready.answer("prod", {"STSUI_STATE_DIR": str(tmp_path)})
    assert answer
    assert json.loads(answer)["SecretAccessKey"] == SECRET
    backend.locked = True
    assert ready.answer("prod", {"STSUI_STATE_DIR": str(tmp_path)}) is None


def test_a_plain_text_keyring_is_not_taken_unasked(tmp_path: Path) -> None:
    """Where nothing better is there, keyring would take one that writes secrets in plain text."""
    environ = {**os.environ, "HOME": str(tmp_path), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    environ.pop("PYTHON_KEYRING_BACKEND", None)
    script = (
        "from stsui.store.vault import Vault, NoKeyring\n"
        "try: Vault('stsui').write('k', 'v')\n"
        "except NoKeyring as error: print(error)\n"
    )
    if sys.platform in ("darwin", "win32"):
        pytest.skip("the system always has a keyring")
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    )
    assert "There is no keyring" in done.stdout


MISSING = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if not shutil.which(name)]


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
@pytest.mark.timeout(600)
def test_the_contract_holds_on_the_real_secret_service(tmp_path: Path) -> None:
    """The contract suite again, in a session bus of its own with gnome-keyring on it."""
    homes = {
        name: str(tmp_path / name)
        for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    }
    for path in homes.values():
        Path(path).mkdir(mode=0o700)
    environ = {**os.environ, **homes, "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    suite = Path(__file__).with_name("secret_service_suite.py")
    command = (
        "printf 'a password' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
        f'exec "{sys.executable}" -m pytest -q -p no:cacheprovider "{suite}"'
    )
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", command],
        env=environ,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
