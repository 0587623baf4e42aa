"""How long pages of large results take: `headroom_retrieve` on originals of 5 MB, many different pages of each.

    python benches/page_latency.py [MEGABYTES]

The first page of an original reads it, and what it becomes in its shortest form is remembered; those behind it look up.
Times are of whole calls of `headroom.retrieve`, in milliseconds.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import headroom
from headroom import HeadroomConfig, ViewConfig

PAGES = 1000
CONFIG = HeadroomConfig(views=ViewConfig(enabled=True))


def main(megabytes: float) -> None:
    """Print a line for each original and way to ask."""
    for name, text in originals(int(megabytes * 1_000_000)):
        messages = [{"role": "user", "content": "What is there?"}, {"role": "tool", "content": text}]
        sent = headroom.compress(messages, model="gpt-4o", config=CONFIG).messages
        address = re.search(r"\b(?=\w*\d)[0-9a-z]{12}\b", sent[-1]["content"]).group()
        for what in ("lines", "query", "rows"):
            times = [timed(address, {what: asked}) for asked in asked_by(what)]
            first, rest = times[0], sorted(times[1:])
            median, late = statistics.median(rest), rest[int(0.99 * len(rest))]
            print(
                f"{name:7} {len(text) / 1e6:4.1f} MB {what:6} first {first:7.1f}  median {median:6.2f}  p99 {late:6.2f}"
            )


def originals(size: int) -> Iterator[tuple[str, str]]:
    """Records and a log of about that many bytes."""
    cities = ("Lagos", "Lima", "Oslo", "Pune")
    orders = [
        {"order": n, "city": cities[n % 4], "total": n * 7919 % 997, "state": "failed" if n % 499 == 7 else "shipped"}
        for n in range(size // 62)
    ]
    yield "orders", json.dumps(orders)
    lines = (
        f"2026-03-01 {n // 60 % 24:02}:{n % 60:02} GET /api/items/{n * 7919 % 99991} 200 in {n % 37} ms"
        for n in range(size // 56)
    )
    yield "log", "\n".join(lines)


def asked_by(what: str) -> Iterator[str]:
    """What each page is asked for; no two are alike."""
    for number in range(PAGES):
        at = number * 7919 % 60_000
        yield {
            "lines": f"{at + 1}-{at + 200}",
            "query": f"{at} Lima",
            "rows": f"total > {number % 900} and order > {at}",
        }[what]


def timed(address: str, asked: dict[str, Any]) -> float:
    """Milliseconds of a page."""
    started = time.perf_counter()
    page = headroom.retrieve(address, config=CONFIG, **asked)
    taken = time.perf_counter() - started
    assert "nothing is kept" not in page
    return taken * 1e3


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
