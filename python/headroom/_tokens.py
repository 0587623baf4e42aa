"""Counting tokens: of a text, or of a whole request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from headroom import _core
from headroom._arguments import check_model
from headroom._engine import Row, schema_text
from headroom._exceptions import ValidationError
from headroom._messages import rows_of

__all__ = ["TokenCount", "count_request", "count_tokens"]


class TokenCount(NamedTuple):
    """How many tokens something is.

    Attributes:
        value: the count, or the best estimate.
        exact: whether it is exact.
        low: the least it can be; equals `value` when exact.
        high: the most it can be; equals `value` when exact.
        method: how it was found.
    """

    value: int
    exact: bool
    low: int
    high: int
    method: str


def count_tokens(
    text_or_messages: str | Sequence[Mapping[str, Any]],
    model: str = "gpt-4o",
    *,
    tools: Sequence[Mapping[str, Any]] | None = None,
) -> TokenCount:
    """Count the tokens of a text, or of a request with its framing and tool schemas. Offline, and it never fails.

    Args:
        text_or_messages: a text, or chat messages in OpenAI's or Anthropic's shape.
        model: the id of the model whose tokens are counted; an unknown one gets an estimate.
        tools: tool schemas that go with the messages.

    Raises:
        ValidationError: what is given is neither a text nor a sequence of messages, `model` is no text, or tools
            are given with a text.
    """
    if isinstance(text_or_messages, str) and isinstance(model, str) and not tools:
        # What TokenCount(*...) does in half the time: a short text takes no longer to count.
        return tuple.__new__(TokenCount, _core.count(text_or_messages, model))
    check_model(model)
    if isinstance(text_or_messages, str):
        raise ValidationError("tools go with messages: a text alone is no request")
    if not isinstance(text_or_messages, Sequence) or isinstance(text_or_messages, bytes):
        raise ValidationError(f"text_or_messages is a text or messages, not {type(text_or_messages).__name__}")
    return count_request(rows_of(text_or_messages), model, tools)


def count_request(rows: Sequence[Row], model: str, tools: Sequence[Any] | None = None) -> TokenCount:
    """Count a request whose messages are given as rows."""
    return TokenCount(*_core.count_rows(rows, model, tools=schema_text(tools)))
