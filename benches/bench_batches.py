"""Many texts in one call: what a second core is worth, by the clock, on texts that the process has not seen."""

from __future__ import annotations

import os
import time
from statistics import median

import pytest

from headroom import SmartCrusher, count_tokens_batch

ROUNDS, TEXTS, SCALE = 5, 1500, 1
CORES = os.cpu_count() or 1
WORKS = {"counting": count_tokens_batch, "compressing": SmartCrusher().crush_batch}


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.skipif(CORES == 1, reason="there is one core")
def bench_batch(work, fresh, say):
    ratios, size = [], 0
    for _ in range(ROUNDS):
        texts = [fresh("orders", SCALE) for _ in range(TEXTS)]
        size = sum(map(len, texts))
        alone, together = (_seconds(work, texts, threads) for threads in (1, CORES))
        ratios.append(alone / together)
    say(f"{work} {size / 1e6:.0f} MB in {TEXTS:,} texts: {median(ratios):.2f} times as fast on {CORES} cores as on one")


def _seconds(work, texts, threads):
    began = time.perf_counter()
    WORKS[work](texts, "gpt-4o", threads=threads)
    return time.perf_counter() - began
