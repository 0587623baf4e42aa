"""A conversation that grows: what one more call costs, and all of them together."""

from __future__ import annotations

import itertools
import statistics
import time
from typing import NamedTuple

import pytest

from agent_sessions import AgentSession, calls_of, conversation_of, size_of
from headroom import compress

LIMIT = {"model": "gpt-4o", "model_limit": 100_000_000}  # so that the window stays out of the measurement
SEEDS = itertools.count(1)
STEP = 50


class Spent(NamedTuple):
    """What a call of a session cost."""

    seconds: float
    new_bytes: int


@pytest.mark.parametrize("turns", [1, 25, 100, 500])
@pytest.mark.benchmark(group="one more call, its history known")
def bench_next_call(benchmark, say, turns):
    session = AgentSession(next(SEEDS))
    history = [message for number in range(turns) for message in session.turn(number)]
    compress(history, **LIMIT)

    def setup():
        return ([*history, *session.turn(turns)[:3]],), LIMIT

    benchmark.pedantic(compress, setup=setup, rounds=60, warmup_rounds=2)
    median = 1e6 * benchmark.stats.stats.median
    say(f"one more call, its history known: {median:7.0f} µs p50 at {turns:3} turns ({size_of(history) / 1e6:.2f} MB)")


@pytest.mark.parametrize("turns", [25, 100, 500])
@pytest.mark.benchmark(group="the same call again, all of it known")
def bench_known_call(benchmark, say, turns):
    session = AgentSession(next(SEEDS))
    history = [message for number in range(turns) for message in session.turn(number)]
    benchmark.pedantic(compress, args=(history,), kwargs=LIMIT, rounds=60, warmup_rounds=2)
    say(f"the same call again: {1e6 * benchmark.stats.stats.median:7.0f} µs p50 at {turns:3} turns")


@pytest.mark.benchmark(group="500 turns, call by call")
def bench_five_hundred_turns(benchmark, say):
    sessions = []

    def setup():
        session = AgentSession(next(SEEDS))
        return ((session.turn(number) for number in range(500)),), {}

    benchmark.pedantic(lambda turns: sessions.append(spent_on(turns)), setup=setup, rounds=3)
    for line in table(sessions):
        say(line)


def spent_on(turns):
    """Every call of a session; only planning is timed."""
    spent, before = [], 0
    for messages in calls_of(turns):
        start = time.perf_counter()
        compress(messages, **LIMIT)
        seconds = time.perf_counter() - start
        spent.append(Spent(seconds, size_of(messages[before:])))
        before = len(messages)
    return spent


def table(sessions):
    """The cost of the calls so far against the length of the conversation, the median of the sessions."""
    yield "turns   total ms so far   ms a call, p50   new bytes a turn"
    for turns in range(STEP, 500 + STEP, STEP):
        total = statistics.median(1e3 * sum(call.seconds for call in spent[: 2 * turns]) for spent in sessions)
        late = [call for spent in sessions for call in spent[2 * (turns - STEP) : 2 * turns]]
        call = 1e3 * statistics.median(call.seconds for call in late)
        grown = 2 * statistics.mean(call.new_bytes for call in late)
        yield f"{turns:5}   {total:15.1f}   {call:14.3f}   {grown:16.0f}"


@pytest.mark.parametrize("scale", [1.0, 8.0], ids=["4 kB results", "30 kB results"])
@pytest.mark.benchmark(group="a conversation of 10 MB, cold")
def bench_cold_conversation(benchmark, say, scale):
    sizes = []

    def setup():
        messages = conversation_of(next(SEEDS), 10_000_000, scale)
        sizes.append((len(messages), size_of(messages) / 1e6))
        return (messages,), LIMIT

    benchmark.pedantic(compress, setup=setup, rounds=5)
    count, size = sizes[-1]
    median = benchmark.stats.stats.median
    say(f"planning {size:.1f} MB in {count} messages, cold: {1e3 * median:.0f} ms, {size / median:.1f} MB/s")
