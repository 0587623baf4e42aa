"""Evidence for LARGE_CHARACTERS: what planning costs on the event loop, against the way to a thread and back."""

from __future__ import annotations

import asyncio
import statistics
import time
from functools import partial

import pytest

from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._planning.workers import LARGE_CHARACTERS, workers
from headroom._shapes.messages import MESSAGES
from peers.documents import KINDS

SIZES = [1 << power for power in range(10, 20)]


def _timed(work):
    start = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - start)


def _milliseconds(fresh, around, size):
    """Cold planning of about `size` characters: median and worst over all kinds of documents."""
    engine, spent = Engine(), []
    for _ in range(3):
        for kind in KINDS:
            messages = around(fresh(kind, size / 10_000)[:size])
            spent.append(_timed(partial(engine.send, messages, MESSAGES, Ask("gpt-4o"))))
    return statistics.median(spent), max(spent)


@pytest.mark.benchmark(group="offload")
def bench_offload_inline(benchmark, fresh, around, say):
    """What a call blocks the loop for if it stays on it, by size."""
    found = benchmark.pedantic(lambda: [_milliseconds(fresh, around, size) for size in SIZES], rounds=1)
    for size, (median, worst) in zip(SIZES, found, strict=True):
        mark = "  <- LARGE_CHARACTERS" if size == LARGE_CHARACTERS else ""
        say(f"offload: {size:7,d} characters inline {median:7.2f} ms median, {worst:7.2f} ms worst{mark}")


@pytest.mark.parametrize("idle", [False, True], ids=["busy", "idle"])
@pytest.mark.benchmark(group="offload")
def bench_offload_thread(benchmark, say, idle):
    """The way to a thread and back with nothing to do there; after a pause, the thread has to be woken."""

    async def trips():
        loop, spent = asyncio.get_running_loop(), []
        for _ in range(200):
            await asyncio.sleep(0.002 if idle else 0)
            start = time.perf_counter()
            await loop.run_in_executor(workers(), int)
            spent.append(1e3 * (time.perf_counter() - start))
        return statistics.median(spent), sorted(spent)[197]

    median, worst = benchmark.pedantic(lambda: asyncio.run(trips()), rounds=1, warmup_rounds=1)
    say(f"offload: to a{'n idle' if idle else ' busy'} thread and back {median:.3f} ms median, {worst:.3f} ms 99 %")
