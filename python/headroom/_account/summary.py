"""Requests summed up: what was saved on them and what they cost.

Sums are plain tuples while they grow, which takes half the time, and a `Summary` when they are read.
"""

from __future__ import annotations

from operator import add, sub
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from headroom._account.bill import picodollars, usd
from headroom._account.savings import OLD_KEYS, AccountSavings, SavingsSummary
from headroom._account.shown import ShownDict, shown

if TYPE_CHECKING:
    from headroom._account.record import OptimizationMetrics

__all__ = ["NOTHING", "AccountSummary", "Summary", "Sums", "added", "difference", "sums_of"]

Sums = tuple[Any, ...]
"""Counts, percents and picodollars, in the order of the fields of `Summary`."""

_KEYS = tuple(SavingsSummary.__annotations__)


class Summary(NamedTuple):
    """Some requests summed up. Sums of costs are whole picodollars, what is read of them is USD.

    Attributes:
        total_requests: requests that a provider took.
        tokens_before: tokens of the conversations as given.
        tokens_after: tokens of the conversations as planned.
        savings_percents: what was saved of each request in percent, added up.
        assumed_requests: requests whose caching is assumed.
        priced_requests: requests to models with a price; the costs are theirs.
        picodollars_before: what they would have cost without Headroom, by its own counts.
        picodollars_after: what they cost as planned, by the same counts.
        projected_cache_read_tokens: of `tokens_after`, what that cost takes to be read from the cache.
        projected_cache_write_tokens: the same for what is written to it.
        reported_requests: requests of which the provider reported usage.
        reported_uncached_tokens: input tokens it reported as read anew.
        reported_cache_read_tokens: input tokens it reported as read from the cache.
        reported_cache_write_tokens: input tokens it reported as written to it.
        priced_reports: of the reported requests, those with a price; the real costs are theirs.
        real_picodollars: what the reported tokens cost.
        real_picodollars_before: what they would have cost without Headroom.
        retrievals: pages that models asked for, of what views left out.
        retrieved_tokens: tokens of these pages, when they came.
        retrieval_picodollars: of `picodollars_after`, what requests cost that bring nothing but such pages.
        real_retrieval_picodollars: the same of `real_picodollars`.
    """

    total_requests: int = 0
    tokens_before: int = 0
    tokens_after: int = 0
    savings_percents: float = 0.0
    assumed_requests: int = 0
    priced_requests: int = 0
    picodollars_before: int = 0
    picodollars_after: int = 0
    projected_cache_read_tokens: int = 0
    projected_cache_write_tokens: int = 0
    reported_requests: int = 0
    reported_uncached_tokens: int = 0
    reported_cache_read_tokens: int = 0
    reported_cache_write_tokens: int = 0
    priced_reports: int = 0
    real_picodollars: int = 0
    real_picodollars_before: int = 0
    retrievals: int = 0
    retrieved_tokens: int = 0
    retrieval_picodollars: int = 0
    real_retrieval_picodollars: int = 0

    @property
    def tokens_saved(self) -> int:
        """Tokens that are not sent."""
        return self.tokens_before - self.tokens_after

    @property
    def average_savings_percent(self) -> float:
        """The mean over requests, at most 100; 0 without any."""
        return self.savings_percents / self.total_requests if self.total_requests else 0.0

    @property
    def unpriced_requests(self) -> int:
        """Requests to models without a price, which are in no cost."""
        return self.total_requests - self.priced_requests

    @property
    def caching(self) -> str:
        """How the costs take the provider's cache into account: one word where all requests do so alike."""
        off = self.total_requests - self.reported_requests - self.assumed_requests
        counts = {"reported": self.reported_requests, "assumed": self.assumed_requests, "off": off}
        words = [word for word, count in counts.items() if count]
        return words[0] if len(words) == 1 else "mixed" if words else "off"

    @property
    def projected_cost_before(self) -> float | None:
        """What the requests would have cost without Headroom, in USD; this and all costs are None without a price."""
        return self._projected(self.picodollars_before)

    @property
    def projected_cost_after(self) -> float | None:
        """What they cost as planned, in USD."""
        return self._projected(self.picodollars_after)

    @property
    def projected_cost_saved(self) -> float | None:
        """The difference, in USD."""
        return self._projected(self.picodollars_before - self.picodollars_after)

    @property
    def projected_uncached_tokens(self) -> int:
        """Of `tokens_after`, what the cost as planned takes to be read anew."""
        return self.tokens_after - self.projected_cache_read_tokens - self.projected_cache_write_tokens

    @property
    def real_cost(self) -> float | None:
        """What the reported tokens cost, in USD."""
        return self._real(self.real_picodollars)

    @property
    def projected_real_cost_before(self) -> float | None:
        """What they would have cost without Headroom, in USD."""
        return self._real(self.real_picodollars_before)

    @property
    def projected_real_cost_saved(self) -> float | None:
        """The difference, in USD."""
        return self._real(self.real_picodollars_before - self.real_picodollars)

    @property
    def projected_retrieval_cost(self) -> float | None:
        """What those requests cost as planned that would not have been made without Headroom, in USD."""
        return self._projected(self.retrieval_picodollars)

    @property
    def real_retrieval_cost(self) -> float | None:
        """What was reported of them costs, in USD."""
        return self._real(self.real_retrieval_picodollars)

    def as_dict(self) -> SavingsSummary:
        """The figures that ``HeadroomAgnoModel.get_savings_summary`` documents, by name."""
        return cast("SavingsSummary", ShownDict((key, getattr(self, OLD_KEYS.get(key, key))) for key in _KEYS))

    def _repr_html_(self) -> str:
        return ShownDict(self.as_dict())._repr_html_()

    def _projected(self, amount: int) -> float | None:
        return usd(amount) if self.priced_requests or not self.total_requests else None

    def _real(self, amount: int) -> float | None:
        return usd(amount) if self.priced_reports or not self.total_requests else None


