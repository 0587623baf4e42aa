"""One fact in a large result: does it stand in the view?

Rows of a service's requests, flat and with lists in them, and its log. The fact is an error, a number far from the
others, a value that no other line has, what the question asks for, or a line like all others: that one may be left out,
and then has to be found again by its word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from headroom import retrieve
from peers.documents import Source
from views.sending import sent, tokens

NEUTRAL = "Sum up what the service did."
QUESTIONS = {
    "error": NEUTRAL,
    "outlier": NEUTRAL,
    "rare": NEUTRAL,
    "asked for": "Which customer was given a voucher?",
    "plain": NEUTRAL,
}
"""What is asked, by the kind of fact."""


def _request(source: Source, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "at": source.moment(),
        "method": source.choice(["GET", "PUT", "POST"]),
        "state": "done",
        "ms": source.randint(15, 60),
        "note": f"handled for {source.person()}",
    }


def _changed(kind: str, word: str) -> dict[str, Any]:
    return {
        "error": {"state": "failed", "note": f"connection refused by {word}"},
        "outlier": {"ms": 48_211, "note": f"handled for {word}"},
        "rare": {"method": "PURGE", "note": f"handled for {word}"},
        "asked for": {"note": f"voucher given to customer {word}"},
        "plain": {"note": f"handled for {word}"},
    }[kind]


def flat(source: Source, kind: str, word: str, count: int = 1000) -> str:
    """Rows as an API gives them."""
    return json.dumps({"requests": _rows(source, kind, word, count), "count": count})


def nested(source: Source, kind: str, word: str, count: int = 500) -> str:
    """Rows with a list of records in each."""
    rows = _rows(source, kind, word, count)
    for row in rows:
        row["parts"] = [
            {"id": source.hexadecimal(6), "size": source.randint(1, 9)} for _ in range(source.randint(1, 3))
        ]
    return json.dumps({"requests": rows, "count": count})


def _rows(source: Source, kind: str, word: str, count: int) -> list[dict[str, Any]]:
    rows = [_request(source, number) for number in range(count)]
    rows[source.randint(count // 5, 4 * count // 5)].update(_changed(kind, word))
    return rows


def log(source: Source, kind: str, word: str, count: int = 2000) -> str:
    """The lines of a log."""
    lines = [_line(source, number) for number in range(count)]
    at = source.randint(count // 5, 4 * count // 5)
    lines[at] = (
        lines[at][:19]
        + {
            "error": f" ERROR [worker-3] connection refused by {word}",
            "outlier": f" INFO [worker-3] handled {word} in 48211 ms",
            "rare": f" INFO [leader] lease handed over to {word}",
            "asked for": f" INFO [shop] voucher given to customer {word}",
            "plain": f" INFO [worker-3] handled {word} in 31 ms",
        }[kind]
    )
    return "\n".join(lines)


def _line(source: Source, number: int) -> str:
    moment = f"2026-03-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
    said = [
        f"handled R{source.randint(10_000, 99_999)} in {source.randint(15, 60)} ms",
        f"cache holds {source.randint(100, 999)} entries",
        f"poll of queue {source.choice(['mail', 'bills', 'search'])}: {source.randint(0, 9)} waiting",
    ]
    return f"{moment} INFO [worker-{source.randint(1, 8)}] {source.choice(said)}"


Shape = Callable[[Source, str, str], str]
SHAPES: dict[str, tuple[Shape, float]] = {
    "flat, 1,000 rows": (flat, 0.10),
    "nested, 500 rows": (nested, 0.10),
    "log, 2,000 lines": (log, 0.06),
}
"""Each with the share of its tokens that the view may take."""


def rows(runs: int, seed: int) -> Iterator[list[str]]:
    """The table: how many of the facts stand in the view; of plain ones how many a search for their word finds."""
    yield ["", "share of tokens", *QUESTIONS, "plain, found by its word"]
    for name, (shape, share) in SHAPES.items():
        found = {kind: [_kept(shape, share, kind, f"{seed} {run}") for run in range(runs)] for kind in QUESTIONS}
        kept = [f"{sum(stands for stands, _ in found[kind])} of {runs}" for kind in QUESTIONS]
        yield [name, f"{share:.2f}", *kept, f"{sum(again for _, again in found['plain'])} of {runs}"]


def _kept(shape: Shape, share: float, kind: str, seed: str) -> tuple[bool, bool]:
    """Whether the fact stands in the view, and whether it does or a search for its word finds it."""
    source = Source(seed)
    word = f"N{source.hexadecimal(7)}"
    text = shape(source, kind, word)
    view = sent(text, QUESTIONS[kind], int(share * tokens(text))).text
    return word in view, word in view or word in _searched(view, word)


def _searched(view: str, word: str) -> str:
    address = re.search(r'headroom_retrieve\("(\w+)"', view)
    return retrieve(address[1], query=word) if address else ""
