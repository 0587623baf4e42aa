"""What was sent last, run by run: the answer to "what became of my messages?"."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from headroom._locks import new_lock
from headroom._results.outcome import Outcome

__all__ = ["LastRequest", "LastRequests"]

_RUNS = 16


@dataclass(frozen=True, kw_only=True, repr=False)
class LastRequest(Outcome):
    """A request as it went out: how much of it, and by ``decisions`` what became of each message and why.

    It holds no message: a decision's ``index`` is the message's place in the conversation that agno sent.

    Attributes:
        model: Id of the model that was called.
        mode: Name of the mode it was sent in; but under ``optimize`` the counts and decisions say what would be.
        run_id: Agno's id of the run that it belongs to, if there is one.
    """

    model: str
    mode: str
    run_id: str | None = None

    def _told(self) -> list[str]:
        return [self.model, self.mode]


class LastRequests:
    """The last request of each of the last 16 runs. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = new_lock()
        self._requests: OrderedDict[str | None, LastRequest] = OrderedDict()

    def add(self, request: LastRequest) -> None:
        """Remember a request in place of the one before it in its run."""
        with self._lock:
            self._requests.pop(request.run_id, None)
            self._requests[request.run_id] = request
            if len(self._requests) > _RUNS:
                self._requests.popitem(last=False)

    def newest(self) -> LastRequest | None:
        """Find the last request of any run."""
        with self._lock:
            return next(reversed(self._requests.values()), None)

    def all(self) -> list[LastRequest]:
        """Give them, the newest first."""
        with self._lock:
            return list(reversed(self._requests.values()))

    def of_run(self, run_id: str) -> LastRequest | None:
        """Find the last request of a run."""
        with self._lock:
            return self._requests.get(run_id)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._requests.clear()
