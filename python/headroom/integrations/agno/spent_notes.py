"""What a run has spent of budgets, noted where agno keeps the run's own metrics, and read back from stored sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from headroom._account.bill import picodollars, usd
from headroom._account.spending import NOTHING_SPENT, Amount

__all__ = ["note_excess", "note_spent", "spent_on"]

_TOKENS, _USD, _BUDGET = "headroom_spent_tokens", "headroom_spent_usd", "headroom_budget"
_PARTS = ("member_responses", "step_executor_runs")


def note_spent(run: Any, amount: Amount) -> None:
    """Add what a request was billed to the run's ``metrics.additional_metrics``, where agno keeps such."""
    so_far = _noted_on(run)
    cost = None if amount.picodollars is None else usd(amount.picodollars + picodollars(so_far.get(_USD)))
    _note(run, {_TOKENS: so_far.get(_TOKENS, 0) + amount.tokens, **({} if cost is None else {_USD: cost})})


def note_excess(run: Any, scope: str, unit: str, on_exceed: str) -> None:
    """Mark a run whose requests exceed a budget."""
    _note(run, {_BUDGET: {"exceeded": f"{scope} {unit}", "on_exceed": on_exceed}})


def spent_on(runs: Iterable[Any]) -> Amount:
    """Add up what is noted on runs and on those of their members and steps, on each run once.

    Args:
        runs: Agno's runs, such as a session has.

    Returns:
        The sum.
    """
    by_id = {getattr(run, "run_id", None) or id(run): _noted_on(run) for run in _with_parts(runs)}
    amounts = [(_whole(noted.get(_TOKENS)), picodollars(_number(noted.get(_USD)))) for noted in by_id.values()]
    return Amount(sum(tokens for tokens, _ in amounts), sum(cost for _, cost in amounts)) if amounts else NOTHING_SPENT


def _with_parts(runs: Iterable[Any]) -> Iterator[Any]:
    for run in runs:
        yield run
        for name in _PARTS:
            parts = getattr(run, name, None)
            yield from _with_parts(parts if isinstance(parts, list) else ())


def _note(run: Any, entries: dict[str, Any]) -> None:
    metrics: Any = getattr(run, "metrics", None)
    if hasattr(metrics, "additional_metrics"):
        metrics.additional_metrics = {**(metrics.additional_metrics or {}), **entries}


def _noted_on(run: Any) -> dict[str, Any]:
    noted = getattr(getattr(run, "metrics", None), "additional_metrics", None)
    return noted if isinstance(noted, dict) else {}


def _whole(value: Any) -> int:
    return value if type(value) is int and value > 0 else 0


def _number(value: Any) -> float:
    return value if type(value) in (int, float) and value > 0 else 0.0
