"""How long the event loop stands still while eight concurrent agents each bring a 5 MB result."""

from __future__ import annotations

import asyncio
import statistics
import time

import pytest

from headroom import acompress

AGENTS = 8
ROUNDS = 3


async def _stall(*work):
    """The longest time between two ticks of a loop that ticks every millisecond, beyond that millisecond."""
    worst, running = 0.0, True

    async def ticks():
        nonlocal worst
        while running:
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - start - 0.001)

    ticking = asyncio.create_task(ticks())
    await asyncio.sleep(0.05)
    worst = 0.0
    await asyncio.gather(*(make() for make in work))
    running = False
    await ticking
    return 1e3 * worst


def _report(benchmark, say, name, make_work):
    """`make_work` gives what the agents do in one round."""
    stalls = []
    benchmark.pedantic(lambda work: stalls.append(asyncio.run(_stall(*work))), setup=make_work, rounds=ROUNDS)
    seconds = benchmark.stats.stats.median
    usual, worst = statistics.median(stalls), max(stalls)
    say(f"event loop, {name}: stalls {usual:.1f} ms, at most {worst:.1f}; {seconds:.2f} s a round")


@pytest.mark.benchmark(group="event loop, eight times 5 MB")
def bench_stall_nothing(benchmark, say):
    """The noise of the machine: the loop ticks and nobody works."""
    _report(benchmark, say, "idle", lambda: (([lambda: asyncio.sleep(1)],), {}))


@pytest.mark.benchmark(group="event loop, eight times 5 MB")
def bench_stall_acompress(benchmark, say, large, around):
    def make_work():
        texts = [around(large()) for _ in range(AGENTS)]
        return ([lambda messages=messages: acompress(messages, model="gpt-4o") for messages in texts],), {}

    _report(benchmark, say, "acompress", make_work)


@pytest.mark.parametrize("wrapped", [False, True], ids=["bare", "wrapped"])
@pytest.mark.benchmark(group="event loop, eight times 5 MB")
def bench_stall_agno(benchmark, say, large, wrapped):
    """Agno agents whose tool returns 5 MB, with their model as it is and wrapped."""
    pytest.importorskip("agno")
    from agno.agent import Agent

    from headroom.integrations.agno import HeadroomAgnoModel
    from headroom.testing import FakeModel, Reply, ToolCall, Usage

    def agent(text):
        def fetch() -> str:
            """Fetch all orders."""
            return text

        counted = Usage(1, 1)
        model = FakeModel([Reply(tool_calls=[ToolCall("fetch")], usage=counted), Reply("Done.", usage=counted)])
        return Agent(model=HeadroomAgnoModel(model) if wrapped else model, tools=[fetch], telemetry=False)

    def make_work():
        agents = [agent(large()) for _ in range(AGENTS)]
        return ([lambda one=one: one.arun("Fetch the orders.") for one in agents],), {}

    _report(benchmark, say, f"Agno, {'wrapped' if wrapped else 'bare'}", make_work)
