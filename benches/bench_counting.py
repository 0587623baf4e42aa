"""Counting tokens beside tiktoken: one table of ratios, both measured in turns on the same texts in one run.

"Warm" is a text that was counted before: its words are remembered, its count is not. "Never seen" is another text in
each round (if it has more than one letter), counted on a new thread, which remembers nothing; what the thread allocates
is in the time, its start is not. Messages are 400 different ones, counted one after the other, the same in each round.
Times are of the processor, so that other processes do not count, except where two threads are held against one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any, NamedTuple

import pytest

import counted_texts as texts
from headroom import count_tokens, count_tokens_batch, fits

ROUNDS = 15
KINDS = {
    "JSON": texts.spaced_json,
    "minified JSON": texts.minified_json,
    "code": texts.code,
    "logs": texts.logs,
    "prose": texts.prose,
    "Chinese": texts.chinese,
    "Japanese": texts.japanese,
    "emoji": texts.emoji,
    "one letter": lambda _: "a" * 100_000,
    "spaces": lambda _: " " * 100_000,
    "'='": lambda _: "=" * 100_000,
}
VOCABULARIES = {"o200k_base": "gpt-4o", "cl100k_base": "gpt-4"}

Count = Callable[[str], int]


class Pair(NamedTuple):
    """Median seconds of a baseline and of what is held against it, and the median of the rounds' ratios."""

    base: float
    ours: float
    ratio: float


@pytest.mark.benchmark(group="counting")
def bench_count_request(benchmark, around, fresh):
    messages = around(fresh("orders"), turns=5)
    tools = [{"type": "function", "function": json.loads('{"name": "fetch", "parameters": {"type": "object"}}')}]
    benchmark(count_tokens, messages, model="gpt-4o", tools=tools)


def bench_beside_tiktoken(say, tiktoken_count):
    say("| counted | tiktoken | Headroom | times |")
    say("|---|--:|--:|--:|")
    for name, make in KINDS.items():
        say(_row_by_size(f"{name}, warm", make(0), _warm(make(0), tiktoken_count)))
        say(_row_by_size(f"{name}, never seen", make(0), _never_seen(make, tiktoken_count)))
    for name, make in {"JSON": texts.spaced_json, "prose": texts.prose}.items():
        for row in _messages(name, texts.messages(make(0), 400), tiktoken_count):
            say(row)
    say(_limit(tiktoken_count))
    say(_linearity("JSON", "".join(map(texts.spaced_json, range(25)))[:10_000_000]))
    say(_linearity("one letter", "a" * 10_000_000))
    say(_threads())
    for vocabulary, model in VOCABULARIES.items():
        say(_first_use(vocabulary, model))


def _ours(text: str) -> int:
    return count_tokens(text, model="gpt-4o").value


def _row_by_size(name: str, text: str, pair: Pair) -> str:
    size = len(text.encode()) / 1e6
    speeds = f"{size / pair.base:.1f} MB/s | {size / pair.ours:.0f} MB/s"
    return f"| {name}, {1000 * size:.0f} kB | {speeds} | {pair.ratio:.1f} |"


def _row_by_time(name: str, pair: Pair, unit: str) -> str:
    scale = {"us": 1e6, "ms": 1e3}[unit]
    return f"| {name} | {scale * pair.base:.2f} {unit} | {scale * pair.ours:.2f} {unit} | {pair.ratio:.1f} |"


def _row_of_ours(name: str, ratio: float) -> str:
    return f"| {name} | | | {ratio:.2f} |"


def _seconds(work: Callable[[], Any], repeats: int = 1, clock: Callable[[], float] = time.thread_time) -> float:
    start = clock()
    for _ in range(repeats):
        work()
    return (clock() - start) / repeats


def _pair(rounds: Iterable[tuple[float, float]]) -> Pair:
    ours, base = zip(*rounds, strict=True)
    return Pair(median(base), median(ours), median(b / o for o, b in zip(ours, base, strict=True)))


def _warm(text: str, count: Count) -> Pair:
    assert _ours(text) == count(text)
    return _pair((_seconds(lambda: _ours(text), 5), _seconds(lambda: count(text))) for _ in range(ROUNDS))


