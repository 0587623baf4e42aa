"""Headroom: the same conversation in fewer billed tokens, nothing lost.

    from headroom import compress
    result = compress(messages, model="gpt-4o")

Agno users wrap their model instead, see `headroom.integrations.agno`.
"""

from headroom._compress import acompress, compress, expand, expand_messages
from headroom._config import (
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
    CompressionError,
    ConfigurationError,
    HeadroomError,
    ProviderError,
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

__all__ = [
    "BudgetError",
    "ChatMessage",
    "CompressResult",
    "CompressionError",
    "ConfigurationError",
    "CrushLevel",
    "CrushResult",
    "Decision",
    "HeadroomConfig",
    "HeadroomError",
    "HeadroomMode",
    "ModelPrice",
    "ProviderError",
    "RollingWindow",
    "RollingWindowConfig",
    "SentText",
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
    "tool_costs",
]
