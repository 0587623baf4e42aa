"""Token counts of agno conversations, without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from headroom._exceptions import ValidationError
from headroom._planning.ask import Ask
from headroom._tokens import count_request

if TYPE_CHECKING:
    from headroom._core import Calibration
    from headroom._planning.rows import Row
    from headroom._tokens import TokenCount

__all__ = ["count_conversation", "definitions_of"]


def count_conversation(
    rows: Sequence[Row],
    model: str,
    tools: Sequence[Any] | None = None,
    output_schema: Any = None,
    calibration: Calibration | None = None,
) -> TokenCount:
    """Count a conversation as it stands.

    Args:
        rows: The conversation, as ``rows_of`` describes it.
        model: Id of the model to count for.
        tools: Tool definitions, agno functions or dicts.
        output_schema: A pydantic model or a JSON schema.
        calibration: What the provider's reports have taught of the model's tokens.

    Returns:
        The count: messages, media as far as known, tools and schema.
    """
    ask = Ask(model, tools=definitions_of(tools), output_schema=output_schema, calibration=calibration)
    return count_request(rows, ask)


def definitions_of(tools: Sequence[Any] | None) -> list[dict[str, Any]]:
    """Give tools as they are described to a model.

    Args:
        tools: Agno functions, dicts or callables.

    Returns:
        A definition for each.

    Raises:
        ValidationError: If these are no tools.
    """
    if tools is not None and not isinstance(tools, Iterable):
        raise ValidationError(f"tools is a list of tools, not {type(tools).__name__}")
    return [_definition(tool) for tool in tools or ()]


def _definition(tool: Any) -> dict[str, Any]:
    if isinstance(tool, dict):
        return tool
    # A callable that agno has not made a function of yet has nothing but its name.
    function = tool.to_dict() if hasattr(tool, "to_dict") else {"name": getattr(tool, "__name__", type(tool).__name__)}
    return {"type": "function", "function": function}
