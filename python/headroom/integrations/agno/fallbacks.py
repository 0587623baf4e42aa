"""Fallback models: agno keeps them apart from the agent's model, so they are wrapped apart."""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from headroom._exceptions import ProviderError

from .model import HeadroomAgnoModel

if TYPE_CHECKING:
    from headroom._config import HeadroomConfig

__all__ = ["wrap_fallbacks"]

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
    if isinstance(fallbacks, list):
        return cast("_Fallbacks", [HeadroomAgnoModel(model, config, auto_detect_provider) for model in fallbacks])
    if not is_dataclass(fallbacks) or isinstance(fallbacks, type) or not hasattr(fallbacks, _LISTS[0]):
        raise ProviderError("wrap_fallbacks takes a FallbackConfig or a list of models")
    wrapped = {name: wrap_fallbacks(getattr(fallbacks, name), config, auto_detect_provider) for name in _LISTS}
    return replace(fallbacks, **wrapped)
