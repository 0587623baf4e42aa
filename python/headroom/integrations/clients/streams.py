"""Streams of the packages' own classes that tell a request what they report, as their reader reads them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .request import ClientRequest

__all__ = ["async_stream_telling", "stream_telling"]


def stream_telling(kind: Any, request: ClientRequest) -> Any:
    """Make a subclass of a package's class of streams, for the answer to one request.

    The package makes the stream itself, at once or when a raw response is parsed, so that a class is what it is given.
    """

    class Telling(kind):  # type: ignore[misc]
        def __stream__(self) -> Iterator[Any]:
            return _told(super().__stream__(), request)

    return _named(Telling, kind)


def async_stream_telling(kind: Any, request: ClientRequest) -> Any:
    """Make the same of a class of asynchronous streams."""

    class Telling(kind):  # type: ignore[misc]
        def __stream__(self) -> AsyncIterator[Any]:
            return _atold(super().__stream__(), request)

    return _named(Telling, kind)


def _named(made: Any, kind: Any) -> Any:
    origin = getattr(kind, "__origin__", kind)
    made.__name__, made.__qualname__, made.__module__ = origin.__name__, origin.__qualname__, origin.__module__
    return made


def _told(events: Generator[Any, None, None], request: ClientRequest) -> Iterator[Any]:
    try:
        with closing(events):
            for event in events:
                request.answered(event)
                yield event
    finally:
        request.closed()


async def _atold(events: AsyncGenerator[Any, None], request: ClientRequest) -> AsyncIterator[Any]:
    try:
        async with aclosing(events):
            async for event in events:
                request.answered(event)
                yield event
    finally:
        request.closed()
