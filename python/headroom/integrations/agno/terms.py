"""What a model's requests are billed by: its price, and how much of them the provider is asked to cache."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from headroom._account.bill import Caching, Terms
from headroom._models.price import known_price
from headroom.integrations._bodies import mapping
from headroom.integrations._terms import breakpoints, terms_with

from .options import options_of
from .providers import service_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agno.models.message import Message

    from headroom._models.by_model import ByModel
    from headroom._models.price import ModelPrice

__all__ = ["price_for", "terms_of"]

# What a request that is to be cached whole carries: Anthropic's automatic breakpoint, Mistral's key.
_WHOLE = ("cache_control", "prompt_cache_key")
_HOUR = "1h"


def terms_of(
    model: Any, given: ByModel[ModelPrice], tools: Sequence[Any] | None = None, messages: Sequence[Message] = ()
) -> Terms:
    """Find out what a request is billed by.

    Args:
        model: The agno model that is called, or the id of one.
        given: The prices that the settings give, which come before the table's.
        tools: The tool definitions that go with the request.
        messages: The conversation.

    Returns:
        The terms. Where nothing tells that the provider caches, or where only it knows how much of the conversation,
        they say that it does not.
    """
    price = price_for(model, given)
    if price is None:
        return Terms()
    if price.automatic:
        return Terms(price, Caching.WHOLE)
    whole = _asked(model)
    if whole is not None:
        return Terms(price, Caching.WHOLE, whole.get("ttl") == _HOUR)
    blocks = [message.content for message in messages if type(message.content) is list]
    within = [lasts for content in blocks for lasts in breakpoints(content)]
    return terms_with(price, [*_of_system(model), *breakpoints(tools or ())], within)


def price_for(model: Any, given: ByModel[ModelPrice]) -> ModelPrice | None:
    """Find the price of a model.

    Args:
        model: The agno model that is called, or the id of one.
        given: The prices that the settings give, which come before the table's.

    Returns:
        The price; None where nobody knows it.
    """
    cls: Any = type(model)
    model_id, service = (model, None) if isinstance(model, str) else (str(model.id), service_of(cls))
    return known_price(model_id, service, given)


def _asked(model: Any) -> Mapping[str, Any] | None:
    """What a request for caching says; ``None`` where the model's settings make none."""
    return next((mapping(asked) for _, asked in options_of(model, _WHOLE) if asked), None)


def _of_system(model: Any) -> Iterator[str | None]:
    """How long agno's Claude has system prompt and tools cached, for each breakpoint that it sets itself."""
    usual = _HOUR if getattr(model, "extended_cache_time", False) else None
    if getattr(model, "cache_system_prompt", False):
        yield usual
    blocks = getattr(model, "system_prompt_blocks", None)
    if callable(blocks):  # the caller's own code, which is agno's to call
        yield usual
    elif not isinstance(blocks, str):  # text is cached where `cache_system_prompt` says so
        yield from (getattr(block, "ttl", None) or usual for block in blocks or () if getattr(block, "cache", False))
    if getattr(model, "cache_tools", False):
        yield None
