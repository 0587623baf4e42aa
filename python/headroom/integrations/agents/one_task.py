"""A stream that runs in one task from its first step to its last, whoever reads it.

What an agent opens while it streams, such as connections to tool servers, must be closed by the task that opened it.
A server reads the first chunk in one task and the others in the next, and drops the stream when the client leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, TypeVar

__all__ = ["in_one_task"]

_AHEAD = 16
_Item = TypeVar("_Item")

_running: set[asyncio.Task[None]] = set()
"""The loop holds its tasks weakly."""


async def in_one_task(stream: AsyncIterator[_Item]) -> AsyncGenerator[_Item, None]:
    """Pass a stream on, produced by a task of its own, a few items ahead at most.

    Closing the generator, or cancelling who reads it, cancels the task.
    """
    queue: asyncio.Queue[tuple[Any, BaseException | None]] = asyncio.Queue(_AHEAD)
    task = asyncio.create_task(_produce(stream, queue))
    _running.add(task)
    task.add_done_callback(_running.discard)
    try:
        while True:
            item, error = await queue.get()
            if isinstance(error, StopAsyncIteration):
                return
            if error is not None:
                raise error
            yield item
    finally:
        task.cancel()


async def _produce(stream: AsyncIterator[Any], queue: asyncio.Queue[tuple[Any, BaseException | None]]) -> None:
    ended: BaseException = StopAsyncIteration()
    try:
        async for item in stream:
            await queue.put((item, None))
    except asyncio.CancelledError:
        if queue.full():
            queue.get_nowait()
        queue.put_nowait((None, RuntimeError("the stream was cancelled from within")))
        raise
    except Exception as error:
        ended = error
    await queue.put((None, ended))
