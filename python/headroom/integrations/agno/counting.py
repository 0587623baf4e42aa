"""Token counts of agno conversations, without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from headroom._tokens import count_request, count_tokens

if TYPE_CHECKING:
    from headroom._core import Refinement
    from headroom._engine import Row

__all__ = ["count_conversation"]


def count_conversation(
    rows: Sequence[Row],
    model: str,
    tools: Sequence[Any] | None = None,
    output_schema: Any = None,
    refinement: Refinement | None = None,
) -> int:
    """Count a conversation as it stands.

    Args:
        rows: The conversation, as ``rows_of`` describes it.
        model: Id of the model to count for.
        tools: Tool definitions, agno functions or dicts.
        output_schema: A pydantic model or a JSON schema.
        refinement: What the provider's reports have taught of the model's tokens.

    Returns:
        Tokens: messages, media as far as known, tools and schema.
    """
    definitions = [_definition(tool) for tool in tools or ()]
    return count_request(rows, model, definitions, refinement).value + _schema_tokens(output_schema, model)


def _definition(tool: Any) -> dict[str, Any]:
    if isinstance(tool, dict):
        return tool
    return {"type": "function", "function": tool.to_dict()}


def _schema_tokens(schema: Any, model: str) -> int:
    if schema is None:
        return 0
    if hasattr(schema, "model_json_schema"):
        schema = schema.model_json_schema()
    return count_tokens(json.dumps(schema, default=str), model).value
