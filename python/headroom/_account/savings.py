"""What users read of the account: dicts by name, and the types of what stands in them."""

from __future__ import annotations

from typing import TypedDict

__all__ = ["OLD_KEYS", "AccountSavings", "SavingsSummary", "TreeSavings"]

OLD_KEYS = {
    "total_tokens_before": "tokens_before",
    "total_tokens_after": "tokens_after",
    "total_tokens_saved": "tokens_saved",
}
"""Other names of figures, which programs may read, and the name of each."""


class SavingsSummary(TypedDict):
    """Some requests summed up; ``docs/bill.md`` says what each figure is. Costs are USD, None without a price."""

    total_requests: int
    tokens_before: int
    tokens_after: int
    tokens_saved: int
    total_tokens_before: int
    total_tokens_after: int
    total_tokens_saved: int
    average_savings_percent: float
    unpriced_requests: int
    caching: str
    projected_cost_before: float | None
    projected_cost_after: float | None
    projected_cost_saved: float | None
    projected_uncached_tokens: int
    projected_cache_read_tokens: int
    projected_cache_write_tokens: int
    reported_requests: int
    reported_uncached_tokens: int
    reported_cache_read_tokens: int
    reported_cache_write_tokens: int
    real_cost: float | None
    projected_real_cost_before: float | None
    projected_real_cost_saved: float | None
    retrievals: int
    retrieved_tokens: int
    projected_retrieval_cost: float | None
    real_retrieval_cost: float | None


class AccountSavings(SavingsSummary):
    """All requests summed up: also the faults, and the same sums by model id."""

    total_faults: int
    models: dict[str | None, SavingsSummary]


class TreeSavings(AccountSavings):
    """All requests of the agents and teams that work together: also the same sums by the name of who asked."""

    members: dict[str | None, SavingsSummary]
