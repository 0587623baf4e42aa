"""An answer that is made in one task from its first chunk to its last, whoever reads it.

What an agent opens while it runs, such as connections to tool servers, must be closed by the task that opened it.
A server reads the first chunk in one task and the others in the next, and drops the stream when the client leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from .chunks import Chunk

__all__ = ["Tell", "told_by"]

Tell = Callable[[Chunk], Awaitable[None]]
"""Takes a chunk, and waits where nobody has read those before it."""

_AHEAD = 16

_running: set[asyncio.Task[None]] = set()
"""The loop holds its tasks weakly."""


async def told_by(run: Callable[[Tell], Awaitable[None]]) -> AsyncGenerator[Chunk, None]:
    """Give what a run tells, while it runs in a task of its own, a few chunks ahead at most.

    Closing the generator, or cancelling who reads it, cancels the run. What the run raises is raised here.
    """
    queue: asyncio.Queue[Chunk | BaseException] = asyncio.Queue(_AHEAD)
    task = asyncio.create_task(_told(run, queue))
    _running.add(task)
    task.add_done_callback(_running.discard)
    try:
        while not isinstance(item := await queue.get(), BaseException):
            yield item
        if not isinstance(item, StopAsyncIteration):
            raise item
    finally:
        task.cancel()


async def _told(run: Callable[[Tell], Awaitable[None]], queue: asyncio.Queue[Chunk | BaseException]) -> None:
    ended: BaseException = StopAsyncIteration()
    try:
        await run(queue.put)
    except asyncio.CancelledError:
        if queue.full():
            queue.get_nowait()
        queue.put_nowait(RuntimeError("the run was cancelled from within"))
        raise
    except Exception as error:
        ended = error
    await queue.put(ended)
