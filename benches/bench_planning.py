"""A conversation that grows: what one more call costs, and all of them together."""

from __future__ import annotations

import statistics
import time

import pytest

from headroom import compress

MODEL = "gpt-4.1"  # a million tokens of context, so that the window stays out of the measurement


def _turn(number, text):
    call = {"id": f"call_{number}", "type": "function", "function": {"name": "fetch", "arguments": "{}"}}
    return [
        {"role": "user", "content": f"Question {number}: which of these need attention?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"call_{number}", "content": text},
        {"role": "assistant", "content": f"Answer {number}: the third and the last."},
    ]


@pytest.mark.parametrize("turns", [1, 10, 50, 200])
@pytest.mark.benchmark(group="one more call, its history known")
def bench_next_call(benchmark, fresh, turns):
    history = [message for number in range(turns) for message in _turn(number, fresh("orders", 0.2))]
    compress(history, model=MODEL)

    def setup():
        return ([*history, *_turn(turns, fresh("orders", 0.2))[:3]],), {"model": MODEL}

    benchmark.pedantic(compress, setup=setup, rounds=25, warmup_rounds=1)


@pytest.mark.benchmark(group="500 turns, call by call")
def bench_five_hundred_turns(benchmark, fresh, say):
    spent = []

    def setup():
        turns = [_turn(number, fresh("orders", 0.1)) for number in range(500)]
        return (turns,), {}

    def session(turns):
        spent.clear()
        messages = []
        for turn in turns:
            messages += turn
            start = time.perf_counter()
            compress(messages, model=MODEL)
            spent.append(time.perf_counter() - start)

    benchmark.pedantic(session, setup=setup, rounds=3)
    early, late = (1e3 * statistics.median(part) for part in (spent[50:100], spent[450:]))
    say(f"500 turns: {sum(spent):.2f} s in all; a call costs {early:.2f} ms at turn 75, {late:.2f} ms at turn 475")
