"""Counting tokens, beside tiktoken. Nothing is remembered between counts, so the same text may be counted again."""

from __future__ import annotations

import json
import time

import pytest

from headroom import count_tokens
from peers.documents import KINDS

PROSE = "The quick brown fox jumps over the lazy dog while 12 engineers measure it. "


def _text(name, fresh):
    made = {
        "prose": lambda: PROSE * 700,
        "short prose": lambda: PROSE,
        "cjk": lambda: "".join(chr(0x4E00 + (i * 7919) % 8000) for i in range(20_000)),
        "one letter": lambda: "a" * 50_000,
        "json, 1 KB": lambda: fresh("orders", 0.05)[:1000],
        "json, 500 KB": lambda: fresh("orders", 25),
    }
    return made[name]() if name in made else fresh(name, 2.5)


NAMES = (*KINDS, "prose", "short prose", "cjk", "one letter", "json, 1 KB", "json, 500 KB")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="counting")
def bench_count(benchmark, fresh, name):
    text = _text(name, fresh)
    count = benchmark(lambda: count_tokens(text, model="gpt-4o").value)
    benchmark.extra_info.update(megabytes=len(text.encode()) / 1e6, tokens=count)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.benchmark(group="counting: times tiktoken's speed")
def bench_beside_tiktoken(benchmark, fresh, say, tiktoken_count, name):
    text = _text(name, fresh)
    benchmark.pedantic(tiktoken_count, args=(text,), rounds=7, warmup_rounds=1)
    theirs = benchmark.stats.stats.median
    ours = sorted(_seconds(lambda: count_tokens(text, model="gpt-4o")) for _ in range(21))[10]
    assert count_tokens(text, model="gpt-4o").value == tiktoken_count(text)
    size = len(text.encode()) / 1e6
    say(f"counting {name:12s} {size:6.3f} MB: tiktoken {size / theirs:6.1f} MB/s, ours {theirs / ours:5.1f} times that")


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.benchmark(group="counting")
def bench_count_request(benchmark, around, fresh):
    messages = around(fresh("orders"), turns=5)
    tools = [{"type": "function", "function": json.loads('{"name": "fetch", "parameters": {"type": "object"}}')}]
    benchmark(count_tokens, messages, model="gpt-4o", tools=tools)
