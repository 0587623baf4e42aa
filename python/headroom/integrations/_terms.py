"""What a request is billed by, as its body tells: the model's price, and how much of it is to be cached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from headroom._account.bill import Caching, Terms
from headroom._models.price import known_price
from headroom._objects import plain
from headroom.integrations._bodies import mapping

if TYPE_CHECKING:
    from headroom._models.by_model import ByModel
    from headroom._models.price import ModelPrice
    from headroom.integrations._bodies import Body

__all__ = ["breakpoints", "terms_of", "terms_with"]

_HOUR = "1h"


def terms_of(body: Body, model: str, service: str | None, given: ByModel[ModelPrice]) -> Terms:
    """Find out what a request is billed by.

    Args:
        body: what it says.
        model: the id of the model that answers.
        service: who serves it, where that is known.
        given: the prices that the settings give, which come before the table's.

    Returns:
        The terms; where only the provider knows how much of the conversation it caches, they say that it does not.
    """
    price = known_price(model, service, given)
    if price is None:
        return Terms()
    whole = mapping(body.fields.get("cache_control"))
    if price.automatic or whole or body.fields.get("prompt_cache_key"):
        return Terms(price, Caching.WHOLE, whole.get("ttl") == _HOUR)
    before = list(breakpoints([*(body.tools or ()), *_blocks(body.system)]))
    within = list(breakpoints(block for message in body.messages for block in _blocks([plain(message)])))
    return terms_with(price, before, within)


def terms_with(price: ModelPrice, before: Sequence[Any], within: Sequence[Any]) -> Terms:
    """Tell what a request is billed by whose breakpoints are known.

    Args:
        price: what the model costs.
        before: how long each of those before the conversation lasts: of the tools and the system prompt.
        within: the same of those within it.
    """
    caching = Caching.SYSTEM if before and not within else Caching.OFF
    return Terms(price, caching, _HOUR in (*before, *within))


def breakpoints(blocks: Iterable[Any]) -> Iterator[Any]:
    """Tell how long the prompt is to be cached up to each breakpoint in some blocks; ``None`` where it does not say."""
    for block in blocks:
        asked = mapping(block).get("cache_control")
        if asked:
            yield mapping(asked).get("ttl")


def _blocks(messages: Iterable[Any]) -> Iterator[Any]:
    for message in messages:
        content = mapping(message).get("content")
        yield from content if isinstance(content, list) else ()
