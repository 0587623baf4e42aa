"""Headroom: the same conversation in fewer billed tokens, nothing lost.

    from headroom import compress
    result = compress(messages, model="gpt-4o")

Agno users wrap their model instead, see `headroom.integrations.agno`.
"""

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
from headroom._core import __version__
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
