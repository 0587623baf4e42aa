"""The life of one request: planned, answered, closed. What its framework knows of it, a subclass says."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from headroom._account.bill import Terms
from headroom._account.record import OptimizationMetrics
from headroom._account.usage import NO_USAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from headroom._account.ledger import SavingsLedger
    from headroom._account.usage import Usage
    from headroom._planning.sent import Sent

__all__ = ["Exchange"]

logger = logging.getLogger("headroom")

Result = TypeVar("Result")


class _Recorded(NamedTuple):
    """A request that is in the ledger."""

    epoch: int
    metrics: OptimizationMetrics
    terms: Terms


class Exchange(ABC):
    """One request to a provider and its answer.

    `planned` takes what is sent, `answered` each part of the answer, and `closed` ends it. The request is recorded when
    the provider has taken it, once, and its bill is settled at the end by what was reported. A fault in the account is
    counted and logged, strict or not: the provider has answered, and the answer stands.
    """

    __slots__ = ("_applied", "_ledger", "_observe", "_planned", "_recorded", "_usage")

    def __init__(self, ledger: SavingsLedger, *, applied: bool) -> None:
        """Begin an exchange.

        Args:
            ledger: the account that it goes into.
            applied: whether what is planned is sent, rather than the original.
        """
        self._ledger = ledger
        self._applied = applied
        self._planned: Sent | None = None
        self._observe: Callable[[int], None] | None = None
        self._usage = NO_USAGE
        self._recorded: _Recorded | None = None

    @property
    @abstractmethod
    def model_id(self) -> str:
        """The id of the model that is called."""

    @property
    @abstractmethod
    def session_id(self) -> str | None:
        """The session that the request belongs to, if there is one."""

    @property
    def member(self) -> str | None:
        """The name of the agent or team that asks, where the framework knows of such."""
        return None

    @abstractmethod
    def terms(self) -> Terms:
        """Find out what the request is billed by."""

    @abstractmethod
    def usage_in(self, report: Any) -> Usage:
        """Read the framework's own report of what the provider took in."""

    @abstractmethod
    def note(self, metrics: OptimizationMetrics, replaced: OptimizationMetrics | None = None) -> None:
        """Tell the framework of the record; `replaced` is the one of the same request that it was told of before."""

    def planned(self, sent: Sent) -> None:
        """Take in what is sent and count the faults in it. It is recorded when the provider has taken it."""
        self._ledger.record_faults(sent.faults)
        self._planned, self._observe = sent, sent.observe

    def answered(self, report: Any = None) -> None:
        """Take in a part of the answer, or its end.

        Args:
            report: what it says of the tokens that the provider took in, if anything.
        """
        if report is not None:
            self._account(self._take_in, report)
        planned, self._planned = self._planned, None
        if planned is not None:
            self._account(self._record, planned)

    def closed(self) -> None:
        """Learn from what was reported, and settle the bill by it."""
        observe, self._observe = self._observe, None
        if observe is not None and self._usage.counted:
            self._account(observe, self._usage.counted)
        self._account(self._settle)
        self._recorded = None

    def as_reported(self) -> OptimizationMetrics | None:
        """Build the record by what was reported since it was made; None where nothing was, or there is none."""
        recorded, billed = self._recorded, self._usage.billed
        if recorded is None or billed is None or billed == recorded.metrics.reported:
            return None
        return recorded.metrics.settled(billed, recorded.terms, applied=self._applied)

    def _take_in(self, report: Any) -> None:
        self._usage = self._usage.followed_by(self.usage_in(report))

    def _record(self, planned: Sent) -> None:
        # Terms that cannot be found out cost the request its price, not its place in the account.
        terms = self._account(self.terms) or Terms()
        metrics = OptimizationMetrics.of(
            planned,
            self.model_id,
            terms,
            self.session_id,
            self._usage.billed,
            applied=self._applied,
            member=self.member,
        )
        logger.debug(
            "%s: %d tokens -> %d (%s)",
            metrics.model,
            metrics.tokens_before,
            metrics.tokens_after,
            ", ".join(metrics.transforms_applied),
        )
        self._recorded = _Recorded(self._ledger.record(metrics), metrics, terms)
        self.note(metrics)

    def _settle(self) -> None:
        recorded, settled = self._recorded, self.as_reported()
        if recorded is not None and settled is not None:
            self._ledger.settle(recorded.epoch, recorded.metrics, settled)
            self.note(settled, replaced=recorded.metrics)

    def _account(self, step: Callable[..., Result], *given: Any) -> Result | None:
        """Take a step in the account; a fault in it is counted, logged and goes no further."""
        try:
            return step(*given)
        except Exception as fault:
            self._ledger.record_faults(1)
            logger.warning("Headroom could not account for a request in full", exc_info=fault)
            return None
