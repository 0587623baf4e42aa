"""Compress a list of messages by hand, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from agno.models.message import Message

from headroom import compress
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import ValidationError
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine

from .messages import AgnoShape

__all__ = ["optimize_messages"]


def optimize_messages(
    messages: Sequence[Any],
    config: HeadroomConfig | None = None,
    mode: HeadroomMode | str | None = None,
    model: str = "gpt-4o",
) -> tuple[list[Any], dict[str, Any]]:
    """Compress agno messages or OpenAI chat dicts.

    Args:
        messages: All agno ``Message`` objects, or all dicts with ``role`` and ``content``.
        config: Headroom's configuration; None means the defaults.
        mode: Overrides the configuration's mode, by name too; None means the configuration's,
            which is OPTIMIZE by default.
        model: Id of the model to count tokens for.

    Returns:
        A new list, in which unchanged messages are the same objects, and the numbers:
        ``tokens_before``, ``tokens_after``, ``tokens_saved``, ``savings_percent``
        (0 to 100) and ``transforms_applied``.

    Raises:
        ValidationError: If agno messages and dicts are mixed.
        HeadroomError: If something went wrong and the configuration is strict.
    """
    config = config or HeadroomConfig()
    if mode is not None:
        config = replace(config, default_mode=cast("HeadroomMode", mode))
    ours = sum(isinstance(message, Message) for message in messages)
    if ours not in (0, len(messages)):
        raise ValidationError("optimize_messages takes agno messages or dicts, not both in one list")
    if ours:
        sent = Engine(config).send(messages, AgnoShape(), Ask(model))
        return sent.messages, _numbers(sent)
    result = compress(list(messages), model, config=config)
    return result.messages, _numbers(result)


def _numbers(result: Any) -> dict[str, Any]:
    return {
        "tokens_before": result.tokens_before,
        "tokens_after": result.tokens_after,
        "tokens_saved": result.tokens_saved,
        "savings_percent": result.savings_percent,
        "transforms_applied": list(result.transforms_applied),
    }
