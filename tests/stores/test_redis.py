"""A real server: full, killed, restarting, silent. Texts are right or not there, and nobody waits long."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import pytest
import redis

import headroom.stores.redis as module
from headroom import ConfigurationError
from headroom.stores import RedisStore
from tests.stores.redis_server import RedisServer, free_port

MOST_SECONDS = 30


@pytest.fixture
def client(redis_server: RedisServer) -> Iterator[redis.Redis]:
    with closing(redis.Redis(port=redis_server.port)) as connected:
        yield connected


@pytest.fixture
def prefix() -> str:
    return f"{uuid4()}:"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time by which a store pauses, set by hand."""
    clock = [1000.0]
    monkeypatch.setattr(module, "time", type("Time", (), {"monotonic": staticmethod(lambda: clock[0])}))
    return clock


async def got(store: RedisStore, key: str, way: str) -> str | None:
    return await store.aget(key) if way == "async" else store.get(key)


async def put(store: RedisStore, key: str, text: str, way: str) -> None:
    await store.aput(key, text) if way == "async" else store.put(key, text)


ANSWERS = {
    "nothing": b"",
    "loading": b"-LOADING Redis is loading the dataset in memory\r\n",
    "nonsense": b"nonsense\r\n",
}

both_ways = pytest.mark.parametrize("way", ["sync", "async"])


def test_the_server_lets_texts_expire_and_putting_renews_them(redis_server: RedisServer, client: Any, prefix: str):
    store = RedisStore(redis_server.url, expires_after=1000, prefix=prefix)
    store.put("key", "text")
    assert 990_000 < client.pttl(f"{prefix}key") <= 1_000_000
    client.pexpire(f"{prefix}key", 5_000)
    store.put("key", "other")
    assert 990_000 < client.pttl(f"{prefix}key") <= 1_000_000
    assert (store.get("key"), store.expire()) == ("text", 0)


def test_a_text_whose_time_is_over_is_gone(redis_server: RedisServer, prefix: str):
    store = RedisStore(redis_server.url, expires_after=0.01, prefix=prefix)
    store.put("key", "text")
    until = time.monotonic() + MOST_SECONDS
    while store.get("key") is not None:
        assert time.monotonic() < until
    assert store.faults == 0


def test_without_a_time_texts_stay(redis_server: RedisServer, client: Any, prefix: str):
    RedisStore(redis_server.url, prefix=prefix).put("key", "text")
    assert client.ttl(f"{prefix}key") == -1


def test_of_two_that_put_at_once_the_first_stays(redis_server: RedisServer, prefix: str):
    first = RedisStore(redis_server.url, prefix=prefix)

    class Slow(redis.Redis):
        def execute_command(self, *args: Any, **options: Any) -> Any:
            if args[0] == "SET":
                first.put("key", "first")
            return super().execute_command(*args, **options)

    with Slow(port=redis_server.port) as client:
        RedisStore(client, prefix=prefix).put("key", "second")
    assert first.get("key") == "first"


def test_keys_begin_with_headroom_unless_said_otherwise(redis_server: RedisServer, client: Any):
    key = str(uuid4())
    RedisStore(redis_server.url, expires_after=60).put(key, "text")
    assert client.exists(f"headroom:{key}")


@both_ways
async def test_what_another_program_wrote_is_no_text(redis_server: RedisServer, client: Any, prefix: str, way: str):
    store = RedisStore(redis_server.url, prefix=prefix)
    await put(store, "key", "text", way)
    await put(store, "other", "other", way)
    for value in (b"", b"text", client.get(f"{prefix}other"), client.get(f"{prefix}key") + b"x"):
        client.set(f"{prefix}key", value)
        assert await got(store, "key", way) is None
        await put(store, "key", "text", way)
        assert await got(store, "key", way) == "text"
    assert store.faults == 4
    client.lpush(f"{prefix}list", "text")
    assert await got(store, "list", way) is None
    assert store.faults == 5


@both_ways
async def test_a_server_that_was_restarted_is_used_at_once(own_redis_server: RedisServer, way: str):
    store = RedisStore(own_redis_server.url)
    await put(store, "key", "text", way)
    own_redis_server.restart()
    assert await got(store, "key", way) is None
    await put(store, "key", "text", way)
    assert await got(store, "key", way) == "text"
    assert store.faults == 0


@both_ways
async def test_while_a_server_is_away_texts_are(
    own_redis_server: RedisServer, way: str, now: list[float], caplog: pytest.LogCaptureFixture
):
    store = RedisStore(own_redis_server.url)
    await put(store, "key", "text", way)
    own_redis_server.kill()
    for _ in range(10):
        await put(store, "other", "text", way)
        assert await got(store, "key", way) is None
    assert store.faults == 20
    assert len(caplog.records) == 1
    assert "RedisStore cannot ask the server: ConnectionError" in caplog.text
    own_redis_server.start()
    assert await got(store, "key", way) is None
    assert store.faults == 21
    now[0] += 1
    await put(store, "key", "text", way)
    assert await got(store, "key", way) == "text"
    assert store.faults == 21


