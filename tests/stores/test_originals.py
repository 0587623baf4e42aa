"""An address works where it was given out, and nowhere else."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import ConfigurationError, _core
from headroom.stores import MemoryStore, Originals, SQLiteStore, Store

SECRET = bytes(range(32))
texts = st.text(st.characters(codec=None))


class Swapping(Store):
    """Gives back another text than it was given."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def get(self, key: str) -> str | None:
        return "another text"

    def put(self, key: str, text: str) -> None:
        self.keys.append(key)

    def expire(self) -> int:
        return 7


@given(texts, texts, st.booleans())
def test_what_was_put_is_got_back_in_its_scope_alone(scope: str, text: str, has_secret: bool):
    originals = Originals(MemoryStore(), SECRET if has_secret else None)
    address = originals.put(scope, text)
    assert re.fullmatch("[0-9a-hjkmnp-tv-z]{12}", address)
    assert address == originals.address(scope, text)
    assert originals.get(scope, address) == text
    assert originals.get(scope + "x", address) is None
    assert originals.get(scope, address[:-1] + ("0" if address[-1] != "0" else "1")) is None
    assert originals.faults == 0


@given(st.lists(st.tuples(texts, texts), unique=True, min_size=2))
def test_no_two_texts_or_scopes_share_an_address(pairs: list[tuple[str, str]]):
    originals = Originals(MemoryStore(), SECRET)
    assert len({originals.address(scope, text) for scope, text in pairs}) == len(pairs)


def test_what_is_known_of_large_texts_is_theirs_alone():
    def large(number: int) -> str:
        return f"{number:09}" * 20_000

    def addresses_of(scope: str) -> list[str]:
        return [_core.address(SECRET, scope, large(number)) for number in range(50)]  # each in the place of one before

    addresses = addresses_of("a")
    assert len({*addresses, *addresses_of("b")}) == 100
    assert addresses_of("a") == addresses


def test_large_texts_are_kept_alive_for_what_is_known_of_them_up_to_a_bound():
    texts = ["".join([letter] * 2**23) for letter in "abcdefgh"]

    def held() -> list[int]:
        return [sys.getrefcount(texts[place]) for place in range(len(texts))]

    before = held()
    for place in range(len(texts)):
        _core.address(SECRET, "session", texts[place])
    kept = [now - then for now, then in zip(held(), before, strict=True)]
    assert kept == [0] * 4 + [1] * 4, "the latest, 32 MiB"


def test_an_address_is_the_same_in_every_process():
    here = _core.address(SECRET, "session \ud800", "text \udfff")
    script = f"from headroom import _core; print(_core.address({SECRET!r}, 'session \\ud800', 'text \\udfff'))"
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    assert here == there == "eyj7asskndee"


def test_lone_surrogates_tell_texts_apart_and_are_no_replacement_characters():
    texts = ["\ud800", "\udfff", "\ufffd", "?", "\ud83d\ude00", "🙂", "😀", ""]
    assert len({_core.address(SECRET, "scope", text) for text in texts}) == len(texts)
    assert len({_core.address(SECRET, scope, "text") for scope in texts}) == len(texts)


def test_another_secret_knows_no_address():
    store = MemoryStore()
    address = Originals(store, SECRET).put("session", "text")
    assert Originals(store, SECRET).get("session", address) == "text"
    assert Originals(store, b"another secret of 16 bytes").get("session", address) is None
    assert Originals(store).get("session", address) is None


def test_addresses_work_after_a_restart_and_on_another_replica(tmp_path: Path):
    address = Originals(SQLiteStore(tmp_path / "originals.db"), SECRET).put("session", "text")
    assert Originals(SQLiteStore(tmp_path / "originals.db"), SECRET).get("session", address) == "text"


def test_the_store_learns_neither_scope_nor_address():
    store = Swapping()
    address = Originals(store, SECRET).put("alice", "text")
    [key] = store.keys
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert key != _core.store_key(b"", "alice", address)


def test_a_text_that_is_not_the_addresss_own_is_gone(caplog: pytest.LogCaptureFixture):
    originals = Originals(Swapping())
    address = originals.put("session", "text")
    assert originals.get("session", address) is None
    assert asyncio.run(originals.aget("session", address)) is None
    assert originals.faults == 2
    assert "Originals has been given a text that is not the address's own" in caplog.text


async def test_what_a_store_raises_is_a_fault(caplog: pytest.LogCaptureFixture):
    class Broken(Swapping):
        def get(self, key: str) -> str | None:
            raise OSError("the disk is gone")

        def put(self, key: str, text: str) -> None:
            raise OSError("the disk is gone")

    originals = Originals(Broken())
    address = originals.put("session", "text")
    assert address == await originals.aput("session", "text") == originals.address("session", "text")
    assert originals.get("session", address) is await originals.aget("session", address) is None
    assert originals.faults == 4
    assert "Originals cannot give a text back: OSError: the disk is gone" in caplog.text


@pytest.mark.parametrize("found", [b"text", 17, ["text"]])
def test_what_a_store_gives_that_is_no_text_is_a_fault(found: Any):
    class Odd(Swapping):
        def get(self, key: str) -> Any:
            return found

    originals = Originals(Odd())
    assert (originals.get("session", "0" * 12), originals.faults) == (None, 1)


@pytest.mark.parametrize("address", ["", "unknown", "0" * 12, "0" * 13, "\ud800", "' OR 1=1"])
async def test_what_is_no_address_is_unknown(address: str):
    originals = Originals(MemoryStore())
    assert originals.get("session", address) is await originals.aget("session", address) is None
    assert originals.faults == 0


@pytest.mark.parametrize("text", ["text", "a large text " * 100_000])
async def test_the_asynchronous_methods_do_the_same(text: str):
    originals = Originals(MemoryStore(), SECRET)
    address = await originals.aput("session", text)
    assert address == originals.address("session", text)
    assert await originals.aget("session", address) == text
    assert await originals.aget("other", address) is None
    assert await originals.aexpire() == 0


async def test_expiry_is_the_stores():
    assert Originals(Swapping()).expire() == await Originals(Swapping()).aexpire() == 7


@pytest.mark.parametrize("secret", [b"", b"x" * 15, "x" * 16, 16])
def test_a_short_secret_is_refused(secret: Any):
    with pytest.raises(ConfigurationError, match="secret is at least 16 random bytes"):
        Originals(MemoryStore(), secret)
