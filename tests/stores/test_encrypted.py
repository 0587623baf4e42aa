"""What is at rest says nothing without a key, and cannot be changed or moved unnoticed."""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from headroom import ConfigurationError
from headroom.stores import Encrypted, MemoryStore, SQLiteStore

FIRST, SECOND = bytes(range(32)), secrets.token_bytes(32)


def test_nothing_of_a_text_stands_in_the_file(tmp_path: Path):
    inner = SQLiteStore(tmp_path / "originals.db")
    Encrypted(inner, FIRST).put("key", "a secret " * 1000)
    inner.close()
    content = (tmp_path / "originals.db").read_bytes()
    assert b"secret" not in content
    assert b64encode(b"a secret " * 9)[:60] not in content


def test_it_is_aes_gcm_bound_to_the_stores_key():
    inner = MemoryStore()
    Encrypted(inner, FIRST).put("key", "text \ud800")
    content = b64decode(inner.get("key") or "")
    assert AESGCM(FIRST).decrypt(content[:12], content[12:], b"key") == b"text \xed\xa0\x80"


def test_the_same_text_never_looks_the_same():
    inner = MemoryStore()
    for number in range(100):
        Encrypted(inner, FIRST).put(str(number), "text")
    assert len({inner.get(str(number)) for number in range(100)}) == 100


def test_whatever_was_changed_is_gone():
    inner = MemoryStore()
    Encrypted(inner, FIRST).put("key", "a text of 17 byte")  # so that every bit of its base64 means something
    closed = inner.get("key") or ""
    assert not closed.endswith("=")
    changed = [closed[:at] + ("A" if closed[at] != "A" else "B") + closed[at + 1 :] for at in range(len(closed))]
    for content in [*changed, closed[:-4], closed + "AAAA", "", "no base64", "é", "AAAA", closed[4:]]:
        other = MemoryStore()
        other.put("key", content)
        store = Encrypted(other, FIRST)
        assert (store.get("key"), asyncio.run(store.aget("key")), store.faults) == (None, None, 2)


def test_whatever_was_moved_is_gone():
    inner = MemoryStore()
    Encrypted(inner, FIRST).put("key", "text")
    inner.put("other", inner.get("key") or "")
    store = Encrypted(inner, FIRST)
    assert (store.get("other"), store.get("key"), store.faults) == (None, "text", 1)


def test_a_wrong_key_is_a_fault_and_destroys_nothing(caplog: pytest.LogCaptureFixture):
    inner = MemoryStore()
    Encrypted(inner, FIRST).put("key", "text")
    wrong = Encrypted(inner, SECOND)
    assert (wrong.get("key"), wrong.get("unknown"), wrong.faults) == (None, None, 1)
    wrong.put("key", "text")
    assert Encrypted(inner, FIRST).get("key") == "text"
    assert "Encrypted has a text that none of its keys opens" in caplog.text


def test_keys_are_changed_without_losing_anything():
    inner = MemoryStore()
    Encrypted(inner, FIRST).put("old", "old text")
    both = Encrypted(inner, [SECOND, FIRST])
    both.put("new", "new text")
    assert (both.get("old"), both.get("new"), both.faults) == ("old text", "new text", 0)
    assert (Encrypted(inner, SECOND).get("new"), Encrypted(inner, FIRST).get("new")) == ("new text", None)


def test_a_key_is_32_bytes_or_the_base64_of_them():
    inner = MemoryStore()
    encoded = urlsafe_b64encode(SECOND)
    Encrypted(inner, SECOND).put("key", "text")
    for key in (encoded, encoded.decode(), [encoded], (FIRST, encoded.decode())):
        assert Encrypted(inner, key).get("key") == "text"


@pytest.mark.parametrize("key", [b"", "", b"x" * 31, "hidden", urlsafe_b64encode(b"x" * 31), "é" * 44, [b"x"], [None]])
def test_what_is_no_key_is_refused_without_repeating_it(key: Any):
    with pytest.raises(ConfigurationError, match="a key is 32 random bytes, or the URL-safe base64") as refused:
        Encrypted(MemoryStore(), key)
    assert "hidden" not in str(refused.value)


def test_no_key_at_all_is_refused():
    with pytest.raises(ConfigurationError, match="a sequence of at least one"):
        Encrypted(MemoryStore(), [])


def test_faults_of_both_stores_count(tmp_path: Path):
    (tmp_path / "originals.db").write_bytes(b"no database" * 1000)
    store = Encrypted(SQLiteStore(tmp_path / "originals.db"), FIRST)
    assert (store.get("key"), store.faults) == (None, 1)


def test_size_and_time_are_those_of_the_store_behind(clock: Any):
    store = Encrypted(MemoryStore(expires_after=10, clock=clock), FIRST)
    store.put("key", "text")
    clock.now += 10
    assert (store.expire(), store.get("key")) == (1, None)
