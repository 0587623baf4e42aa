"""Replayed requests added up: in total, by model and by part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headroom._account.bill import Tokens, cost
from headroom._models.info import model_info
from headroom._replay.parts import Part, labels_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headroom._replay.replay import Replayed

__all__ = ["ReplaySums", "Sums"]

_NONE = Tokens(0, 0, 0)


@dataclass
class Sums:
    """Some requests added up. Costs are whole picodollars, of the requests to models with a price."""

    requests: int = 0
    unpriced_requests: int = 0
    estimated_requests: int = 0
    given: Tokens = _NONE
    sent: Tokens = _NONE
    cost_given: int = 0
    cost_sent: int = 0
    reported_requests: int = 0
    reported: Tokens = _NONE
    counted_of_reported: int = 0
    """Tokens of the requests with a report, as counted without Headroom: how far the counts can be trusted."""
    cost_reported: int = 0

    def add(self, replayed: Replayed) -> None:
        """Add a request."""
        bill, reported = replayed.bill, replayed.request.reported
        self.requests += 1
        self.estimated_requests += not replayed.sent.exact
        self.given, self.sent = _added(self.given, bill.given), _added(self.sent, bill.sent)
        self.unpriced_requests += bill.cost_given is None
        self.cost_given += bill.cost_given or 0
        self.cost_sent += bill.cost_sent or 0
        if reported is not None:
            self.reported_requests += 1
            self.reported = _added(self.reported, reported)
            self.counted_of_reported += bill.given.total
            self.cost_reported += cost(reported, replayed.terms) or 0


@dataclass
class ReplaySums:
    """All that was replayed, added up.

    Attributes:
        conversations: how many there were.
        unnamed_models: requests of which the transcript does not say what model was asked.
        dropped_messages: messages that left with the window, counted in each conversation's last request.
        beyond_context: requests that the model would not have taken without Headroom: they exceed its largest input.
        faults: texts and requests that go out as they are since something failed inside.
        total: all requests.
        models: the same by the id of the model.
        parts: what stands in the requests, by part.
    """

    conversations: int = 0
    unnamed_models: int = 0
    dropped_messages: int = 0
    beyond_context: int = 0
    faults: int = 0
    total: Sums = field(default_factory=Sums)
    models: dict[str, Sums] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)

    def add(self, conversation: Iterable[Replayed]) -> Sums:
        """Add the requests of one conversation. Returns their own sums."""
        own, labels, last = Sums(), list[str](), None
        for replayed in conversation:
            labels = labels or labels_of(replayed.transcript.messages)
            self.add_request(replayed, labels)
            own.add(replayed)
            last = replayed
        if last is not None:
            self.conversations += 1
            self.dropped_messages += last.sent.dropped
        return own

    def add_request(self, replayed: Replayed, labels: list[str]) -> None:
        """Add a request of a conversation that may go on; `labels` are the parts that its messages belong to."""
        self.total.add(replayed)
        self.models.setdefault(replayed.model, Sums()).add(replayed)
        self.unnamed_models += replayed.request.model is None
        self.beyond_context += replayed.bill.given.total > model_info(replayed.model).input_tokens
        self.faults += replayed.sent.faults
        parts_of(replayed, labels, self.parts)


def _added(one: Tokens, other: Tokens) -> Tokens:
    return Tokens(one.uncached + other.uncached, one.cache_read + other.cache_read, one.cache_write + other.cache_write)
