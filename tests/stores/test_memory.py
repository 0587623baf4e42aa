"""The default store: bounded, and true to what open conversations show."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from typing import Any

import pytest

from headroom import ConfigurationError
from headroom.stores import Encrypted, MemoryStore, Originals
from tests.stores.conftest import KEY, Clock

TEXT = "x" * 1000
SIZE = sys.getsizeof(TEXT) + sys.getsizeof("0")
"""What a text takes, under a key of one character."""


def filled(keys: str, **settings: Any) -> MemoryStore:
    store = MemoryStore(**settings)
    for key in keys:
        store.put(key, TEXT)
    return store


def kept(store: MemoryStore, keys: str) -> str:
    """Which of the keys have their text."""
    return "".join(key for key in keys if store.get(key) == TEXT)


def test_what_was_used_least_recently_leaves_first():
    store = filled("abc", max_bytes=3 * SIZE)
    assert store.get("a") == TEXT
    store.put("b", TEXT)
    store.put("d", TEXT)
    assert kept(store, "abcd") == "abd"


def test_texts_take_at_most_the_memory_they_may():
    store = MemoryStore(max_bytes=10 * SIZE)
    for number in range(100):
        store.put(str(number), "é" * number * 10)
        assert store.used_bytes <= 10 * SIZE
    assert store.get("99") == "é" * 990


def test_a_text_that_does_not_fit_drives_nothing_out():
    store = filled("ab", max_bytes=2 * SIZE)
    store.put("c", TEXT * 3)
    assert (kept(store, "ab"), store.get("c")) == ("ab", None)
    with store.hold(["a"]):
        store.put("c", TEXT * 2)
    assert (kept(store, "ab"), store.get("c")) == ("ab", None)


def test_what_is_held_never_leaves():
    store = filled("ab", max_bytes=2 * SIZE, expires_after=10, clock=(clock := Clock()))
    with store.hold("ac"):
        for key in "cdef":
            store.put(key, TEXT)
        clock.now += 100
        assert store.expire() == 0
        assert kept(store, "abcdef") == "ac"
    assert kept(store, "abcdef") == "ac"
    clock.now += 9
    assert kept(store, "abcdef") == "ac"
    clock.now += 1
    assert store.expire() == 2
    assert store.used_bytes == 0


def test_what_is_held_may_be_more_than_fits_until_it_is_released():
    store = MemoryStore(max_bytes=2 * SIZE)
    lease = store.hold("abcd")
    for key in "abcd":
        store.put(key, TEXT)
    assert (kept(store, "abcd"), store.used_bytes) == ("abcd", 4 * SIZE)
    lease.release()
    assert store.used_bytes <= 2 * SIZE
    assert len(kept(store, "abcd")) == 2


def test_a_text_that_two_hold_stays_until_both_let_go():
    store = filled("a", max_bytes=SIZE)
    first, second = store.hold("aa"), store.hold("a")
    first.release()
    first.release()
    store.put("b", TEXT)
    assert kept(store, "ab") == "a"
    second.release()
    store.put("b", TEXT)
    assert kept(store, "ab") == "b"


def test_a_lease_that_nothing_refers_to_is_over():
    store = filled("a", max_bytes=SIZE)
    lease: Any = store.hold("a")
    lease.itself = lease  # only the garbage collector finds it
    del lease
    gc.collect()
    store.put("b", TEXT)
    assert kept(store, "ab") == "b"


@pytest.mark.usefixtures("only_new_objects")
def test_the_garbage_collector_may_end_leases_in_the_midst_of_a_call():
    """It runs wherever memory is allocated, so also where the store's lock is held."""

    class CollectingClock(Clock):
        def __call__(self) -> float:
            gc.collect()
            return super().__call__()

    store = filled("a", max_bytes=SIZE, clock=CollectingClock())

    def work() -> None:
        for _ in range(5):
            lease: Any = store.hold("a")
            lease.itself = lease
            del lease
            store.put("a", TEXT)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    store.put("b", TEXT)
    assert kept(store, "ab") == "b"


def test_a_store_that_was_forgotten_is_freed():
    store = filled("a")
    forgotten = weakref.ref(store)
    store.hold("a").release()
    del store
    gc.collect()
    assert forgotten() is None


def test_texts_expire_by_the_time_since_they_were_put_last(clock: Clock):
    store = filled("ab", expires_after=10, clock=clock)
    clock.now += 6
    store.put("b", TEXT)
    assert store.get("a") == TEXT
    clock.now += 4
    assert (store.get("a"), store.get("b")) == (None, TEXT)
    clock.now += 6
    assert (store.expire(), store.get("b")) == (1, None)


def test_a_lease_through_encryption_and_originals_holds_too():
    originals = Originals(Encrypted(MemoryStore(max_bytes=4000), KEY))
    address = originals.put("session", TEXT)
    with originals.hold("session", [address]):
        for number in range(20):
            originals.put("session", f"{TEXT} {number}")
        assert originals.get("session", address) == TEXT
    for number in range(20):
        originals.put("session", f"{TEXT} {number}")
    assert originals.get("session", address) is None


@pytest.mark.parametrize("limit", [0, -1, 1.5, "1", True, None])
def test_a_size_that_is_none_is_refused(limit: Any):
    with pytest.raises(ConfigurationError, match="max_bytes is a positive number of bytes, not"):
        MemoryStore(limit)


@pytest.mark.parametrize("limit", [0, -1, "1", True, float("inf"), float("nan")])
def test_a_time_that_is_none_is_refused(limit: Any):
    with pytest.raises(ConfigurationError, match="expires_after is a positive number of seconds or None, not"):
        MemoryStore(expires_after=limit)
