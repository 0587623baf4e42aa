"""What Headroom saved: one record per request, exact totals, and a note on the run."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from typing_extensions import Self

    from headroom._engine import Outcome

__all__ = ["RUN_KEY", "OptimizationMetrics", "SavingsLedger", "note_on_run"]

RUN_KEY = "headroom"
_HISTORY = 100


@dataclass(frozen=True)
class OptimizationMetrics:
    """One request that went to the provider.

    Attributes:
        request_id: A fresh id, unique per request.
        timestamp: When it was recorded, in UTC.
        tokens_before: Tokens of the conversation as the agent holds it.
        tokens_after: Tokens of the conversation as it was planned for sending.
        tokens_saved: ``tokens_before - tokens_after``.
        savings_percent: ``tokens_saved`` as a share of ``tokens_before``, 0 to 100.
        transforms_applied: What was done, in order, e.g. ``["table", "window"]``.
        model: Id of the model that was called.
    """

    request_id: str
    timestamp: datetime
    tokens_before: int
    tokens_after: int
    tokens_saved: int
    savings_percent: float
    transforms_applied: list[str]
    model: str

    @classmethod
    def of(cls, outcome: Outcome, model: str) -> Self:
        """Build the record of one planned request.

        Args:
            outcome: What the engine decided.
            model: Id of the model that is called.

        Returns:
            The record, stamped with a fresh id and the present time.
        """
        return cls(
            request_id=uuid4().hex,
            timestamp=datetime.now(timezone.utc),
            tokens_before=outcome.tokens_before,
            tokens_after=outcome.tokens_after,
            tokens_saved=outcome.tokens_saved,
            savings_percent=outcome.savings_percent,
            transforms_applied=list(outcome.transforms_applied),
            model=model,
        )


class SavingsLedger:
    """Running totals over every request, exact under threads and concurrent runs.

    Copying a ledger gives the same ledger: whoever holds a copy of a wrapped model
    reports to, and reads from, one account. Pickling gives an empty one, because
    another process cannot share it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget everything that was recorded."""
        with self._lock:
            self._history: deque[OptimizationMetrics] = deque(maxlen=_HISTORY)
            self._requests = 0
            self._before = 0
            self._after = 0
            self._percents = 0.0
            self._faults = 0

    def record(self, metrics: OptimizationMetrics) -> None:
        """Add one request to the totals and to the history.

        Args:
            metrics: The record of the request.
        """
        with self._lock:
            self._history.append(metrics)
            self._requests += 1
            self._before += metrics.tokens_before
            self._after += metrics.tokens_after
            self._percents += metrics.savings_percent

    def record_faults(self, count: int) -> None:
        """Add to the texts and requests that went out unchanged because something failed.

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
            return self._before - self._after

    @property
    def history(self) -> list[OptimizationMetrics]:
        """The last 100 records, oldest first."""
        with self._lock:
            return list(self._history)

    def summary(self) -> dict[str, Any]:
        """Sum up every request, not only those still in the history.

        Returns:
            ``total_requests``, ``total_tokens_before``, ``total_tokens_after``,
            ``total_tokens_saved``, ``average_savings_percent`` (the mean over
            requests, 0 to 100) and ``total_faults``.
        """
        with self._lock:
            return {
                "total_requests": self._requests,
                "total_tokens_before": self._before,
                "total_tokens_after": self._after,
                "total_tokens_saved": self._before - self._after,
                "average_savings_percent": self._percents / self._requests if self._requests else 0.0,
                "total_faults": self._faults,
            }

    def __copy__(self) -> SavingsLedger:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SavingsLedger:
        return self

    def __reduce__(self) -> tuple[type[SavingsLedger], tuple[()]]:
        return SavingsLedger, ()


def note_on_run(run_response: Any, metrics: OptimizationMetrics, mode: str) -> None:
    """Add one request to ``run_response.metrics.additional_metrics["headroom"]``.

    Agno carries that field into the run output and the session store. The entry is
    replaced, never edited: session metrics keep a reference to the old one.

    Args:
        run_response: Agno's run or team run, with or without metrics.
        metrics: The record of the request.
        mode: Name of the mode it was sent in; under ``simulate`` the savings are those that would be.
    """
    run_metrics = getattr(run_response, "metrics", None)
    if run_metrics is None or not hasattr(run_metrics, "additional_metrics"):
        return
    noted = run_metrics.additional_metrics or {}
    run_metrics.additional_metrics = {**noted, RUN_KEY: _extended(noted.get(RUN_KEY) or {}, metrics, mode)}


def _extended(so_far: dict[str, Any], metrics: OptimizationMetrics, mode: str) -> dict[str, Any]:
    before = so_far.get("tokens_before", 0) + metrics.tokens_before
    after = so_far.get("tokens_after", 0) + metrics.tokens_after
    transforms = so_far.get("transforms_applied", [])
    return {
        "requests": so_far.get("requests", 0) + 1,
        "tokens_before": before,
        "tokens_after": after,
        "tokens_saved": before - after,
        "savings_percent": round(100 * (before - after) / before, 2) if before else 0.0,
        "transforms_applied": list(dict.fromkeys([*transforms, *metrics.transforms_applied])),
        "mode": mode,
    }
