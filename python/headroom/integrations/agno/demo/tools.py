"""The tools of the demonstration's agent. What they return is drawn at random, the same in every run."""

from __future__ import annotations

import json
import random
from typing import Any, TypeVar

__all__ = ["Tools"]

_Result = TypeVar("_Result")


class Tools:
    """A shop's orders, its tracker of issues and its metrics.

    Attributes:
        returned: What the tools have returned, as Agno puts it into the conversation.
    """

    def __init__(self) -> None:
        self.returned: list[str] = []

    def list_orders(self, month: str) -> list[dict[str, Any]]:
        """The month's orders with customer and line items."""
        drawn = random.Random(month)
        return self._recorded([_order(drawn, number) for number in range(60)])

    def search_issues(self, query: str) -> str:
        """Issues of the tracker that match, as its API answers: pretty-printed JSON."""
        drawn = random.Random(query)
        issues = [_issue(drawn, number) for number in range(40)]
        found = {"total_count": len(issues), "incomplete_results": False, "items": issues}
        return self._recorded(json.dumps(found, indent=2))

    def read_metrics(self, service: str) -> dict[str, Any]:
        """An hour of a service's latency, a point a minute."""
        drawn = random.Random(service)
        points = [
            {"minute": minute, "p50_ms": 20 + drawn.random(), "p99_ms": 90.0, "errors": 0} for minute in range(60)
        ]
        return self._recorded({"service": service, "region": "eu-west-1", "points": points})

    def _recorded(self, result: _Result) -> _Result:
        self.returned.append(str(result))
        return result


def _order(drawn: random.Random, number: int) -> dict[str, Any]:
    skus = drawn.sample(["A-100", "B-220", "C-315", "D-470"], k=drawn.randint(1, 3))
    return {
        "id": 10_000 + number,
        "placed_at": f"2026-03-{1 + number % 28:02}T09:{number % 60:02}:00Z",
        "customer": {"id": 500 + number % 17, "name": f"Customer {number % 17}", "vip": number % 17 == 0},
        "status": drawn.choice(["paid", "paid", "paid", "unpaid"]),
        "items": [{"sku": sku, "quantity": drawn.randint(1, 5), "price": "19.90"} for sku in skus],
        "coupon": None,
    }


def _issue(drawn: random.Random, number: int) -> dict[str, Any]:
    return {
        "number": 900 + number,
        "title": drawn.choice(["Checkout times out", "Coupon is ignored", "Invoice has no VAT id"]),
        "state": drawn.choice(["open", "closed"]),
        "user": {"login": f"user{number % 9}", "type": "User", "site_admin": False},
        "labels": [{"name": "bug", "color": "d73a4a"}],
        "comments": drawn.randint(0, 12),
        "closed_at": None,
    }
