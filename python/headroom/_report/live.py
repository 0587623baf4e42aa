"""A report of an account that goes on: its sums, its last requests, and what became of their messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from headroom._account.bill import picodollars
from headroom._report.chart import Chart, chart_of
from headroom._report.figures import Amounts, Line, largest
from headroom._report.unchanged import Reason, Unchanged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headroom._account.record import OptimizationMetrics
    from headroom._account.summary import AccountSummary, Summary
    from headroom._results.decision import Decision
    from headroom._results.outcome import Outcome

__all__ = ["LiveReport", "RequestShown"]

_MOST_DECISIONS = 1000


class RequestShown(NamedTuple):
    """A request that went out, and what became of its messages."""

    anchor: str
    run: str
    """The id of the run that it belongs to; empty where there is none."""
    model: str
    mode: str
    outcome: Outcome

    @property
    def decisions(self) -> Sequence[Decision]:
        """What became of its first 1,000 messages."""
        return self.outcome.decisions[:_MOST_DECISIONS]

    @property
    def left_out(self) -> int:
        """How many more there are."""
        return len(self.outcome.decisions) - len(self.decisions)


@dataclass(frozen=True)
class LiveReport:
    """What is known of an account.

    Attributes:
        account: its sums.
        sessions: the sums of each session; under ``None`` those of requests in none, or used too long ago.
        history: its last requests, the oldest first.
        requests: the last requests of its last runs, the newest first.
    """

    account: AccountSummary
    sessions: Mapping[str | None, Summary]
    history: Sequence[OptimizationMetrics]
    requests: Sequence[RequestShown]

    @property
    def total(self) -> Amounts:
        """What all requests come to, by Headroom's counts."""
        return _amounts_of(self.account.total)

    @property
    def reported(self) -> Amounts | None:
        """What the requests that providers reported cost, and would have; ``None`` without any that has a price."""
        total = self.account.total
        if not total.priced_reports:
            return None
        return Amounts(0, 0, total.real_picodollars_before, total.real_picodollars)

    @property
    def chart(self) -> Chart | None:
        """The bill over the last requests."""
        return chart_of([_recorded(one) for one in self.history])

    @property
    def models(self) -> list[Line]:
        """What the requests to each model come to."""
        return _lines(self.account.models, "others")

    @property
    def members(self) -> list[Line]:
        """What the requests of each agent and team come to."""
        return _lines(self.account.members, "nobody known")

    @property
    def by_session(self) -> list[Line]:
        """What the requests of each session come to."""
        return _lines(self.sessions, "no session, or one used long ago")

    @property
    def unchanged(self) -> list[Reason]:
        """What went out as it was in the last requests, and why."""
        found = Unchanged()
        for request in self.requests:
            anchor = f"{request.anchor}-m"
            found.add((request.model, one, f"{anchor}{one.index + 1}") for one in request.decisions)
        return found.reasons()


def _amounts_of(summary: Summary) -> Amounts:
    costs = (summary.picodollars_before, summary.picodollars_after) if summary.priced_requests else (None, None)
    return Amounts(summary.tokens_before, summary.tokens_after, *costs)


def _recorded(record: OptimizationMetrics) -> Amounts:
    before, after = record.projected_cost_before, record.projected_cost_after
    costs = (None, None) if before is None else (picodollars(before), picodollars(after))
    return Amounts(record.tokens_before, record.tokens_after, *costs)


def _lines(summaries: Mapping[str | None, Summary], unnamed: str) -> list[Line]:
    return largest([Line(name or unnamed, _amounts_of(one), one.total_requests) for name, one in summaries.items()])
