"""Headroom for Agno: wrap a model, send less, lose nothing.

    from agno.agent import Agent
    from agno.models.openai import OpenAIChat
    from headroom.integrations.agno import HeadroomAgnoModel

    agent = Agent(model=HeadroomAgnoModel(OpenAIChat(id="gpt-4o")))

Needs agno 2.1 or later. Importing this costs what importing agno's models costs;
``headroom.integrations.agno_available`` says beforehand whether it will work.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headroom._extras import not_installed

try:
    import agno  # noqa: F401 - only whether it is there
except ModuleNotFoundError as missing:
    raise not_installed("agno", "agno") from missing


from headroom._account.record import OptimizationMetrics
from headroom._account.savings import AccountSavings, SavingsSummary, TreeSavings
from headroom.integrations import agno_available

from .compaction import sent_tokens
from .compression import HeadroomCompressionManager
from .fallbacks import wrap_fallbacks
from .hooks import HeadroomPostHook, HeadroomPreHook, HookMetrics, create_headroom_hooks
from .last_request import LastRequest
from .model import HeadroomAgnoModel
from .optimize import optimize_messages
from .providers import HeadroomProvider, get_headroom_provider, get_model_name_from_agno
from .wrapping import savings_of, wrap, wrap_agent, wrap_team, wrap_workflow

if TYPE_CHECKING:
    from .knowledge import HeadroomKnowledge
    from .memories import HeadroomMemoryDb, HeadroomMemoryOptimization
    from .references import KnowledgeSavings
    from .reranker import HeadroomReranker
    from .sessions import HeadroomDb

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

# Importing agno's databases and knowledge takes as long as importing its models.
_LATER = {
    "HeadroomDb": "sessions",
    "HeadroomKnowledge": "knowledge",
    "HeadroomMemoryDb": "memories",
    "HeadroomMemoryOptimization": "memories",
    "HeadroomReranker": "reranker",
    "KnowledgeSavings": "references",
}


def __getattr__(name: str) -> Any:
    """Import what few ask for when it is asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LATER[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
