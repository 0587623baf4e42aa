"""What a request is billed by, as its body tells: the model's price, and how much of it is to be cached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from headroom._account.bill import Caching, Terms
from headroom._models.price import price_of
from headroom._objects import plain
from headroom.integrations._bodies import mapping

if TYPE_CHECKING:
    from headroom._models.by_model import ByModel
    from headroom._models.price import ModelPrice
    from headroom.integrations._bodies import Body

__all__ = ["terms_of"]

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
    price = given.of(model, service) or price_of(model, service)
    if price is None:
        return Terms()
    whole = mapping(body.fields.get("cache_control"))
    if price.automatic or whole or body.fields.get("prompt_cache_key"):
        return Terms(price, Caching.WHOLE, whole.get("ttl") == _HOUR)
    before = list(_breakpoints([*(body.tools or ()), *_blocks(body.system)]))
    within = list(_breakpoints(block for message in body.messages for block in _blocks([plain(message)])))
    caching = Caching.SYSTEM if before and not within else Caching.OFF
    return Terms(price, caching, _HOUR in (*before, *within))


def _blocks(messages: Iterable[Any]) -> Iterator[Any]:
    for message in messages:
        content = mapping(message).get("content")
        yield from content if isinstance(content, list) else ()


def _breakpoints(blocks: Iterable[Any]) -> Iterator[Any]:
    """How long the prompt is to be cached up to each breakpoint that is set; ``None`` where it does not say."""
    for block in blocks:
        asked = mapping(block).get("cache_control")
        if asked:
            yield mapping(asked).get("ttl")
