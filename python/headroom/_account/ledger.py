"""The account of what was saved, in total and by model, session and member; exact under threads and concurrent runs."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from headroom._account.book import Book, summed_up
from headroom._account.spending import Spending
from headroom._account.summary import AccountSummary, Summary, difference, sums_of
from headroom._exceptions import UnknownSessionError
from headroom._locks import new_lock

if TYPE_CHECKING:
    from headroom._account.record import OptimizationMetrics

__all__ = ["SavingsLedger"]

_HISTORY = 100
_MODELS = 100
_SESSIONS = 1000
_MEMBERS = 1000


class SavingsLedger:
    """Running totals over every request, exact under threads and concurrent runs.

    Copying a ledger gives the same ledger: whoever holds a copy reports to, and reads from, one account. Pickling gives
    an empty one, because another process cannot share it.

    Totals by model, by session and by member are kept for the 100 models, the 1,000 sessions and the 1,000 members used
    last; what the others held goes into one account each, so that nothing is lost.

    Attributes:
        spending: what is spent of budgets by all that report here; a reset forgets none of it.
    """

    def __init__(self, spending: Spending | None = None) -> None:
        self._lock = new_lock()
        self.spending = Spending() if spending is None else spending
        self._epoch = 0
        self.reset()

    def reset(self) -> None:
        """Forget everything that was recorded."""
        with self._lock:
            self._epoch += 1
            self._history: deque[OptimizationMetrics] = deque(maxlen=_HISTORY)
            self._models = Book(_MODELS)
            self._sessions = Book(_SESSIONS)
            self._members = Book(_MEMBERS)
            self._faults = 0

    def record(self, metrics: OptimizationMetrics) -> int:
        """Add one request to the totals and to the history.

        Args:
            metrics: the record of the request.

        Returns:
            What `settle` wants to know: since which reset the request counts.
        """
        sums = sums_of(metrics)
        with self._lock:
            self._history.append(metrics)
            self._models.add(metrics.model, sums)
            self._sessions.add(metrics.session_id, sums)
            self._members.add(metrics.member, sums)
            return self._epoch

    def settle(self, epoch: int, recorded: OptimizationMetrics, settled: OptimizationMetrics) -> None:
        """Put what became known of a request in the place of what was recorded; nothing after a reset.

        Args:
            epoch: what `record` returned.
            recorded: the record then.
            settled: the record now.
        """
        more = difference(sums_of(settled), sums_of(recorded))
        with self._lock:
            if epoch != self._epoch:
                return
            self._models.add(recorded.model, more, opens=False)
            self._sessions.add(recorded.session_id, more, opens=False)
            self._members.add(recorded.member, more, opens=False)
            for back in range(1, len(self._history) + 1):
                if self._history[-back] is recorded:
                    self._history[-back] = settled
                    return

    def record_faults(self, count: int) -> None:
        """Add to the texts and requests that went out unchanged, or are not in the account in full, for a fault.

        Args:
            count: how many.
        """
        if count:
            with self._lock:
                self._faults += count

    @property
    def tokens_saved(self) -> int:
        """Tokens saved by every request so far, never capped."""
        with self._lock:
            total = self._models.total()
        return Summary(*total).tokens_saved

    @property
    def history(self) -> list[OptimizationMetrics]:
        """The last 100 records, oldest first."""
        with self._lock:
            return list(self._history)

    def summary(self) -> AccountSummary:
        """Sum up every request, not only those still in the history."""
        return self.reading()[1]

    def reading(self) -> tuple[int, AccountSummary]:
        """Sum up every request, and say by the number of the last reset since when."""
        with self._lock:
            epoch, total, faults = self._epoch, self._models.total(), self._faults
            models, members = list(self._models.items()), list(self._members.items())
        return epoch, AccountSummary(Summary(*total), faults, summed_up(models), summed_up(members))

    def session_summary(self, session_id: str) -> Summary:
        """Sum up one session's requests.

        Raises:
            UnknownSessionError: if none is recorded, or the session is not among those used last.
        """
        with self._lock:
            sums = self._sessions.of(session_id)
        if sums is None:
            raise UnknownSessionError(f"no request of session {session_id!r} is recorded among the last {_SESSIONS:,}")
        return Summary(*sums)

    def session_summaries(self) -> dict[str | None, Summary]:
        """Sum up every session.

        Returns:
            By session id, the one used last being last; under None the requests of no session and of those that left.
        """
        with self._lock:
            sessions = list(self._sessions.items())
        return summed_up(sessions)

    def __copy__(self) -> SavingsLedger:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SavingsLedger:
        return self

    def __reduce__(self) -> tuple[type[SavingsLedger], tuple[()]]:
        return SavingsLedger, ()
