"""The account of what was saved: in total, by model and by session; exact under threads and concurrent runs."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from operator import add, sub
from typing import Any, NamedTuple

from headroom._account.bill import picodollars, usd
from headroom._account.record import OptimizationMetrics

__all__ = ["SavingsLedger"]

_HISTORY = 100
_MODELS = 100
_SESSIONS = 1000


class _Amounts(NamedTuple):
    """What is added up of requests; costs in picodollars. Sums are plain tuples till they are read: half the time."""

    requests: int = 0
    before: int = 0
    after: int = 0
    percents: float = 0.0
    assumed: int = 0
    priced: int = 0
    cost_before: int = 0
    cost_after: int = 0
    projected_read: int = 0
    projected_write: int = 0
    reported: int = 0
    uncached: int = 0
    cache_read: int = 0
    cache_write: int = 0
    reports_priced: int = 0
    real_cost: int = 0
    real_before: int = 0


_Sums = tuple[float, ...]
_NOTHING: _Sums = _Amounts()


class _Book:
    """One account a key, of the keys used last; what the others held stands in one account without a key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest = _NOTHING
        self._accounts: dict[str, _Sums] = {}

    def add(self, key: str | None, amounts: _Sums, *, opens: bool = True) -> None:
        """Add to an account; unless `opens`, one that has left stays away."""
        account = None if key is None else self._accounts.pop(key, _NOTHING if opens else None)
        if key is None or account is None:
            self._rest = _sum(self._rest, amounts)
            return
        self._accounts[key] = _sum(account, amounts)
        if len(self._accounts) > self._most:
            self._rest = _sum(self._rest, self._accounts.pop(next(iter(self._accounts))))

    def of(self, key: str) -> _Sums:
        return self._accounts.get(key, _NOTHING)

    def total(self) -> _Sums:
        total = self._rest
        for amounts in self._accounts.values():
            total = _sum(total, amounts)
        return total

    def items(self) -> Iterator[tuple[str | None, _Sums]]:
        yield from self._accounts.items()
        if self._rest != _NOTHING:
            yield None, self._rest


