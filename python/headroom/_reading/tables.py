"""Results that are lists of alike objects: of plain fields, with objects and lists in them, wide, and with gaps."""

from __future__ import annotations

import datetime
from typing import Any

from headroom._reading.source import CITIES, NOUNS, SURNAMES, Source

__all__ = ["affixes", "events", "issues", "metrics", "orders", "quotes", "sparse", "users"]

Rows = list[dict[str, Any]]


def orders(source: Source) -> Any:
    """Orders, each with a customer and items."""
    rows = [
        {
            "order_id": f"A-{1040 + number * 13 + number * source.randint(2, 9)}",
            "customer": {
                "name": source.person(),
                "vip": source.random() < 0.4,
                "address": {"city": source.choice(CITIES), "zip": source.zip_code()},
            },
            "currency": "EUR",
            "status": source.choice(["open", "shipped", "cancelled", "returned"]),
            "items": [_item(source) for _ in range(source.randint(1, 3))],
            "total": source.money(900),
            **source.perhaps(0.3, 0.3, 0, "coupon", f"SAVE{source.randint(5, 50)}"),
        }
        for number in range(source.randint(5, 7))
    ]
    return {"page": source.randint(1, 9), "orders": rows}


def _item(source: Source) -> dict[str, Any]:
    sku = f"{source.choice('ABCDEFG')}{source.randint(100, 999)}"
    return {"sku": sku, "qty": source.randint(1, 9), "price": source.money(300)}


def users(source: Source) -> Any:
    """Accounts, some of whose fields are missing, null or empty."""
    return [
        {
            "id": number,
            "name": source.person(),
            "login": source.login(),
            "type": "User",
            "active": True,
            "role": source.choice(["admin", "editor", "viewer"]),
            **source.perhaps(0.3, 0.2, 0.2, "phone", f"+49 {source.randint(100, 999)} {source.randint(10000, 99999)}"),
            "team": source.choice([None, "red", "blue", "green"]),
            "logins": source.randint(0, 500),
        }
        for number in source.some(range(1000, 10_000), 9, 14)
    ]


def issues(source: Source) -> Any:
    """Issues, whose people come again, with labels."""
    people = [
        {"login": source.login(), "id": source.randint(100, 99999), "type": "User", "site_admin": False}
        for _ in range(4)
    ]
    rows = [
        {
            "number": source.randint(100, 999) * 7 + number,
            "title": source.title(),
            "state": source.choice(["open", "closed"]),
            "user": source.choice(people),
            "assignee": source.choice([*people, None]),
            "labels": [
                {"name": name, "color": f"{source.randint(0, 0xFFFFFF):06x}"}
                for name in source.some(["bug", "docs", "ui", "api", "perf"], 0, 2)
            ],
            "milestone": None,
            "comments": source.randint(0, 40),
        }
        for number in range(source.randint(4, 6))
    ]
    return {"total_count": source.randint(50, 900), "items": rows}


def metrics(source: Source) -> Any:
    """A series of measures, some of whose fields never change."""
    start = datetime.datetime(2026, 3, 2, 8, 0)
    rows = [
        {
            "time": (start + datetime.timedelta(minutes=7 * number)).strftime("%H:%M"),
            "host": f"web-{source.randint(1, 6)}",
            "unit": "ms",
            "region": "eu-west-1",
            "p50": source.randint(10, 90),
            "p95": source.randint(100, 400),
            "p99": source.randint(400, 1900),
            "errors": source.randint(0, 30),
            "cpu": round(source.uniform(1, 99), 1),
        }
        for number in range(source.randint(9, 12))
    ]
    return {"series": rows}


def quotes(source: Source) -> Any:
    """Rows of many numbers."""
    fields = ["open", "high", "low", "close", "volume", "trades", "bids", "asks", "spread", "delta", "theta", "vega"]
    rows = [
        {
            "symbol": "".join(source.sample("ABCDEFGHKLMNPRSTUVWXZ", 4)),
            **{field: source.randint(100, 9999) for field in fields},
            "currency": "USD",
            "halted": source.random() < 0.3,
        }
        for _ in range(source.randint(6, 8))
    ]
    return {"quotes": rows}


def sparse(source: Source) -> Any:
    """Rows most of whose fields are missing somewhere."""
    return [
        {
            "device": f"D{source.randint(100, 999)}{'ABCDEF'[number % 6]}",
            **source.perhaps(0.4, 0.1, 0.1, "owner", source.person()),
            **source.perhaps(0.3, 0.15, 0, "os", source.choice(["linux", "macos", "windows"])),
            **source.perhaps(0.5, 0.1, 0, "serial", f"SN{source.randint(10000, 99999)}"),
            **source.perhaps(0.3, 0.2, 0, "last_seen", source.date()),
            **source.perhaps(0.4, 0.1, 0, "battery", source.randint(1, 100)),
            **source.perhaps(0.6, 0, 0.2, "note", source.title()),
        }
        for number in range(source.randint(10, 13))
    ]


def affixes(source: Source) -> Any:
    """Rows whose columns share what their values begin and end with, or count up."""
    first, invoice = source.randint(100, 900), source.randint(20, 400)
    return [
        {
            "id": first + number,
            "invoice": f"INV-{invoice + number:05}",
            "url": f"https://cdn.example.org/photos/{noun}-{source.randint(10, 99)}.jpg",
            "serial": 17_000_000 + source.randint(1000, 9999),
            "price": source.money(99),
            "email": f"{source.login()}@example.org",
        }
        for number, noun in enumerate(source.some(NOUNS, 9, 12))
    ]


def events(source: Source) -> Any:
    """Events, each with objects two deep and a list of performers."""
    rows = [_event(source, number) for number in range(source.randint(4, 6))]
    return {"events": rows}


def _event(source: Source, number: int) -> dict[str, Any]:
    names = dict.fromkeys(source.person() for _ in range(source.randint(1, 3)))
    sponsors = [None, *({"name": f"{source.choice(SURNAMES)} {kind}"} for kind in ("Ltd", "Inc"))]
    sponsor = source.choice(sponsors)
    return {
        "event": f"E{source.randint(100, 999)}{'abcdefgh'[number]}",
        "venue": {
            "name": f"{source.choice(CITIES)} Hall",
            "geo": {"lat": round(source.uniform(-60, 60), 3), "lon": round(source.uniform(-150, 150), 3)},
        },
        "performers": [
            {"name": name, "fee": source.randint(100, 9000), "confirmed": source.random() < 0.6} for name in names
        ],
        "tags": source.some(["jazz", "rock", "folk", "opera", "dance"], 0, 3),
        "sponsor": sponsor and {**sponsor, "amount": source.randint(1, 99) * 100},
        "season": 2026,
    }