class AccountSummary(NamedTuple):
    """All requests of an account summed up.

    Attributes:
        total: every request.
        total_faults: texts and requests that went out as they were, or are not in full in the sums, for a fault.
        models: the requests by the model's id; under None those of models used too long ago.
        members: the requests by the name of who asked; under None those of nobody known, or known too long ago.
    """

    total: Summary
    total_faults: int
    models: dict[str | None, Summary]
    members: dict[str | None, Summary]

    def as_dict(self) -> AccountSavings:
        """The figures of `total`, and after them ``total_faults`` and ``models``."""
        figures: AccountSavings = {
            **self.total.as_dict(),
            "total_faults": self.total_faults,
            "models": _as_dicts(self.models),
        }
        return shown(figures)

    def _repr_html_(self) -> str:
        return ShownDict({**self.as_dict(), "members": self.by_member()})._repr_html_()

    def by_member(self) -> dict[str | None, SavingsSummary]:
        """The figures of each of `members`."""
        return _as_dicts(self.members)


def _as_dicts(summaries: dict[str | None, Summary]) -> dict[str | None, SavingsSummary]:
    return {key: summary.as_dict() for key, summary in summaries.items()}


NOTHING: Sums = Summary()


def sums_of(metrics: OptimizationMetrics) -> Sums:
    """Give the sums of one request."""
    before, after, reported = metrics.projected_cost_before, metrics.projected_cost_after, metrics.reported
    real, real_before = metrics.real_cost, metrics.projected_real_cost_before
    uncached, cache_read, cache_write = reported or (0, 0, 0)
    _, projected_read, projected_write = metrics.projected
    return (
        1,
        metrics.tokens_before,
        metrics.tokens_after,
        metrics.savings_percent,
        metrics.caching == "assumed",
        before is not None,
        picodollars(before),
        picodollars(after),
        projected_read,
        projected_write,
        reported is not None,
        uncached,
        cache_read,
        cache_write,
        real is not None,
        picodollars(real),
        picodollars(real_before),
        metrics.retrievals,
        metrics.retrieved_tokens,
        picodollars(after) if metrics.for_retrieval else 0,
        picodollars(real) if metrics.for_retrieval else 0,
    )


def added(one: Sums, other: Sums) -> Sums:
    """Add two sums up."""
    return tuple(map(add, one, other))


def difference(one: Sums, other: Sums) -> Sums:
    """Take the second out of the first."""
    return tuple(map(sub, one, other))
