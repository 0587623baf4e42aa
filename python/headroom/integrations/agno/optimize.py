"""Compress a list of messages by hand, without a model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from agno.models.message import Message

from headroom import compress
from headroom._arguments import check_model
from headroom._config import HeadroomConfig, HeadroomMode
from headroom._exceptions import ValidationError
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine

from .messages import AgnoShape

__all__ = ["optimize_messages"]


def optimize_messages(
    messages: Iterable[Any],
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
        ValidationError: If agno messages and dicts are mixed, or ``model`` is no id.
        HeadroomError: If something went wrong and the configuration is strict.
    """
    check_model(model)
    given, config = list(messages), config or HeadroomConfig()
    if mode is not None:
        config = replace(config, default_mode=cast("HeadroomMode", mode))
    ours = sum(isinstance(message, Message) for message in given)
    if ours not in (0, len(given)):
        raise ValidationError("optimize_messages takes agno messages or dicts, not both in one list")
    if ours:
        sent = Engine(config).send(given, AgnoShape(), Ask(model))
        return sent.messages, _numbers(sent)
    result = compress(given, model, config=config)
    return result.messages, _numbers(result)


def _numbers(result: Any) -> dict[str, Any]:
    return {
        "tokens_before": result.tokens_before,
        "tokens_after": result.tokens_after,
        "tokens_saved": result.tokens_saved,
        "savings_percent": result.savings_percent,
        "transforms_applied": list(result.transforms_applied),
    }
