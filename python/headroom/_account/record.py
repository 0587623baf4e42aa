"""What Headroom saved on one request, in tokens and in USD."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

from headroom._account.bill import Caching, Side, Terms, Tokens, as_billed, cost, planned, usd, without_headroom

if TYPE_CHECKING:
    from headroom._planning.sent import Sent

__all__ = ["OptimizationMetrics"]

_UNKNOWN = Terms()
_NO_TOKENS = Tokens(0, 0, 0)


@dataclass(frozen=True)
class OptimizationMetrics:
    """One request that went to the provider.

    Attributes:
        request_id: a fresh id, unique per request.
        timestamp: when it was recorded, in UTC.
        tokens_before: tokens of the conversation as the agent holds it, without Headroom's own tool, its calls and
            their pages; 0 for a request that only brings such pages, as it would not have been made.
        tokens_after: tokens of the conversation as it was planned for sending.
        tokens_saved: ``tokens_before - tokens_after``.
        savings_percent: ``tokens_saved`` as a share of ``tokens_before``, at most 100; 0 where there are none.
        transforms_applied: what was done, in order, e.g. ``["table", "window"]``.
        model: id of the model that was called.
        session_id: id of the session that it belongs to, if there is one.
        cached_before: tokens of ``tokens_before`` that the previous request of the conversation began with too.
        cached_after: the same of ``tokens_after``: what the provider's prompt cache can serve.
        caching: how the costs take that cache into account. ``"off"``: nothing tells that the provider caches the
            conversation; ``"assumed"``: it is taken to serve what it can; ``"reported"``: the provider said.
        projected_cost_before: what the input would have cost without Headroom, in USD, by Headroom's own counts. This
            and all costs are None for a model without a price.
        projected_cost_after: what it costs as planned, by the same counts.
        projected_cost_saved: the difference; negative where sending less broke a cached prefix.
        reported: the input tokens that the provider reported, by how it bills them; None if it reported none.
        real_cost: what those cost: under AUDIT and SIMULATE, of the original.
        projected_real_cost_before: what they would have cost without Headroom, judging by the counts.
        projected_real_cost_saved: the difference; 0 under AUDIT and SIMULATE, which save nothing yet.
        projected: ``tokens_after``, by how ``projected_cost_after`` takes them to be billed.
        retrievals: pages that it brings for the first time, of what views left out, and answers of ``describe_tool``.
        retrieved_tokens: tokens of these.
        for_retrieval: whether it brings nothing else, so that all it costs is a cost of retrieving.
        member: name of the agent or team that asked, if it is known.
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
    retrievals: int = 0
    retrieved_tokens: int = 0
    for_retrieval: bool = False
    member: str | None = None

    @classmethod
    def of(
        cls,
        sent: Sent,
        model: str,
        terms: Terms = _UNKNOWN,
        session_id: str | None = None,
        reported: Tokens | None = None,
        *,
        applied: bool = True,
        member: str | None = None,
    ) -> OptimizationMetrics:
        """Build the record of one planned request.

        Args:
            sent: what the engine made of it.
            model: id of the model that is called.
            terms: what the model's requests are billed by.
            session_id: id of the session that it belongs to, if there is one.
            reported: the input tokens that the provider reported, if it has done so already.
            applied: whether what was planned is sent, rather than the original.
            member: name of the agent or team that asked, if it is known.

        Returns:
            The record, stamped with a fresh id and the present time.
        """
        given = Side(0, 0) if sent.retrieved.alone else Side(sent.tokens_before, sent.cached_before, terms.tools_saved)
        after = Side(sent.tokens_after, sent.cached_after)
        projected = planned(after, terms)
        unreported = "assumed" if terms.caching is Caching.WHOLE else "off"
        unmarked = terms.unmarked or terms
        before, cost_after, saved = _both(cost(planned(given, unmarked), unmarked), cost(projected, terms))
        real, real_before, real_saved = _real(reported, given, after if applied else given, terms)
        return cls(
            request_id=uuid4().hex,
            timestamp=datetime.now(timezone.utc),
            tokens_before=given.tokens,
            tokens_after=after.tokens,
            tokens_saved=given.tokens - after.tokens,
            savings_percent=sent.savings_percent if given.tokens else 0.0,
            transforms_applied=list(sent.transforms_applied),
            model=model,
            session_id=session_id,
            cached_before=given.cached,
            cached_after=after.cached,
            caching=unreported if reported is None else "reported",
            projected_cost_before=before,
            projected_cost_after=cost_after,
            projected_cost_saved=saved,
            reported=reported,
            real_cost=real,
            projected_real_cost_before=real_before,
            projected_real_cost_saved=real_saved,
            projected=projected,
            retrievals=sent.retrieved.pages,
            retrieved_tokens=sent.retrieved.tokens,
            for_retrieval=sent.retrieved.alone,
            member=member,
        )

    def settled(self, reported: Tokens, terms: Terms, *, applied: bool) -> OptimizationMetrics:
        """Build the record of the same request, with what the provider reported of it.

        Args:
            reported: the input tokens, by how they are billed.
            terms: what the model's requests are billed by.
            applied: whether what was planned was sent, rather than the original.

        Returns:
            The record.
        """
        given = Side(self.tokens_before, self.cached_before, terms.tools_saved)
        after = Side(self.tokens_after, self.cached_after)
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
    without = without_headroom(billed, sent, given, terms)
    before, real, saved = _both(cost(without, terms.unmarked or terms), cost(billed, terms))
    return real, before, saved


def _both(before: int | None, after: int | None) -> Costs:
    """Two costs and their difference, in USD."""
    if before is None or after is None:
        return None, None, None
    return usd(before), usd(after), usd(before - after)
