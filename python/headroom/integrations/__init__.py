"""Headroom inside other frameworks.

    from headroom.integrations import HeadroomAgnoModel

This package imports no framework, so it works where none is installed: each has a
subpackage of its own, which is imported when a name of it is first asked for. Without
agno that is an ImportError, as is ``from headroom.integrations import *``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from headroom._extras import how_to_install

if TYPE_CHECKING:
    from .agno import (
        AccountSavings,
        HeadroomAgnoModel,
        HeadroomCompressionManager,
        HeadroomDb,
        HeadroomKnowledge,
        HeadroomMemoryDb,
        HeadroomMemoryOptimization,
        HeadroomPostHook,
        HeadroomPreHook,
        HeadroomProvider,
        HeadroomReranker,
        HookMetrics,
        KnowledgeSavings,
        LastRequest,
        OptimizationMetrics,
        SavingsSummary,
        TreeSavings,
        create_headroom_hooks,
        get_headroom_provider,
        get_model_name_from_agno,
        optimize_messages,
        savings_of,
        sent_tokens,
        wrap,
        wrap_agent,
        wrap_fallbacks,
        wrap_team,
        wrap_workflow,
    )

__all__ = [
    "AccountSavings",
    "HeadroomAgnoModel",
    "HeadroomCompressionManager",
    "HeadroomDb",
    "HeadroomKnowledge",
    "HeadroomMemoryDb",
    "HeadroomMemoryOptimization",
    "HeadroomPostHook",
    "HeadroomPreHook",
    "HeadroomProvider",
    "HeadroomReranker",
    "HookMetrics",
    "KnowledgeSavings",
    "LastRequest",
    "OptimizationMetrics",
    "SavingsSummary",
    "TreeSavings",
    "agno_available",
    "create_headroom_hooks",
    "get_headroom_provider",
    "get_model_name_from_agno",
    "optimize_messages",
    "savings_of",
    "sent_tokens",
    "wrap",
    "wrap_agent",
    "wrap_fallbacks",
    "wrap_team",
    "wrap_workflow",
]


def agno_available() -> bool:
    """Say whether Agno can be imported here, without importing it.

    Returns:
        True when ``headroom.integrations.agno`` is usable.
    """
    return find_spec("agno") is not None


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if not agno_available():
        raise ImportError(f"{__name__}.{name} needs agno: {how_to_install('agno')}", name="agno")
    return getattr(import_module(".agno", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
