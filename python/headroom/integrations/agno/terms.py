"""What a model's requests are billed by: its price, and how much of them the provider is asked to cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from headroom._bill import Caching, Terms
from headroom._prices import price_of

from .providers import service_of

if TYPE_CHECKING:
    from headroom._config import HeadroomConfig

__all__ = ["terms_of"]

# What a request that is to be cached whole carries: Anthropic's automatic breakpoint, Mistral's key.
_WHOLE = ("cache_control", "prompt_cache_key")
# Where agno's models keep what goes into every request beside their own fields.
_REQUEST_FIELDS = ("request_params", "extra_body")
# Agno's Claude: breakpoints after the system prompt and after the tools.
_SYSTEM = ("cache_system_prompt", "cache_tools", "system_prompt_blocks")


def terms_of(model: Any, config: HeadroomConfig) -> Terms:
    """Find out what a model's requests are billed by.

    Args:
        model: An agno model, or the id of one.
        config: The settings, whose prices come before the table's.

    Returns:
        The terms. Where nothing tells that the provider caches, they say that it does not.
    """
    cls: Any = type(model)
    model_id, seller = (model, None) if isinstance(model, str) else (str(model.id), service_of(cls))
    price = config.model_prices.get(model_id) or price_of(model_id, seller)
    if price is None:
        return Terms()
    if price.automatic:
        return Terms(price, Caching.WHOLE)
    asked = _asked(model)
    if asked is not None:
        return Terms(price, Caching.WHOLE, asked.get("ttl") == "1h")
    if any(getattr(model, name, None) for name in _SYSTEM):
        return Terms(price, Caching.SYSTEM, bool(getattr(model, "extended_cache_time", False)))
    return Terms(price)


def _asked(model: Any) -> Mapping[str, Any] | None:
    """What a request for caching says; ``None`` where the model's settings make none."""
    for field in _REQUEST_FIELDS:
        given = getattr(model, field, None)
        fields: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
        for asked in filter(None, map(fields.get, _WHOLE)):
            return asked if isinstance(asked, Mapping) else {}
    return None
