"""A report of conversations that were replayed: what is shown of them, and their sums as `ReplaySums` has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from headroom._replay.parts import labels_of
from headroom._replay.sums import ReplaySums
from headroom._report.chart import Chart, chart_of
from headroom._report.figures import Amounts, Line, amounts_of, kinds_of, lines_of, tools_of
from headroom._report.limits import Room
from headroom._report.messages import MessageShown, messages_of
from headroom._report.unchanged import Reason, Unchanged

if TYPE_CHECKING:
    from headroom._account.bill import Tokens
    from headroom._replay.replay import Bill, Replayed
    from headroom._replay.sums import Sums

__all__ = ["ConversationShown", "ConversationsReport", "billed_amounts"]


class ConversationShown(NamedTuple):
    """A conversation with its own sums."""

    anchor: str
    name: str
    kind: str
    source: str
    model: str
    exact: bool
    requests: int
    amounts: Amounts
    chart: Chart | None
    warnings: tuple[str, ...]
    messages: list[MessageShown]
    left_out: int
    """Messages that are not shown, as there are too many."""


@dataclass
class ConversationsReport:
    """What was replayed, conversation by conversation.

    Args:
        full: whether everything is shown, however large; else long texts are shortened, and messages beyond the first
            10,000 are only counted.
        sums: the sums of what was replayed before, which grow.
    """

    full: bool = False
    sums: ReplaySums = field(default_factory=ReplaySums)
    conversations: list[ConversationShown] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._room = Room(full=self.full)
        self._unchanged = Unchanged()
        self._requests = list[Amounts]()

    def add(self, requests: Iterable[Replayed]) -> Sums:
        """Take in the requests of one conversation. Returns their sums."""
        seen = _Seen()
        own = self.sums.add(seen.noting(requests))
        if seen.last is not None:
            self.show(seen.last, own, seen.amounts)
        return own

    def show(self, last: Replayed, own: Sums, amounts: Sequence[Amounts]) -> None:
        """Show a conversation that is in the sums.

        Args:
            last: its last request.
            own: its own sums.
            amounts: what each of its requests comes to.
        """
        self._requests += amounts
        self.conversations.append(self._shown(last, own, amounts))

    def _shown(self, last: Replayed, own: Sums, amounts: Sequence[Amounts]) -> ConversationShown:
        number = len(self.conversations) + 1
        messages = messages_of(last, f"c{number}-m", self._room)
        anchors = {message.number - 1: message.anchor for message in messages if message.number}
        labels = labels_of(last.given_messages)
        kept = zip(labels, last.decisions, strict=False)
        self._unchanged.add((label, decision, anchors.get(decision.index, "")) for label, decision in kept)
        transcript = last.transcript
        return ConversationShown(
            anchor=f"c{number}",
            name=transcript.name,
            kind=transcript.kind,
            source=transcript.source,
            model=last.model,
            exact=last.sent.exact,
            requests=own.requests,
            amounts=amounts_of(own),
            chart=chart_of(amounts),
            warnings=tuple(last.sent.warnings),
            messages=messages,
            left_out=len(transcript.messages) - len(anchors),
        )

    @property
    def total(self) -> Amounts:
        """What all requests come to."""
        return amounts_of(self.sums.total)

    @property
    def chart(self) -> Chart | None:
        """The bill over all requests, conversation after conversation."""
        return chart_of(self._requests)

    @property
    def tools(self) -> list[Line]:
        """What the results of each tool take."""
        return tools_of(self.sums.parts.items(), priced=self._is_priced)

    @property
    def kinds(self) -> list[Line]:
        """What each kind of message takes."""
        return kinds_of(self.sums.parts.items(), priced=self._is_priced)

    @property
    def models(self) -> list[Line]:
        """What the requests to each model take."""
        return lines_of(self.sums.models.items())

    @property
    def index(self) -> list[Line]:
        """What each conversation takes, in the order of the conversations."""
        return [Line(one.name, one.amounts, one.requests, one.anchor) for one in self.conversations]

    @property
    def unchanged(self) -> list[Reason]:
        """What went out as it was in the last request of each conversation, and why."""
        return self._unchanged.reasons()

    @property
    def reported(self) -> Tokens | None:
        """Input tokens that providers reported, if the transcripts have any."""
        return self.sums.total.reported if self.sums.total.reported_requests else None

    @property
    def _is_priced(self) -> bool:
        return self.sums.total.unpriced_requests < self.sums.total.requests


class _Seen:
    """What of a conversation's requests is kept as they pass."""

    def __init__(self) -> None:
        self.amounts = list[Amounts]()
        self.last: Replayed | None = None

    def noting(self, requests: Iterable[Replayed]) -> Iterator[Replayed]:
        for self.last in requests:
            self.amounts.append(billed_amounts(self.last.bill))
            yield self.last


def billed_amounts(bill: Bill) -> Amounts:
    """Give what a request comes to."""
    return Amounts(bill.given.total, bill.sent.total, bill.cost_given, bill.cost_sent)
