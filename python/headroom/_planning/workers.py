"""Work off the event loop, and without one."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from headroom._planning.rows import Row

__all__ = ["LARGE_CHARACTERS", "completed", "is_large", "off_loop", "workers"]

LARGE_CHARACTERS = 16_384
"""Conversations with more text than this are planned off the event loop. That much takes about 0.3 ms when nothing
of it is known yet, so that a hundred such calls at once stay bearable; the way to a thread and back takes about 0.05 ms
(`pytest benches/bench_offload.py`). Less would queue small calls behind the large ones on the same threads."""

Result = TypeVar("Result")


def is_large(rows: Sequence[Row]) -> bool:
    """Whether working on these rows takes so long that an event loop should not wait for it."""
    return sum(len(text.text) for row in rows for text in row.texts) > LARGE_CHARACTERS


def completed(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine that waits for nothing, so that what has two forms is written once.

    Raises:
        RuntimeError: it waits.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    work.close()
    raise RuntimeError("the coroutine waits for something")


async def off_loop(work: Callable[[], Result]) -> Result:
    """Do `work` on a thread while the event loop goes on; in place where there is no loop of asyncio's to go on."""
    import asyncio  # a third of what importing headroom would cost, and who waits has it loaded already

    try:
        done = asyncio.get_running_loop().run_in_executor(workers(), work)
    except RuntimeError:  # another library's event loop, or an interpreter that is shutting down
        return work()
    return await done


@cache
def workers() -> ThreadPoolExecutor:
    """One thread fewer than there are processors, so that the event loop keeps one to itself."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1), thread_name_prefix="headroom")


if hasattr(os, "register_at_fork"):
    # A forked child has the pool and none of its threads: it makes one of its own.
    os.register_at_fork(after_in_child=workers.cache_clear)
