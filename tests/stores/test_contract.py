"""What every store promises."""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from headroom.stores import Originals, Store
from tests.stores.conftest import Make

TEXTS = {
    "empty": "",
    "plain": "a result",
    "all planes": "é 中 🙂 \U0010ffff",
    "controls": "\0\r\n\t\x1b\x7f\u2028",
    "lone surrogates": "\ud800 and \udfff",
    "two surrogates that are no pair": "\ud83d\ude00",
    "as a seal or base64 may look": "AAAA====\n{}",
    "large": "0123456789abcdé\n" * 300_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_was_put_is_got_back(make: Make, text: str):
    store = make()
    assert store.get("key") is None
    store.put("key", text)
    assert store.get("key") == text
    assert store.faults == 0


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_what_was_put_is_got_back_by_the_asynchronous_methods(make: Make, text: str):
    store = make()
    assert await store.aget("key") is None
    await store.aput("key", text)
    assert await store.aget("key") == text == store.get("key")
    assert await store.aexpire() == store.faults == 0


def test_the_first_text_of_a_key_stays(make: Make):
    store = make()
    store.put("key", "first")
    store.put("key", "second")
    assert store.get("key") == "first"


@pytest.mark.parametrize("key", ["", "a" * 64, "é\0\ud800", "'; DROP TABLE originals; --", "k" * 1000])
def test_a_key_is_any_text(make: Make, key: str):
    store = make()
    store.put(key, "text")
    assert (store.get(key), store.get(key + "x")) == ("text", None)


def test_a_strings_subclass_is_got_back_as_a_plain_one(make: Make):
    class Text(str):
        __slots__ = ()

        def __str__(self) -> str:
            return "something else"

    store = make()
    store.put("key", Text("text"))
    assert store.get("key") == "text"
    assert type(store.get("key")) is str


def test_without_limits_nothing_expires(make: Make):
    store = make()
    store.put("key", "text")
    assert (store.expire(), store.get("key")) == (0, "text")


def test_a_store_works_on_several_threads(make: Make):
    store = make()

    def work(worker: int) -> list[tuple[str, str | None]]:
        numbers = random.Random(worker).choices(range(60), k=60)
        for number in numbers:
            store.put(f"key {number}", f"text {number} " * number)
        return [(f"text {number} " * number, store.get(f"key {number}")) for number in numbers]

    with ThreadPoolExecutor(8) as threads:
        found = [pair for pairs in threads.map(work, range(8)) for pair in pairs]
    assert [put for put, got in found if put != got] == []
    assert store.faults == 0


def test_a_store_works_on_one_event_loop_after_the_other(make: Make):
    store = make()

    async def work() -> list[str | None]:
        await asyncio.gather(*(store.aput(f"key {number}", f"text {number}") for number in range(5)))
        return list(await asyncio.gather(*(store.aget(f"key {number}") for number in range(5))))

    for _ in range(3):
        assert asyncio.run(work()) == [f"text {number}" for number in range(5)]
    assert store.faults == 0


def test_a_lease_may_be_had_from_every_store(make: Make):
    store = make()
    with store.hold(["key"]) as lease:
        store.put("key", "text")
        assert store.get("key") == "text"
    lease.release()
    assert store.get("key") == "text"


def test_originals_stand_on_every_store(make: Make):
    originals = Originals(make(), b"sixteen bytes or more")
    address = originals.put("session", "text \ud800")
    assert (originals.get("session", address), originals.get("other", address)) == ("text \ud800", None)


class Smallest(Store):
    """What a user's own store has to define."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self.texts.get(key)

    def put(self, key: str, text: str) -> None:
        self.texts.setdefault(key, text)

    def expire(self) -> int:
        return 0


async def test_a_store_of_ones_own_needs_three_methods():
    store = Smallest()
    await store.aput("key", "text")
    assert (await store.aget("key"), await store.aexpire(), store.faults) == ("text", 0, 0)
    with store.hold(["key"]):
        assert Originals(store).put("session", "other") == Originals(store).address("session", "other")


def test_a_store_of_ones_own_works_without_an_event_loop_of_asyncios():
    work = Smallest().aget("key")
    with pytest.raises(StopIteration) as done:
        work.send(None)
    assert done.value.value is None
