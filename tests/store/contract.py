"""What every store must do; the suites of the stores inherit it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from stsui.store.base import Store
from tests.store.examples import NOON, SECRET, TOKEN, example


class StoreContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_an_unknown_key_has_no_session(self, store: Store) -> None:
        assert store.get("k1") is None

    def test_gives_back_what_was_put(self, store: Store) -> None:
        session = example()
        store.put(session)
        kept = store.get("k1")
        assert kept == session
        assert kept.credentials.secret_access_key.reveal() == SECRET
        assert kept.credentials.session_token
        assert kept.credentials.session_token.reveal() == TOKEN

    def test_a_later_session_takes_the_place_of_an_earlier_one(self, store: Store) -> None:
        store.put(example())
        later = example(expires_at=NOON + timedelta(hours=5), access_key_id="ASIAI44QH8DHBEXAMPLE")
        store.put(later)
        assert store.get("k1") == later
        assert store.entries() == [later.info]

    def test_entries_are_the_infos_of_all_sessions(self, store: Store) -> None:
        sessions = [example(f"k{number}") for number in range(3)]
        for session in sessions:
            store.put(session)
        assert sorted(info.key for info in store.entries()) == ["k0", "k1", "k2"]
        assert all(info in [session.info for session in sessions] for info in store.entries())

    def test_an_expired_session_is_still_there(self, store: Store) -> None:
        store.put(example(expires_at=NOON - timedelta(days=400)))
        assert store.get("k1") is not None

    def test_deleting_forgets(self, store: Store) -> None:
        store.put(example())
        assert store.delete("k1") is True
        assert store.get("k1") is None
        assert store.entries() == []
        assert store.delete("k1") is False

    def test_clearing_forgets_everything(self, store: Store) -> None:
        for number in range(3):
            store.put(example(f"k{number}"))
        assert store.clear() == 3
        assert store.entries() == []
        assert store.get("k1") is None
        assert store.clear() == 0

    def test_the_stamp_is_another_after_each_change(self, store: Store) -> None:
        seen = [store.stamp()]
        store.put(example())
        seen.append(store.stamp())
        store.put(example(access_key_id="ASIAI44QH8DHBEXAMPLE"))
        seen.append(store.stamp())
        store.delete("k1")
        seen.append(store.stamp())
        assert len(set(seen)) == 4

    @pytest.mark.parametrize("key", ["", "../k1", "a/b", "k 1", "é", "k" * 129])
    def test_refuses_a_key_that_is_no_safe_name(self, store: Store, key: str) -> None:
        with pytest.raises(ValueError, match="cannot be a session's key"):
            store.get(key)
        with pytest.raises(ValueError, match="cannot be a session's key"):
            store.put(example(key))

    def test_threads_that_write_at_once_leave_whole_sessions(self, store: Store) -> None:
        ids = [f"ASIA{number:016}" for number in range(6)]

        def write(access_key_id: str) -> None:
            for _ in range(3):
                store.put(example(access_key_id=access_key_id))

        threads = [threading.Thread(target=write, args=(each,)) for each in ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = store.get("k1")
        assert kept
        assert kept.info.access_key_id in ids
        assert kept.credentials.access_key_id == kept.info.access_key_id
