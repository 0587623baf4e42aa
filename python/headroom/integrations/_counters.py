"""The counters that the account is told in: their names, what they mean, and which sums they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["COUNTERS", "FAULTS", "Counter"]


class Counter(NamedTuple):
    """One family of counters.

    Attributes:
        name: what stands between ``headroom_`` or ``headroom_member_`` and ``_total``.
        meaning: its help.
        sums: the sums of the account that are shown, by their ``kind``; by None where there is one.
    """

    name: str
    meaning: str
    sums: Mapping[str | None, str]


def _alone(name: str) -> dict[str | None, str]:
    return {None: name}


def _by_kind(prefix: str) -> dict[str | None, str]:
    return {kind: f"{prefix}_{kind}_tokens" for kind in ("uncached", "cache_read", "cache_write")}


COUNTERS = (
    Counter("requests", "Requests that a provider took.", _alone("total_requests")),
    Counter("unpriced_requests", "Requests to models without a price, in no cost.", _alone("unpriced_requests")),
    Counter("reported_requests", "Requests of which the provider reported usage.", _alone("reported_requests")),
    Counter("tokens_before", "Tokens of the conversations as the agents hold them.", _alone("tokens_before")),
    Counter("tokens_after", "Tokens of the conversations as planned, by how that is billed.", _by_kind("projected")),
    Counter("reported_tokens", "Input tokens that providers reported, by how they bill them.", _by_kind("reported")),
    Counter("retrievals", "Pages that models asked for, of what views left out.", _alone("retrievals")),
    Counter("retrieved_tokens", "Tokens of these pages.", _alone("retrieved_tokens")),
    Counter(
        "projected_cost_before_usd", "USD of the input without Headroom, as counted.", _alone("picodollars_before")
    ),
    Counter("projected_cost_after_usd", "USD of the input as planned, as counted.", _alone("picodollars_after")),
    Counter("projected_retrieval_cost_usd", "Of these, what only brought pages.", _alone("retrieval_picodollars")),
    Counter("real_cost_usd", "USD of the input tokens that providers reported.", _alone("real_picodollars")),
    Counter("projected_real_cost_before_usd", "USD of those without Headroom.", _alone("real_picodollars_before")),
    Counter(
        "real_retrieval_cost_usd", "Of the real costs, what only brought pages.", _alone("real_retrieval_picodollars")
    ),
)
"""What is told by model, and by member where that is asked for."""

FAULTS = Counter(
    "faults", "Texts and requests that went out as they were, or are not in the account in full, for a fault.", {}
)
