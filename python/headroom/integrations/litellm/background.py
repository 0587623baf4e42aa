"""An event loop in a thread, for callers that have none: one for all of them, so that agents' clients stay in it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterator
from typing import Any, TypeVar

from headroom._locks import new_lock

__all__ = ["Background"]

_Result = TypeVar("_Result")


class Background:
    """Runs coroutines for threads that wait for them. The loop starts with the first one."""

    def __init__(self) -> None:
        self._lock = new_lock()
        self._thread = threading.Thread()
        self._loop: asyncio.AbstractEventLoop

    def wait(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Wait for what a coroutine returns or raises; it is cancelled where the waiting is interrupted."""
        running = asyncio.run_coroutine_threadsafe(work, self._started())
        try:
            return running.result()
        finally:
            running.cancel()

    def each(self, items: AsyncGenerator[_Result, None]) -> Iterator[_Result]:
        """Give what a generator yields, one at a time as it comes; it is closed with the iterator."""
        try:
            while (item := self.wait(_next(items))) is not None:
                yield item
        finally:
            self.wait(items.aclose())

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if not self._thread.is_alive():  # not yet, or not in this process: a fork copies one thread
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="headroom-agents", daemon=True)
                self._thread.start()
            return self._loop


async def _next(items: AsyncGenerator[_Result, None]) -> _Result | None:
    return await anext(items, None)
