"""Stores of every kind, and a clock that is set by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from headroom.stores import Encrypted, MemoryStore, RedisStore, SQLiteStore, Store
from tests.stores.redis_server import RedisServer, running

KEY = bytes(range(32))
Make = Callable[..., Store]


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One that all tests share, so each takes keys of its own."""
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def own_redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """One that a test may stop."""
    with running(tmp_path) as server:
        yield server


@pytest.fixture(params=["memory", "sqlite", "redis", "redis client", "encrypted memory", "encrypted sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Make a store of each kind; made again with the same settings, it holds what the first one did, but in memory."""
    kind = request.param

    def made(**settings: Any) -> Store:
        if "redis" in kind:
            return made_redis(request, kind, settings)
        inner = SQLiteStore(tmp_path / "originals.db", **settings) if "sqlite" in kind else MemoryStore(**settings)
        return Encrypted(inner, KEY) if "encrypted" in kind else inner

    return made


def made_redis(request: pytest.FixtureRequest, kind: str, settings: dict[str, Any]) -> Store:
    import redis

    server: RedisServer = request.getfixturevalue("redis_server")
    client = redis.Redis(port=server.port)
    request.addfinalizer(client.close)
    settings = {"prefix": f"{os.path.basename(request.node.name)}:", **settings}
    return RedisStore(client if "client" in kind else server.url, **settings)
