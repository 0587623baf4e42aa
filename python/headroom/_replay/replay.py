"""A conversation replayed: each request as an agent would have sent it, without Headroom and with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom._account.bill import Caching, Side, Terms, Tokens, cost, planned
from headroom._arguments import check_model
from headroom._models.price import given_prices, known_price
from headroom._models.vocabularies import prepare
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._results.decision import Decision, decisions_of
from headroom._shapes.messages import MESSAGES

if TYPE_CHECKING:
    from headroom._config import HeadroomConfig
    from headroom._models.by_model import ByModel
    from headroom._models.price import ModelPrice
    from headroom._planning.sent import Sent
    from headroom._replay.transcript import Message, Request, Transcript

__all__ = ["DEFAULT_MODEL", "Bill", "Replayed", "billed", "replay"]

DEFAULT_MODEL = "gpt-4o"
"""Whose tokens are counted where nobody names a model."""


class Bill(NamedTuple):
    """What a request's input is billed as, by Headroom's own counts. Costs are picodollars, None without a price."""

    given: Tokens
    """Without Headroom."""
    sent: Tokens
    """With it."""
    cost_given: int | None
    cost_sent: int | None


@dataclass(frozen=True)
class Replayed:
    """One request of a transcript, with both of its sides.

    Attributes:
        transcript: the conversation that it is of.
        request: its place in there, and what the transcript says of it.
        model: the id of the model that it is counted and billed for.
        sent: what the engine made of it: messages, counts, warnings.
        terms: what it is billed by.
        bill: what both sides are billed as.
    """

    transcript: Transcript
    request: Request
    model: str
    sent: Sent
    terms: Terms
    bill: Bill

    @property
    def given_messages(self) -> Sequence[Message]:
        """The request's messages without Headroom."""
        return self.transcript.messages[: self.request.end]

    @property
    def sent_messages(self) -> list[Any]:
        """The request's messages as Headroom sends them."""
        return self.sent.messages

    @cached_property
    def decisions(self) -> list[Decision]:
        """What became of each of `given_messages`, and why; empty where a fault let them through."""
        return decisions_of(self.sent.decisions())


def replay(
    transcript: Transcript, *, model: str | None = None, config: HeadroomConfig | None = None, cached: bool = True
) -> Iterator[Replayed]:
    """Replay a conversation, request by request, in order.

    Args:
        transcript: the conversation.
        model: the id of the model that it is counted and billed for; ``None`` takes what the transcript says, else
            ``gpt-4o``.
        config: settings; ``None`` means the defaults. With views, what they leave out is kept in memory.
        cached: whether the provider's prompt cache is taken to hold what the request before has sent.

    Yields:
        One request after the other. What a conversation's requests have in common is planned once.

    Raises:
        ValidationError: a message is none, or `model` no text.
        HeadroomError: under ``config.strict`` only, see `HeadroomConfig`.
    """
    engine = Engine(config)  # of its own, so that no other conversation's prompts count as cached
    prices = given_prices(engine.config.model_prices)
    for request in transcript.requests:
        yield _replayed(engine, prices, transcript, request, model or request.model or DEFAULT_MODEL, cached)


def _replayed(
    engine: Engine, prices: ByModel[ModelPrice], transcript: Transcript, request: Request, model: str, cached: bool
) -> Replayed:
    check_model(model)
    prepare(model)
    sent = engine.send(transcript.messages[: request.end], MESSAGES, Ask(model, tools=request.tools))
    price = known_price(model, None, prices)
    terms = Terms(price, Caching.WHOLE if cached else Caching.OFF)
    return Replayed(transcript, request, model, sent, terms, billed(sent, terms))


def billed(sent: Sent, terms: Terms) -> Bill:
    """Bill both sides of a request by its counts."""
    given = planned(Side(sent.tokens_before, sent.cached_before), terms)
    after = planned(Side(sent.tokens_after, sent.cached_after), terms)
    return Bill(given, after, cost(given, terms), cost(after, terms))