class SavingsLedger:
    """Running totals over every request, exact under threads and concurrent runs.

    Copying a ledger gives the same ledger: whoever holds a copy of a wrapped model
    reports to, and reads from, one account. Pickling gives an empty one, because
    another process cannot share it.

    Totals by model and by session are kept for the 100 models and the 1,000 sessions
    used last; what the others held goes into one account, so that nothing is lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._epoch = 0
        self.reset()

    def reset(self) -> None:
        """Forget everything that was recorded."""
        with self._lock:
            self._epoch += 1
            self._history: deque[OptimizationMetrics] = deque(maxlen=_HISTORY)
            self._models = _Book(_MODELS)
            self._sessions = _Book(_SESSIONS)
            self._faults = 0

    def record(self, metrics: OptimizationMetrics) -> int:
        """Add one request to the totals and to the history.

        Args:
            metrics: The record of the request.

        Returns:
            What `settle` wants to know: since which reset the request counts.
        """
        amounts = _amounts(metrics)
        with self._lock:
            self._history.append(metrics)
            self._models.add(metrics.model, amounts)
            self._sessions.add(metrics.session_id, amounts)
            return self._epoch

    def settle(self, epoch: int, recorded: OptimizationMetrics, settled: OptimizationMetrics) -> None:
        """Put what became known of a request in the place of what was recorded; nothing after a reset.

        Args:
            epoch: What `record` returned.
            recorded: The record then.
            settled: The record now.
        """
        more = tuple(map(sub, _amounts(settled), _amounts(recorded)))
        with self._lock:
            if epoch != self._epoch:
                return
            self._models.add(recorded.model, more, opens=False)
            self._sessions.add(recorded.session_id, more, opens=False)
            for back in range(1, len(self._history) + 1):
                if self._history[-back] is recorded:
                    self._history[-back] = settled
                    return

    def record_faults(self, count: int) -> None:
        """Add to the texts and requests that went out unchanged, or are not in the account in full, for a fault.

        Args:
            count: How many.
        """
        if count:
            with self._lock:
                self._faults += count

    @property
    def tokens_saved(self) -> int:
        """Tokens saved by every request so far, never capped."""
        with self._lock:
            total = _Amounts._make(self._models.total())
        return total.before - total.after

    @property
    def history(self) -> list[OptimizationMetrics]:
        """The last 100 records, oldest first."""
        with self._lock:
            return list(self._history)

    def summary(self) -> dict[str, Any]:
        """Sum up every request, not only those still in the history.

        Returns:
            What ``HeadroomAgnoModel.get_savings_summary`` documents.
        """
        with self._lock:
            total, models, faults = self._models.total(), list(self._models.items()), self._faults
        return {
            **_summary(total),
            "total_faults": faults,
            "models": {model: _summary(amounts) for model, amounts in models},
        }

    def session_summary(self, session_id: str) -> dict[str, Any]:
        """Sum up one session's requests.

        Args:
            session_id: Agno's id of the session.

        Returns:
            The keys of ``summary`` but for ``total_faults`` and ``models``; zeros for a session that is not known.
        """
        with self._lock:
            amounts = self._sessions.of(session_id)
        return _summary(amounts)

    def session_summaries(self) -> dict[str | None, dict[str, Any]]:
        """Sum up every session.

        Returns:
            By session id, the one used last being last; under None the requests of no session and of those that left.
        """
        with self._lock:
            sessions = list(self._sessions.items())
        return {session: _summary(amounts) for session, amounts in sessions}

    def __copy__(self) -> SavingsLedger:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SavingsLedger:
        return self

    def __reduce__(self) -> tuple[type[SavingsLedger], tuple[()]]:
        return SavingsLedger, ()


def _sum(one: _Sums, other: _Sums) -> _Sums:
    return tuple(map(add, one, other))


def _amounts(metrics: OptimizationMetrics) -> _Sums:
    before, after, reported = metrics.projected_cost_before, metrics.projected_cost_after, metrics.reported
    real, real_before = metrics.real_cost, metrics.projected_real_cost_before
    uncached, cache_read, cache_write = reported or (0, 0, 0)
    _, projected_read, projected_write = metrics.projected
    return (  # in the order of _Amounts
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
    )


def _summary(sums: _Sums) -> dict[str, Any]:
    amounts: _Amounts = _Amounts._make(sums)
    requests, priced, settled = amounts.requests, amounts.priced, amounts.reports_priced
    projected = requests == 0 or priced > 0
    real = requests == 0 or settled > 0
    return {
        "total_requests": requests,
        "total_tokens_before": amounts.before,
        "total_tokens_after": amounts.after,
        "total_tokens_saved": amounts.before - amounts.after,
        "average_savings_percent": amounts.percents / requests if requests else 0.0,
        "unpriced_requests": requests - priced,
        "caching": _caching(amounts),
        "projected_cost_before": usd(amounts.cost_before) if projected else None,
        "projected_cost_after": usd(amounts.cost_after) if projected else None,
        "projected_cost_saved": usd(amounts.cost_before - amounts.cost_after) if projected else None,
        "projected_uncached_tokens": amounts.after - amounts.projected_read - amounts.projected_write,
        "projected_cache_read_tokens": amounts.projected_read,
        "projected_cache_write_tokens": amounts.projected_write,
        "reported_requests": amounts.reported,
        "reported_uncached_tokens": amounts.uncached,
        "reported_cache_read_tokens": amounts.cache_read,
        "reported_cache_write_tokens": amounts.cache_write,
        "real_cost": usd(amounts.real_cost) if real else None,
        "projected_real_cost_before": usd(amounts.real_before) if real else None,
        "projected_real_cost_saved": usd(amounts.real_before - amounts.real_cost) if real else None,
    }


def _caching(amounts: _Amounts) -> str:
    """How the costs take the provider's cache into account; of several requests, if all do so alike."""
    known = amounts.reported, amounts.assumed, amounts.requests - amounts.reported - amounts.assumed
    words = [word for word, count in zip(("reported", "assumed", "off"), known, strict=True) if count]
    return words[0] if len(words) == 1 else "mixed" if words else "off"
