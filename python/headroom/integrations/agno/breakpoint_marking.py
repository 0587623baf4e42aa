"""The breakpoints of one request: whether there are to be any, placing them, and what they change about its bill."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from agno.models.message import Message

from headroom._account.bill import Caching, Terms
from headroom._config import CacheBreakpoints
from headroom._exceptions import CompressionError

from .breakpoint_bodies import Path, blocks_of, marked, text_of
from .breakpoint_client import is_claude
from .breakpoints import Choice, Rules, asked_by_user, chosen
from .counting import count_conversation
from .messages import rows_of
from .terms import price_for

if TYPE_CHECKING:
    from agno.models.base import Model

    from .layer import Layer

__all__ = ["Marking", "marking_of"]

logger = logging.getLogger("headroom")


class Marking:
    """Marks one request when agno has put it together.

    What it marks depends on the request alone, so that a retry is marked alike.
    """

    __slots__ = ("_body", "_choice", "_layer", "_passing", "_rules")

    def __init__(self, layer: Layer, rules: Rules, passing: int) -> None:
        """Begin with a request.

        Args:
            layer: What the wrapped model carries.
            rules: What the model's provider says of its cache.
            passing: How many blocks at the request's end will not be sent again.
        """
        self._layer = layer
        self._rules = rules
        self._passing = passing
        self._body: Mapping[str, Any] = {}
        self._choice = Choice()

    def mark(self, body: dict[str, Any]) -> dict[str, Any]:
        """Mark a request; it goes out as it is if anything goes wrong.

        Args:
            body: What the client is called with, which stays as it is.

        Returns:
            What it is to be called with.

        Raises:
            CompressionError: If something went wrong and the configuration is strict.
        """
        try:
            choice = chosen(body, self._rules, passing=self._passing)
            made = marked(body, choice.paths)
        except Exception as fault:
            return self._unmarked(body, fault)
        self._body, self._choice = body, choice
        return made

    def terms(self, terms: Terms) -> Terms:
        """Say what a request is billed by with the breakpoints.

        Args:
            terms: What it is billed by without them.

        Returns:
            The terms, with those given as what holds without Headroom.
        """
        if not self._choice.paths:
            return terms
        before, reach = self._without(terms), self._choice.paths[-1]
        if before.caching is Caching.WHOLE:  # nobody can tell how much of it the user's own would have done
            return before
        if reach[0] == "messages":
            return before._replace(caching=Caching.WHOLE, is_first=not self._choice.reads, unmarked=before)
        return before._replace(caching=Caching.SYSTEM, front=self._tokens_to(reach), unmarked=before)

    def _without(self, terms: Terms) -> Terms:
        """What the user's own breakpoints come to."""
        own = asked_by_user(self._body)
        if own is None:
            return terms._replace(caching=Caching.OFF)
        if own.section == "messages":
            return terms._replace(caching=Caching.WHOLE)
        return terms._replace(caching=Caching.SYSTEM, front=self._tokens_to(own.path))

    def _tokens_to(self, path: Path) -> int:
        """Count the prompt up to a block, as the request is counted: by what was learnt."""
        blocks = blocks_of(self._body)
        front = blocks[: 1 + next(place for place, block in enumerate(blocks) if block.path == path)]
        tools = [block.value for block in front if block.section == "tools"]
        said = Message(role="system", content="\n".join(text_of(block.value) for block in front[len(tools) :]))
        model = self._rules.counted_as
        return count_conversation(rows_of([said]), model, tools, calibration=self._layer.calibrations.of(model)).value

    def _unmarked(self, body: dict[str, Any], fault: Exception) -> dict[str, Any]:
        if self._layer.config.strict:
            raise CompressionError(f"marking a request for the cache failed: {fault!r}") from fault
        self._layer.ledger.record_faults(1)
        logger.error("headroom: a request went out without cache breakpoints: placing them failed", exc_info=fault)
        return body


def marking_of(layer: Layer, model: Model, sent: Sequence[Message]) -> Marking | None:
    """Find out whether a request is to be marked.

    Args:
        layer: What the wrapped model carries.
        model: The wrapped model that is called.
        sent: The messages that are sent.

    Returns:
        What marks it; None where the settings do not ask for it, nothing is applied, or the model's class or what is
        known of its provider's cache does not allow it.
    """
    if layer.config.cache_breakpoints is not CacheBreakpoints.AUTO or not layer.applies or not is_claude(type(model)):
        return None
    price = price_for(model, layer.prices)
    if price is None or price.automatic or price.cache_read is None:
        _say_once(str(model.id))
        return None
    return Marking(layer, Rules(price.smallest_prefix, layer.counted_as(model)), _passing(sent))


def _passing(sent: Sequence[Message]) -> int:
    """Count the blocks at a request's end that will not be sent again: agno's own words, each a block."""
    passing = 0
    for message in reversed(sent):
        if not getattr(message, "temporary", False):
            # Behind the model's own words agno adds a user's, as newer models ask for.
            return passing + (message.role == "assistant")
        passing += 1
    return passing


@lru_cache(maxsize=256)
def _say_once(model_id: str) -> None:
    logger.warning(
        "headroom: cache_breakpoints: nothing is known of the cache of %r, so that none are placed; "
        "say HeadroomConfig(model_prices={%r: ModelPrice(..., automatic=False)}); see docs/caching.md",
        model_id,
        model_id,
    )
