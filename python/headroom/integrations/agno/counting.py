"""Token counts of agno conversations, without a network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from headroom._engine import LARGE_CHARACTERS
from headroom._tokens import count_request, count_tokens

from .messages import rows_of

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["count_conversation", "is_large"]


def count_conversation(
    messages: Sequence[Message], model: str, tools: Sequence[Any] | None = None, output_schema: Any = None
) -> int:
    """Count a conversation as it stands.

    Args:
        messages: The conversation.
        model: Id of the model to count for.
        tools: Tool definitions, agno functions or dicts.
        output_schema: A pydantic model or a JSON schema.

    Returns:
        Tokens: messages, media as far as known, tools and schema.
    """
    definitions = [_definition(tool) for tool in tools or ()]
    return count_request(rows_of(messages), model, definitions).value + _schema_tokens(output_schema, model)


def is_large(messages: Sequence[Message]) -> bool:
    """Whether counting a conversation takes so long that an event loop should not wait for it.

    Args:
        messages: The conversation.
    """
    return sum(len(message.content) for message in messages if isinstance(message.content, str)) > LARGE_CHARACTERS


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
