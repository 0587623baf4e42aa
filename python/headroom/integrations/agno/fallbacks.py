"""Fallback models: agno keeps them apart from the agent's model, so they are wrapped apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass, replace
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar, cast

from headroom._exceptions import ProviderError

from .model import HeadroomAgnoModel

if TYPE_CHECKING:
    from headroom._config import HeadroomConfig

__all__ = ["replaced_fallbacks", "wrap_fallbacks"]

_LISTS = ("on_error", "on_rate_limit", "on_context_overflow")
_Fallbacks = TypeVar("_Fallbacks")


def wrap_fallbacks(
    fallbacks: _Fallbacks, config: HeadroomConfig | None = None, auto_detect_provider: bool = True
) -> _Fallbacks:
    """Wrap every model an agent falls back to.

    Args:
        fallbacks: An agent's ``fallback_config`` or its ``fallback_models`` list.
        config: Headroom's configuration; None means the defaults.
        auto_detect_provider: As for ``HeadroomAgnoModel``.

    Returns:
        The same kind of object with every model wrapped; the one given is not changed.

    Raises:
        ProviderError: If it is neither, or an entry is no model.
    """
    return replaced_fallbacks(fallbacks, lambda model: HeadroomAgnoModel(model, config, auto_detect_provider))


def replaced_fallbacks(fallbacks: _Fallbacks, wrap: Callable[[Any], HeadroomAgnoModel]) -> _Fallbacks:
    """Give the same kind of object with every model as `wrap` gives it; the very object where none is another.

    Raises:
        ProviderError: If it is no such object, or what `wrap` raises.
    """
    if isinstance(fallbacks, list):
        models = list(map(wrap, fallbacks))
        return fallbacks if all(map(is_, models, fallbacks)) else cast("_Fallbacks", models)
    if not is_dataclass(fallbacks) or isinstance(fallbacks, type) or not hasattr(fallbacks, _LISTS[0]):
        raise ProviderError("wrap_fallbacks takes a FallbackConfig or a list of models")
    given = {name: getattr(fallbacks, name) for name in _LISTS}
    wrapped = {name: replaced_fallbacks(models, wrap) for name, models in given.items()}
    return fallbacks if all(map(is_, wrapped.values(), given.values())) else replace(fallbacks, **wrapped)
