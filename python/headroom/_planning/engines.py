"""The engines that functions share which take a configuration with every call."""

from __future__ import annotations

from functools import lru_cache

from headroom._config import HeadroomConfig
from headroom._planning.engine import Engine

__all__ = ["engine_for"]


def engine_for(config: HeadroomConfig | None) -> Engine:
    """The engine for a configuration; those of the last few are kept, for the conversations that they remember."""
    return _engine(config) if config is None or isinstance(config, HeadroomConfig) else Engine(config)


@lru_cache(maxsize=4)
def _engine(config: HeadroomConfig | None) -> Engine:
    return Engine(config)
