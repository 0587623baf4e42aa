"""Headroom: the same conversation in fewer billed tokens, nothing lost.

    from headroom import compress
    result = compress(messages, model="gpt-4o")

Agno users wrap their model instead, see `headroom.integrations.agno`.
"""

from importlib import import_module

from headroom._installation import __version__  # the first: it refuses what is not ours

TYPE_CHECKING = False  # as type checkers know it: `typing` takes longer to import than all that stands here
if TYPE_CHECKING:
    from typing import Any

    from headroom._budget_config import OnExceed, RunBudget
    from headroom._compress import acompress, compress, expand, expand_messages
    from headroom._config import (
        CacheBreakpoints,
        CrushLevel,
        HeadroomConfig,
        HeadroomMode,
        RollingWindowConfig,
        SmartCrusherConfig,
        WindowPolicy,
    )
    from headroom._core import ArrowArray
    from headroom._crusher import CrushResult, SmartCrusher
    from headroom._exceptions import (
        BudgetError,
        BudgetExceededError,
        CompressionError,
        ConfigurationError,
        EvaluationError,
        HeadroomError,
        ProviderError,
        SessionContentError,
        TranscriptError,
        UnknownSessionError,
        ValidationError,
    )
    from headroom._models.price import ModelPrice
    from headroom._results.decision import Decision
    from headroom._results.outcome import CompressResult
    from headroom._sent_text import SentText
    from headroom._shapes.chat_message import ChatMessage
    from headroom._tokens import TokenCount, count_till_limit, count_tokens, count_tokens_batch, fits
    from headroom._tool_config import ToolSchemas
    from headroom._tool_costs import ToolCost, ToolCosts, tool_costs
    from headroom._view_config import ViewConfig
    from headroom._views.retrieve import aretrieve, retrieve
    from headroom._window import RollingWindow
    from headroom._wrapping import savings_of, wrap

__all__ = [
    "ArrowArray",
    "BudgetError",
    "BudgetExceededError",
    "CacheBreakpoints",
    "ChatMessage",
    "CompressResult",
    "CompressionError",
    "ConfigurationError",
    "CrushLevel",
    "CrushResult",
    "Decision",
    "EvaluationError",
    "HeadroomConfig",
    "HeadroomError",
    "HeadroomMode",
    "ModelPrice",
    "OnExceed",
    "ProviderError",
    "RollingWindow",
    "RollingWindowConfig",
    "RunBudget",
    "SentText",
    "SessionContentError",
    "SmartCrusher",
    "SmartCrusherConfig",
    "TokenCount",
    "ToolCost",
    "ToolCosts",
    "ToolSchemas",
    "TranscriptError",
    "UnknownSessionError",
    "ValidationError",
    "ViewConfig",
    "WindowPolicy",
    "__version__",
    "acompress",
    "aretrieve",
    "compress",
    "count_till_limit",
    "count_tokens",
    "count_tokens_batch",
    "expand",
    "expand_messages",
    "fits",
    "retrieve",
    "savings_of",
    "tool_costs",
    "wrap",
]

# Each is imported when it is first asked for: who counts tokens does not wait for what plans a conversation.
_HOMES = {
    "_budget_config": ("OnExceed", "RunBudget"),
    "_compress": ("acompress", "compress", "expand", "expand_messages"),
    "_config": (
        "CacheBreakpoints",
        "CrushLevel",
        "HeadroomConfig",
        "HeadroomMode",
        "RollingWindowConfig",
        "SmartCrusherConfig",
        "WindowPolicy",
    ),
    "_core": ("ArrowArray",),
    "_crusher": ("CrushResult", "SmartCrusher"),
    "_exceptions": (
        "BudgetError",
        "BudgetExceededError",
        "CompressionError",
        "ConfigurationError",
        "EvaluationError",
        "HeadroomError",
        "ProviderError",
        "SessionContentError",
        "TranscriptError",
        "UnknownSessionError",
        "ValidationError",
    ),
    "_models.price": ("ModelPrice",),
    "_results.decision": ("Decision",),
    "_results.outcome": ("CompressResult",),
    "_sent_text": ("SentText",),
    "_shapes.chat_message": ("ChatMessage",),
    "_tokens": ("TokenCount", "count_till_limit", "count_tokens", "count_tokens_batch", "fits"),
    "_tool_config": ("ToolSchemas",),
    "_tool_costs": ("ToolCost", "ToolCosts", "tool_costs"),
    "_view_config": ("ViewConfig",),
    "_views.retrieve": ("aretrieve", "retrieve"),
    "_window": ("RollingWindow",),
    "_wrapping": ("savings_of", "wrap"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> "Any":
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