def _never_seen(make: Callable[[int], str], count: Count) -> Pair:
    def round_with(text: str) -> tuple[float, float]:
        # Ours goes first: whoever does has Python encode the text.
        return _on_a_new_thread(lambda: _seconds(lambda: _ours(text))), _seconds(lambda: count(text))

    return _pair(round_with(make(seed)) for seed in range(1, ROUNDS + 1))


def _on_a_new_thread(work: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _messages(name: str, messages: list[str], count: Count) -> Iterator[str]:
    each = 1 / len(messages)
    assert count_tokens_batch(messages).tolist() == [count(text) for text in messages]

    def loop() -> float:
        return each * _seconds(lambda: [_ours(text) for text in messages], 10)

    def theirs() -> float:
        return each * _seconds(lambda: [count(text) for text in messages])

    def batch() -> float:
        return each * _seconds(lambda: count_tokens_batch(messages), 10)

    yield _row_by_time(f"a message of 200 bytes of {name}", _pair((loop(), theirs()) for _ in range(ROUNDS)), "us")
    yield _row_by_time("the same in a batch of 400", _pair((batch(), theirs()) for _ in range(ROUNDS)), "us")
    yield _row_of_ours("a batch of 400 instead of a loop", _pair((batch(), loop()) for _ in range(ROUNDS)).ratio)


def _limit(count: Count) -> str:
    text = texts.spaced_json(0)
    rounds = ((_seconds(lambda: fits(text, 20_000)), _seconds(lambda: count(text))) for _ in range(ROUNDS))
    return _row_by_time(f"whether {len(text) / 1e3:.0f} kB of JSON fit 20,000 tokens", _pair(rounds), "ms")


def _linearity(name: str, text: str) -> str:
    """How much more 10 MB take than a hundred times 100 kB, on new threads."""
    assert len(text) == 10_000_000

    def short() -> float:
        return 100 * _on_a_new_thread(lambda: _seconds(lambda: _ours(text[:100_000])))

    def long() -> float:
        return _on_a_new_thread(lambda: _seconds(lambda: _ours(text)))

    pair = _pair((short(), long()) for _ in range(ROUNDS))
    return _row_of_ours(f"10 MB of {name} instead of 100 times 100 kB: time", pair.ratio)


def _threads() -> str:
    """How much more two threads get done than one, each with texts of its own."""
    work = [[texts.spaced_json(100 * thread + number) for number in range(10)] for thread in range(2)]

    def run(mine: list[str]) -> None:
        for text in 2 * mine:
            _ours(text)

    def together() -> None:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(run, work))

    def alone() -> None:
        run(work[0])

    wall = time.perf_counter
    rounds = [(_seconds(together, clock=wall), _seconds(alone, clock=wall)) for _ in range(4 * ROUNDS)]
    least_together, least_alone = map(min, zip(*rounds, strict=True))  # there must be two idle processors
    return _row_of_ours("two threads instead of one: work done, at best", 2 * least_alone / least_together)


FIRST_USE = """
import os, time
{imports}
def resident():  # Linux's; getrusage would give the peak of the process that started this one
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
before, start = resident(), time.thread_time()
{call}
print(1e3 * (time.thread_time() - start), resident() - before)
"""


def _first_use(vocabulary: str, model: str) -> str:
    theirs = _in_new_processes("import tiktoken", f"tiktoken.get_encoding({vocabulary!r}).encode_ordinary('x')")
    ours = _in_new_processes("import headroom", f"headroom.count_tokens('x', {model!r})")
    cells = " | ".join(f"{milliseconds:.0f} ms, {megabytes:.0f} MB" for milliseconds, megabytes in (theirs, ours))
    return f"| first use of {vocabulary} | {cells} | {theirs[0] / ours[0]:.0f} |"


def _in_new_processes(imports: str, call: str) -> tuple[float, float]:
    """Milliseconds and megabytes that the call takes after the imports."""
    command = [sys.executable, "-c", FIRST_USE.format(imports=imports, call=call)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(5)]
    milliseconds, megabytes = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return median(milliseconds), median(megabytes)