@both_ways
async def test_a_server_that_is_full_keeps_what_it_has(own_redis_server: RedisServer, way: str):
    store = RedisStore(own_redis_server.url)
    await put(store, "key", "text", way)
    with redis.Redis(port=own_redis_server.port) as client:
        client.config_set("maxmemory", "1mb")
    await put(store, "large", "x" * 3_000_000, way)
    await put(store, "other", "text", way)
    assert [await got(store, key, way) for key in ("key", "large", "other")] == ["text", None, None]
    assert store.faults == 2


class Listener:
    """Accepts connections and answers all that comes the same, or nothing."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.accepted: list[socket.socket] = []
        self.url = f"redis://127.0.0.1:{self._socket.getsockname()[1]}"

    def listen(self) -> None:
        while True:
            try:
                connection = self._socket.accept()[0]
            except OSError:  # it was closed
                return
            self.accepted.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            while connection.recv(65536):
                connection.sendall(self._answer)
        except OSError:
            return

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self.accepted:
            connection.close()


@contextmanager
def listening(answer: bytes) -> Iterator[Listener]:
    with closing(Listener(answer)) as listener:
        threading.Thread(target=listener.listen, daemon=True).start()
        yield listener


@both_ways
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_a_server_that_does_not_serve_is_asked_rarely(
    answer: bytes, way: str, now: list[float], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "_SECONDS", 0.05)
    with listening(answer) as listener:
        store = RedisStore(listener.url)
        for number in range(25):
            await put(store, f"key {number}", "text", way)
            assert await got(store, f"key {number}", way) is None
        assert store.faults == 50
        assert len(listener.accepted) <= 2
        now[0] += 1
        assert await got(store, "key", way) is None
        assert len(listener.accepted) <= 4


def test_a_port_that_nobody_listens_on_is_a_fault(caplog: pytest.LogCaptureFixture):
    store = RedisStore(f"redis://user:hidden@127.0.0.1:{free_port()}")
    store.put("key", "text")
    assert (store.get("key"), store.faults) == (None, 2)
    assert "hidden" not in caplog.text


async def test_what_is_cancelled_leaves_no_answer_for_another(redis_server: RedisServer, prefix: str):
    store = RedisStore(redis_server.url, prefix=prefix)
    texts = {f"key {number}": f"text {number} " * 2_000 for number in range(20)}
    for key, text in texts.items():
        await store.aput(key, text)
    chance = random.Random(0)
    for _ in range(20):
        tasks = [asyncio.create_task(store.aget(key)) for key in texts]
        await asyncio.sleep(chance.random() / 200)
        for task in chance.sample(tasks, 10):
            task.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        pairs = zip(texts.values(), found, strict=True)
        assert all(got == text or isinstance(got, asyncio.CancelledError) for text, got in pairs)
    assert [await store.aget(key) for key in texts] == list(texts.values())


def test_connections_of_loops_that_are_closed_are_forgotten(redis_server: RedisServer, prefix: str):
    store = RedisStore(redis_server.url, prefix=prefix)
    for _ in range(5):
        asyncio.run(store.aget("key"))
    assert len(store._by_loop) == 1


@pytest.mark.parametrize("url", ["localhost", "http://localhost", "", "redis://:hid/den@localhost"])
def test_what_is_no_url_is_refused_without_repeating_it(url: str):
    with pytest.raises(ConfigurationError, match="server is a URL that begins with") as refused:
        RedisStore(url)
    assert "hid" not in str(refused.value)


def test_a_client_is_redis_pys_own_and_answers_in_bytes():
    with pytest.raises(ConfigurationError, match=r"not redis\.asyncio\.client\.Redis"):
        RedisStore(redis.asyncio.Redis())  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="made without decode_responses=True"):
        RedisStore(redis.Redis(decode_responses=True))


def test_a_clients_own_settings_hold(redis_server: RedisServer, prefix: str):
    with redis.Redis(port=redis_server.port, db=3) as client:
        RedisStore(client, prefix=prefix).put("key", "text")
        assert client.exists(f"{prefix}key")
    assert RedisStore(redis_server.url, prefix=prefix).get("key") is None


def test_faults_are_warnings(caplog: pytest.LogCaptureFixture):
    RedisStore(f"redis://127.0.0.1:{free_port()}").get("key")
    assert [(record.name, record.levelno) for record in caplog.records] == [("headroom", logging.WARNING)]
