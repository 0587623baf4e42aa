"""What Headroom saved on one request, in tokens and in USD, and the note of it on the run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from headroom._bill import Caching, Side, Terms, Tokens, as_billed, cost, planned, usd, without_headroom

if TYPE_CHECKING:
    from typing_extensions import Self

    from headroom._planning.sent import Sent

__all__ = ["RUN_KEY", "OptimizationMetrics", "note_on_run", "saved_on", "total"]

RUN_KEY = "headroom"
_UNKNOWN = Terms()
_NO_TOKENS = Tokens(0, 0, 0)


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
        session_id: Agno's id of the session, if there is one.
        cached_before: Tokens of ``tokens_before`` that the previous request of the conversation began with too.
        cached_after: The same of ``tokens_after``: what the provider's prompt cache can serve.
        caching: How the costs take that cache into account. ``"off"``: nothing tells that the provider caches the
            conversation; ``"assumed"``: it is taken to serve what it can; ``"reported"``: the provider said.
        projected_cost_before: What the input would have cost without Headroom, in USD, by Headroom's own counts. This
            and all costs are None for a model without a price.
        projected_cost_after: What it costs as planned, by the same counts.
        projected_cost_saved: The difference; negative where sending less broke a cached prefix.
        reported: The input tokens that the provider reported, by how it bills them; None if it reported none.
        real_cost: What those cost: under AUDIT and SIMULATE, of the original.
        projected_real_cost_before: What they would have cost without Headroom, judging by the counts.
        projected_real_cost_saved: The difference; 0 under AUDIT and SIMULATE, which save nothing yet.
        projected: ``tokens_after``, by how ``projected_cost_after`` takes them to be billed.
    """

    request_id: str
    timestamp: datetime
    tokens_before: int
    tokens_after: int
    tokens_saved: int
    savings_percent: float
    transforms_applied: list[str]
    model: str
    session_id: str | None = None
    cached_before: int = 0
    cached_after: int = 0
    caching: str = "off"
    projected_cost_before: float | None = None
    projected_cost_after: float | None = None
    projected_cost_saved: float | None = None
    reported: Tokens | None = None
    real_cost: float | None = None
    projected_real_cost_before: float | None = None
    projected_real_cost_saved: float | None = None
    projected: Tokens = _NO_TOKENS

    @classmethod
    def of(
        cls,
        outcome: Sent,
        model: str,
        terms: Terms = _UNKNOWN,
        session_id: str | None = None,
        reported: Tokens | None = None,
        *,
        applied: bool = True,
    ) -> Self:
        """Build the record of one planned request.

        Args:
            outcome: What the engine decided.
            model: Id of the model that is called.
            terms: What the model's requests are billed by.
            session_id: Agno's id of the session, if there is one.
            reported: The input tokens that the provider reported, if it has done so already.
            applied: Whether what was planned is sent, rather than the original.

        Returns:
            The record, stamped with a fresh id and the present time.
        """
        given = Side(outcome.tokens_before, outcome.cached_before)
        after = Side(outcome.tokens_after, outcome.cached_after)
        projected = planned(after, terms)
        unreported = "assumed" if terms.caching is Caching.WHOLE else "off"
        before, sent, saved = _both(cost(planned(given, terms), terms), cost(projected, terms))
        real, real_before, real_saved = _real(reported, given, after if applied else given, terms)
        return cls(
            request_id=uuid4().hex,
            timestamp=datetime.now(timezone.utc),
            tokens_before=outcome.tokens_before,
            tokens_after=outcome.tokens_after,
            tokens_saved=outcome.tokens_saved,
            savings_percent=outcome.savings_percent,
            transforms_applied=list(outcome.transforms_applied),
            model=model,
            session_id=session_id,
            cached_before=outcome.cached_before,
            cached_after=outcome.cached_after,
            caching=unreported if reported is None else "reported",
            projected_cost_before=before,
            projected_cost_after=sent,
            projected_cost_saved=saved,
            reported=reported,
            real_cost=real,
            projected_real_cost_before=real_before,
            projected_real_cost_saved=real_saved,
            projected=projected,
        )

    def settled(self, reported: Tokens, terms: Terms, *, applied: bool) -> Self:
        """Build the record of the same request, with what the provider reported of it.

        Args:
            reported: The input tokens, by how they are billed.
            terms: What the model's requests are billed by.
            applied: Whether what was planned was sent, rather than the original.

        Returns:
            The record.
        """
        given, after = Side(self.tokens_before, self.cached_before), Side(self.tokens_after, self.cached_after)
        real, before, saved = _real(reported, given, after if applied else given, terms)
        return replace(
            self,
            caching="reported",
            reported=reported,
            real_cost=real,
            projected_real_cost_before=before,
            projected_real_cost_saved=saved,
        )


Costs = tuple[float | None, float | None, float | None]


def _real(reported: Tokens | None, given: Side, sent: Side, terms: Terms) -> Costs:
    """What was reported costs, what it would have cost without Headroom, and the difference."""
    if reported is None or terms.price is None:
        return None, None, None
    billed = as_billed(reported, terms)
    before, real, saved = _both(cost(without_headroom(billed, sent, given, terms), terms), cost(billed, terms))
    return real, before, saved


def _both(before: int | None, after: int | None) -> Costs:
    """Two costs and their difference, in USD."""
    if before is None or after is None:
        return None, None, None
    return usd(before), usd(after), usd(before - after)


_PROJECTED = ("projected_cost_before", "projected_cost_after", "projected_cost_saved")
_REAL = ("real_cost", "projected_real_cost_before", "projected_real_cost_saved")
_COUNTS = ("requests", "tokens_before", "tokens_after", "tokens_saved", "unpriced_requests", "reported_requests")
_SUMS = frozenset({*_COUNTS, *_PROJECTED, *_REAL})


def note_on_run(
    run_response: Any, metrics: OptimizationMetrics, mode: str, replaced: OptimizationMetrics | None = None
) -> None:
    """Add one request to ``run_response.metrics.additional_metrics["headroom"]``.

    Agno carries that field into the run output and the session store. The entry is
    replaced, never edited: session metrics keep a reference to the old one.

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
    entry = _extended(noted.get(RUN_KEY) or {}, metrics, mode, replaced)
    run_metrics.additional_metrics = {**noted, RUN_KEY: entry}


def saved_on(run_output: Any) -> dict[str, Any]:
    """Read the notes off a finished run, those of a team's members included.

    Args:
        run_output: Agno's ``RunOutput`` or ``TeamRunOutput``.

    Returns:
        The sums of what is noted; empty where no wrapped model took part.
    """
    noted = getattr(getattr(run_output, "metrics", None), "additional_metrics", None)
    own = noted.get(RUN_KEY) if isinstance(noted, dict) else None
    members = getattr(run_output, "member_responses", None)
    parts = [own or {}, *map(saved_on, members if isinstance(members, list) else [])]
    names = dict.fromkeys(name for part in parts for name in part if name in _SUMS)
    return {name: total(part.get(name) for part in parts) for name in names}


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
