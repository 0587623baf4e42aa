"""Crushing tool results cold: every round gets a document that the process has never seen."""

from __future__ import annotations

import pytest

from headroom import SmartCrusher, compress, expand
from peers.documents import KINDS

CRUSHER = SmartCrusher()


@pytest.mark.parametrize("scale", [0.2, 2.5], ids=["4 KB", "50 KB"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.benchmark(group="crushing, cold")
def bench_crush(benchmark, fresh, say, kind, scale):
    texts = []

    def setup():
        texts.append(fresh(kind, scale))
        return (texts[-1],), {}

    result = benchmark.pedantic(CRUSHER.crush, setup=setup, rounds=15, warmup_rounds=1)
    size = sum(len(text.encode()) for text in texts) / len(texts) / 1e6
    saved = 1 - result.tokens_after / result.tokens_before
    speed = size / benchmark.stats.stats.median
    say(f"crushing {kind:12s} {size:6.3f} MB: {speed:5.1f} MB/s, {100 * saved:4.1f} % saved")


@pytest.mark.parametrize(
    ("scale", "rounds"), [(5, 100), (50, 30), (500, 5), (5000, 1)], ids=["100 KB", "1 MB", "10 MB", "100 MB"]
)
@pytest.mark.parametrize("kind", ["orders", "issues", "pods"])
@pytest.mark.benchmark(group="crushing, by size")
def bench_crush_by_size(benchmark, fresh, say, kind, scale, rounds):
    """Time is linear in the document: the speed of 100 MB is that of 100 KB, give or take the caches."""
    sizes = []

    def setup():
        text = fresh(kind, scale)
        sizes.append(len(text.encode()))
        return (text,), {}

    benchmark.pedantic(CRUSHER.crush, setup=setup, rounds=rounds, warmup_rounds=1 if rounds > 1 else 0)
    times = sorted(benchmark.stats.stats.data)
    size, longest = sum(sizes) / len(sizes) / 1e6, times[min(len(times) - 1, round(0.99 * len(times)))]
    median = times[len(times) // 2]
    speed, milliseconds = size / median, (1e3 * median, 1e3 * longest)
    say(f"crushing {kind:8s} {size:7.2f} MB: {speed:5.1f} MB/s, median %.1f ms, p99 %.1f ms" % milliseconds)


@pytest.mark.parametrize("kind", ["orders", "pods"])
@pytest.mark.benchmark(group="expanding")
def bench_expand(benchmark, fresh, kind):
    compressed = CRUSHER.crush(fresh(kind, 2.5)).compressed
    benchmark(expand, compressed)


@pytest.mark.benchmark(group="compress()")
def bench_compress_plain_chat(benchmark):
    """The least a call can cost: nothing to compress, everything known."""
    messages = [
        {"role": "system", "content": "You are the assistant of a web shop."},
        {"role": "user", "content": "Hello, which day is it?"},
        {"role": "assistant", "content": "Monday."},
        {"role": "user", "content": "And tomorrow?"},
    ]
    benchmark(compress, messages, model="gpt-4o")


@pytest.mark.parametrize("scale", [0.05, 1.0], ids=["1 KB", "20 KB"])
@pytest.mark.benchmark(group="compress()")
def bench_compress_known_result(benchmark, around, fresh, scale):
    messages = around(fresh("orders", scale))
    benchmark(compress, messages, model="gpt-4o")


@pytest.mark.parametrize("scale", [0.05, 1.0], ids=["1 KB", "20 KB"])
@pytest.mark.benchmark(group="compress()")
def bench_compress_new_result(benchmark, around, fresh, scale):
    setup = lambda: ((around(fresh("orders", scale)),), {"model": "gpt-4o"})  # noqa: E731
    benchmark.pedantic(compress, setup=setup, rounds=40, warmup_rounds=2)
