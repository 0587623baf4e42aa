"""Texts in Redis or Valkey, for replicas that serve the same conversations."""

from __future__ import annotations

import time
from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Generator
from math import inf
from typing import Any, TypeVar

from headroom._extras import not_installed

try:
    import redis
    import redis.asyncio
except ModuleNotFoundError as missing:
    raise not_installed("redis", "redis") from missing

from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from headroom._exceptions import ConfigurationError
from headroom.stores.faults import Faults
from headroom.stores.limits import checked_seconds
from headroom.stores.sealed import encoded, sealed, unsealed
from headroom.stores.store import Store

__all__ = ["RedisStore"]

Result = TypeVar("Result")
Command = tuple[str | bytes | int, ...]
Exchange = Generator[Command, Any, Result]
"""Yields commands, is sent what the server answers, and returns the result, whoever waits for the server and how."""

_SECONDS = 2.0
"""The longest wait for a connection, and for each answer."""
_PAUSE_SECONDS = 1.0
"""After a server could not be reached nothing is asked of it for so long: who keeps many texts waits once."""


class RedisStore(Store):
    """Keeps texts on a server, which removes them itself when their time is over.

    While the server is unreachable, restarting or full, texts are not found and not kept, and each time is a fault.

    Args:
        server: its URL, as redis-py reads it, or a client of redis-py's with settings of your own; its asynchronous
            methods then run on threads.
        expires_after: seconds since a text was put last; ``None`` leaves it to the server what leaves when it is full.
        prefix: what the server's keys begin with.

    Raises:
        ConfigurationError: the URL is none, the client decodes its answers, or the time is no positive number.
        ModuleNotFoundError: redis-py is not installed.
    """

    def __init__(
        self, server: str | redis.Redis, *, expires_after: float | None = None, prefix: str = "headroom:"
    ) -> None:
        seconds = checked_seconds(expires_after)
        self._milliseconds = None if seconds is None else max(1, round(seconds * 1000))
        self._url = server if isinstance(server, str) else None
        self._client: Any = _connected(server) if isinstance(server, str) else _checked(server)
        self._prefix = prefix
        self._by_loop: dict[AbstractEventLoop, Any] = {}
        self._faults = Faults(self)
        self._paused_till = -inf

    @property
    def faults(self) -> int:
        """How often a text could not be kept or read; the log says why, once a second while the server is away."""
        return self._faults.count

    def get(self, key: str) -> str | None:
        """Give back the text of `key`; ``None`` where there is none, or none any more."""
        return self._exchanged(self._getting(key), None)

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`; where there is a text already it stays, and its time begins anew."""
        self._exchanged(self._putting(key, text), None)

    def expire(self) -> int:
        """Do nothing: the server removes what is over its time."""
        return 0

    async def aget(self, key: str) -> str | None:
        """Do as `get` does, off the event loop."""
        if self._url is None:
            return await super().aget(key)
        return await self._awaited(self._getting(key), None)

    async def aput(self, key: str, text: str) -> None:
        """Do as `put` does, off the event loop."""
        if self._url is None:
            await super().aput(key, text)
        else:
            await self._awaited(self._putting(key, text), None)

    async def aexpire(self) -> int:
        """Do nothing: the server removes what is over its time."""
        return 0

    def _getting(self, key: str) -> Exchange[str | None]:
        seal = yield "GET", self._name(key)
        if seal is None:
            return None
        text = unsealed(key, seal)
        if text is None:
            self._faults.note("has a damaged text, which is removed")
            yield "DEL", self._name(key)
        return text

    def _putting(self, key: str, text: str) -> Exchange[None]:
        name, time_to_live = self._name(key), self._milliseconds
        is_there = yield ("EXISTS", name) if time_to_live is None else ("PEXPIRE", name, time_to_live)
        if not is_there:
            expiry = () if time_to_live is None else ("PX", time_to_live)
            yield "SET", name, sealed(key, text), "NX", *expiry

    def _name(self, key: str) -> bytes:
        return encoded(self._prefix + key)

    def _exchanged(self, exchange: Exchange[Result], otherwise: Result) -> Result:
        if self._is_paused():
            return otherwise
        try:
            command = next(exchange)
            while True:
                command = exchange.send(self._client.execute_command(*command))
        except StopIteration as done:
            result: Result = done.value
            return result
        except Exception as error:  # redis-py's, the system's, and Python's own for texts of gigabytes
            self._failed(error)
            return otherwise

    async def _awaited(self, exchange: Exchange[Result], otherwise: Result) -> Result:
        if self._is_paused():
            return otherwise
        try:
            command = next(exchange)
            while True:
                command = exchange.send(await self._loops_client().execute_command(*command))
        except StopIteration as done:
            result: Result = done.value
            return result
        except Exception as error:  # as above
            self._failed(error)
            return otherwise

    def _loops_client(self) -> Any:
        """The client of the running event loop, since connections belong to one."""
        loop = get_running_loop()
        if loop not in self._by_loop:
            client: Any = redis.asyncio.Redis.from_url(str(self._url), **_settings(AsyncRetry))
            alive = {other: its for other, its in self._by_loop.items() if not other.is_closed()}
            self._by_loop = {**alive, loop: client}
        return self._by_loop[loop]

    def _is_paused(self) -> bool:
        if time.monotonic() >= self._paused_till:
            return False
        self._faults.add()
        return True

    def _failed(self, error: Exception) -> None:
        is_answer = isinstance(error, redis.ResponseError)  # such as that it is full: others may well be answered
        if isinstance(error, redis.RedisError | OSError) and not is_answer:
            self._paused_till = time.monotonic() + _PAUSE_SECONDS
        self._faults.note("cannot ask the server", error)


def _settings(retry: type[Retry] | type[AsyncRetry]) -> dict[str, Any]:
    """Try once more where a connection was lost since it was last used, and no oftener."""
    lost = redis.ConnectionError
    once_more = {
        "retry": retry(NoBackoff(), 1, supported_errors=(lost,)),
        "retry_on_error": [lost],
    }  # version 5 asks both
    return {"socket_connect_timeout": _SECONDS, "socket_timeout": _SECONDS, **once_more}


def _connected(url: str) -> redis.Redis:
    try:
        return redis.Redis.from_url(url, **_settings(Retry))
    except ValueError:  # what it says may repeat a password
        raise ConfigurationError("server is a URL that begins with redis://, rediss:// or unix://") from None


def _checked(client: object) -> redis.Redis:
    if not isinstance(client, redis.Redis):
        raise ConfigurationError(
            f"server is a URL or a redis.Redis, not {type(client).__module__}.{type(client).__name__}"
        )
    if client.get_connection_kwargs().get("decode_responses"):
        raise ConfigurationError("server answers in bytes: the client is made without decode_responses=True")
    return client
