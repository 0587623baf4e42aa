"""Lines whose values have names, and what is asked about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from peers.documents import WORDS, Source
from reading.families import CITIES, Made
from reading.subjects import Family, Question, called

ASK = "In the latest result, "
ROWS = r"\[each of \d+ rows stands for this line, "


def _requests(source: Source) -> list[dict[str, Any]]:
    return [
        {
            "time": f"2026-03-01T10:{place:02}:{source.randrange(60):02}Z",
            "level": "info",
            "msg": "request done",
            "method": source.choice(["GET", "POST"]),
            "path": f"/orders/{order}",
            "status": source.choice([200, 201, 404, 500]),
            "took": source.randrange(900),
        }
        for place, order in enumerate(source.sample(range(10, 99), 14))
    ]


def _asked_of_requests(source: Source, rows: list[dict[str, Any]]) -> list[Question]:
    return [
        Question(f"{ASK}what is the {field} of the request whose path is {row['path']}?", str(row[field]))
        for row in source.sample(rows, 2)
        for field in ("status", "took", "method")
    ]


def _requested(write: Callable[[dict[str, Any]], str]) -> Callable[[Source], Made]:
    def make(source: Source) -> Made:
        rows = _requests(source)
        return called(("read_log", {}, "\n".join(map(write, rows)) + "\n")), _asked_of_requests(source, rows)

    return make


def _logfmt(row: dict[str, Any]) -> str:
    return " ".join(f"{name}={json.dumps(value) if ' ' in str(value) else value}" for name, value in row.items())


def _prefixed(row: dict[str, Any]) -> str:
    said = {name: row[name] for name in ("method", "path", "status", "took")}
    return f"{row['time']} INFO api: {json.dumps(said)}"


def models(source: Source) -> Made:
    """Models as `print` shows them, a line each."""
    rows = [
        {
            "id": number,
            "name": f"{source.choice(list(WORDS))} {source.choice(list(WORDS))}",
            "city": source.choice(CITIES),
            "price": source.randrange(9999) / 100,
            "stock": source.randrange(900),
        }
        for number in source.sample(range(100, 999), 14)
    ]
    lines = [" ".join(f"{name}={value!r}" for name, value in row.items()) for row in rows]
    asked = [
        Question(f"{ASK}what is the {field} of the item whose id is {row['id']}?", str(row[field]))
        for row in source.sample(rows, 2)
        for field in ("price", "stock", "city")
    ]
    return called(("print_items", {}, "\n".join(lines) + "\n")), asked


NAMED = [
    Family("logfmt", "compact", ROWS, _requested(_logfmt)),
    Family("models as they are printed", "default", ROWS, models),
    Family("records behind dates", "default", ROWS, _requested(_prefixed)),
]
