"""Agents of other frameworks with one tool, whose model asks for it twice, on a service on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.clients.apis import TOOL, orders, results_in
from tests.clients.stub import ClientStub
from tests.provider_stub import Body, Call, served

QUESTION = "How are the orders?"


class RoundsStub(ClientStub):
    """Asks for the tool until it has two results, then answers."""

    def __init__(self) -> None:
        super().__init__(_next_call)

    def is_done(self, body: Body) -> bool:
        return len(results_in(body)) == 2


def _next_call(body: Body) -> list[Call]:
    page = len(results_in(body))
    return [Call(f"call_{page}", TOOL, {"page": 5 * page})]


@pytest.fixture
def stub() -> Iterator[RoundsStub]:
    with served(RoundsStub()) as stub:
        yield stub


def get_orders(page: int) -> str:
    """Give a page of orders, as JSON."""
    return orders(page)


def check_account(account: Any) -> None:
    """One record a request, settled by what the stub reports."""
    summary = account.get_savings_summary()
    assert (summary["total_requests"], summary["reported_requests"], summary["total_faults"]) == (3, 3, 0)
    assert summary["reported_uncached_tokens"] == 300
    assert summary["tokens_saved"] == account.tokens_saved > 2000
    assert [metrics.model for metrics in account.metrics_history] == ["gpt-4o"] * 3
