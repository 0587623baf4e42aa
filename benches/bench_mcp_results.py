"""What is saved of results over MCP servers: strings in strings in strings, half of them cut off."""

from __future__ import annotations

import statistics

import pytest

from headroom import SmartCrusher
from mcp_results import cut_results, results

CRUSHER = SmartCrusher()


@pytest.mark.benchmark(group="results over MCP")
def bench_mcp_results(benchmark, say):
    texts = list(results())
    crushed = benchmark.pedantic(lambda: [CRUSHER.crush(text) for _, text in texts], rounds=3)
    saved = [1 - one.tokens_after / one.tokens_before for one in crushed]
    before, after = sum(one.tokens_before for one in crushed), sum(one.tokens_after for one in crushed)
    for kind in sorted({kind for kind, _ in texts}):
        of_kind = [share for share, (other, _) in zip(saved, texts, strict=True) if other == kind]
        say(f"results over MCP, {kind:12s}: {len(of_kind):3d}, median {100 * statistics.median(of_kind):4.1f} % saved")
    total, median = 1 - after / before, statistics.median(saved)
    speed = sum(len(text.encode()) for _, text in texts) / 1e6 / benchmark.stats.stats.median
    say(f"results over MCP: {len(texts)}, {before} -> {after} tokens, {speed:.1f} MB/s")
    say(f"results over MCP: {100 * total:.1f} % saved, {100 * median:.1f} % in the median")


def bench_cut_results(say):
    """How much is saved of results that were cut anywhere, beside the same results whole."""
    shares = [(_saved(whole.text), _saved(cut)) for whole, cut in cut_results()]
    for name, saved in zip(("whole", "cut"), zip(*shares, strict=True), strict=True):
        tenths = statistics.quantiles(saved, n=10)
        say(f"results over MCP, {name}: " + ", ".join(f"{100 * tenth:.0f}" for tenth in tenths) + " % at each tenth")
    say(
        f"results over MCP: {sum(cut < 0.02 <= whole for whole, cut in shares)} of {len(shares)} save nothing cut alone"
    )


def _saved(text: str) -> float:
    one = CRUSHER.crush(text)
    return 1 - one.tokens_after / one.tokens_before
