"""The seam through which breakpoints reach the wire: what agno's Claude calls its client with is the whole request.

Agno puts the request together between `invoke` and the client, out of reach of its messages: results become blocks, and
results in a row become one message. All its versions ask ``get_client()`` for the client and call ``messages.create``
or ``messages.stream`` on it, so that a wrapped model hands out, within its own requests alone, one that marks first.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

__all__ = ["Marker", "client_methods", "current_marker", "is_claude", "marked_stream", "marking"]

Marker = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes what a client is called with and gives what it is to be called with."""

_marker: ContextVar[Marker | None] = ContextVar("headroom_marker", default=None)


@lru_cache(maxsize=256)
def is_claude(cls: type) -> bool:
    """Tell whether a class is one of agno's that call Anthropic's client: of Anthropic, AWS, Google or Azure."""
    return any((base.__module__, base.__name__) == ("agno.models.anthropic.claude", "Claude") for base in cls.__mro__)


def client_methods(provider: Any) -> dict[str, Any]:
    """Make the methods of a wrapped class that hand out its clients.

    Args:
        provider: The class of the model to wrap.

    Returns:
        The methods by name; none for a class that has no such client.
    """
    if not is_claude(provider):
        return {}

    def get_client(self: Any) -> Any:
        return _marking_client(provider.get_client(self))

    def get_async_client(self: Any) -> Any:
        return _marking_client(provider.get_async_client(self))

    return {"get_client": get_client, "get_async_client": get_async_client}


def current_marker() -> Marker | None:
    """Give what marks the requests that are made just now."""
    return _marker.get()


@contextmanager
def marking(mark: Marker | None) -> Iterator[None]:
    """Have the requests that are made within the block marked; for None they are sent as they are."""
    token = _marker.set(mark)
    try:
        yield
    finally:
        _marker.reset(token)


def marked_stream(stream: Any, mark: Marker | None) -> Any:
    """Give a stream, one of whose steps makes the request, with that request marked; who made it closes it."""
    return stream if mark is None else _Stream(stream, mark)


class _Stream:
    """What marks is set for each step, never around a `yield`: what is set then is the reader's too."""

    def __init__(self, stream: Any, mark: Marker) -> None:
        self._stream = stream
        self._mark = mark

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        with marking(self._mark):
            return next(self._stream)

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        with marking(self._mark):
            return await anext(self._stream)


def _marking_client(client: Any) -> Any:
    mark = _marker.get()
    return client if mark is None else _Client(client, mark)


class _Client:
    """A client, or its beta, that marks what it sends; all else is the client's own."""

    def __init__(self, client: Any, mark: Marker) -> None:
        self._client = client
        self._mark = mark

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    @property
    def messages(self) -> _Messages:
        return _Messages(self._client.messages, self._mark)

    @property
    def beta(self) -> _Client:
        return _Client(self._client.beta, self._mark)


class _Messages:
    """The client's way to send messages. Agno calls it by keyword."""

    def __init__(self, messages: Any, mark: Marker) -> None:
        self._messages = messages
        self._mark = mark

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messages, name)

    def create(self, **request: Any) -> Any:
        return self._messages.create(**self._mark(request))

    def stream(self, **request: Any) -> Any:
        return self._messages.stream(**self._mark(request))
