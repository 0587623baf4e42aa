"""What Headroom saved on a run, noted where agno keeps the run's own metrics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headroom._account.record import OptimizationMetrics

__all__ = ["mode_on", "note_on_run", "saved_on", "total"]

_RUN_KEY = "headroom"
_PROJECTED = ("projected_cost_before", "projected_cost_after", "projected_cost_saved")
_REAL = ("real_cost", "projected_real_cost_before", "projected_real_cost_saved")
_RETRIEVED = ("retrievals", "retrieved_tokens")
_COUNTS = (
    *("requests", "tokens_before", "tokens_after", "tokens_saved", "unpriced_requests", "reported_requests"),
    *_RETRIEVED,
)
_SUMS = (*_COUNTS, *_PROJECTED, *_REAL)


def note_on_run(
    run_response: Any, metrics: OptimizationMetrics, mode: str, replaced: OptimizationMetrics | None = None
) -> None:
    """Add one request to ``run_response.metrics.additional_metrics["headroom"]``.

    Agno carries that field into the run output and the session store. The entry is
    replaced, never edited: session metrics keep a reference to the old one. Its sums also
    stand beside it, as in ``"headroom_tokens_saved"``: in a session's metrics agno adds
    up numbers, and of all else keeps the last run's.

    Args:
        run_response: Agno's run or team run, with or without metrics.
        metrics: The record of the request.
        mode: Name of the mode it was sent in; under ``simulate`` the savings are those that would be.
        replaced: The record of the same request that was noted before, if any.
    """
    run_metrics = getattr(run_response, "metrics", None)
    if run_metrics is None or not hasattr(run_metrics, "additional_metrics"):
        return
    noted = run_metrics.additional_metrics or {}
    entry = _extended(noted.get(_RUN_KEY) or {}, metrics, mode, replaced)
    sums = {f"{_RUN_KEY}_{name}": entry[name] for name in _SUMS if entry.get(name) is not None}
    run_metrics.additional_metrics = {**noted, _RUN_KEY: entry, **sums}


def saved_on(run_output: Any) -> dict[str, Any]:
    """Read the notes off a finished run, those of a team's members included.

    Args:
        run_output: Agno's ``RunOutput`` or ``TeamRunOutput``.

    Returns:
        The sums of what is noted; empty where no wrapped model took part.
    """
    parts = [_noted_on(run_output), *map(saved_on, _members(run_output))]
    names = dict.fromkeys(name for part in parts for name in part if name in _SUMS)
    return {name: total(part.get(name) for part in parts) for name in names}


def mode_on(run_output: Any) -> str | None:
    """Find the mode that a finished run, or else a member of its team, was sent in; None without a wrapped model."""
    own: str | None = _noted_on(run_output).get("mode")
    return own or next(filter(None, map(mode_on, _members(run_output))), None)


def _noted_on(run_output: Any) -> dict[str, Any]:
    noted = getattr(getattr(run_output, "metrics", None), "additional_metrics", None)
    return (noted.get(_RUN_KEY) if isinstance(noted, dict) else None) or {}


def _members(run_output: Any) -> list[Any]:
    members = getattr(run_output, "member_responses", None)
    return members if isinstance(members, list) else []


def total(amounts: Iterable[float | None]) -> float | None:
    """Add up what is known.

    Args:
        amounts: USD or numbers, None for what is not known.

    Returns:
        The sum, to the picodollar, so that it does not depend on the order; None if nothing is known.
    """
    known = [amount for amount in amounts if amount is not None]
    return round(sum(known), 12) if known else None


def _extended(
    so_far: dict[str, Any], metrics: OptimizationMetrics, mode: str, replaced: OptimizationMetrics | None
) -> dict[str, Any]:
    entry = {**so_far, "mode": mode}
    if replaced is None:
        before, saved = so_far.get("tokens_before", 0) + metrics.tokens_before, so_far.get("tokens_saved", 0)
        saved += metrics.tokens_saved
        transforms = so_far.get("transforms_applied", [])
        entry["requests"] = so_far.get("requests", 0) + 1
        entry["tokens_before"], entry["tokens_after"], entry["tokens_saved"] = before, before - saved, saved
        entry["savings_percent"] = round(100 * saved / before, 2) if before else 0.0
        entry["transforms_applied"] = list(dict.fromkeys([*transforms, *metrics.transforms_applied]))
        entry["unpriced_requests"] = so_far.get("unpriced_requests", 0) + (metrics.projected_cost_before is None)
        _add(entry, metrics, _PROJECTED)
        entry.update({name: so_far.get(name, 0) + getattr(metrics, name) for name in _RETRIEVED})
    newly = metrics.reported is not None and (replaced is None or replaced.reported is None)
    entry["reported_requests"] = so_far.get("reported_requests", 0) + newly
    _add(entry, metrics, _REAL)
    if replaced is not None and replaced.real_cost is not None:
        _add(entry, replaced, _REAL, sign=-1)
    return entry


def _add(entry: dict[str, Any], metrics: OptimizationMetrics, names: tuple[str, ...], sign: int = 1) -> None:
    """Add costs to what stands there; to the picodollar, so that it does not depend on the order."""
    for name in names:
        amount, there = getattr(metrics, name), entry.get(name)
        entry[name] = there if amount is None else round((there or 0.0) + sign * amount, 12)
