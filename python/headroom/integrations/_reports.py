"""What OpenAI's and Anthropic's answers, or events of their streams, report of the tokens that were taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom._account.usage import NO_USAGE, Usage, reported_tokens, tokens_by_kind
from headroom._objects import plain
from headroom.integrations._bodies import mapping

__all__ = ["usage_in"]


def usage_in(said: Any) -> Usage:
    """Read the report in an answer, or in an event of a stream, of any of the three APIs.

    Args:
        said: the client's object, or the same as a dict.

    Returns:
        The usage; `NO_USAGE` where nothing is reported.
    """
    for holder in (said, _part(said, "response"), _part(said, "message")):
        figures = mapping(plain(_part(holder, "usage")))
        if figures:
            return _read(figures)
    return NO_USAGE


def _read(figures: Mapping[str, Any]) -> Usage:
    details = mapping(figures.get("input_tokens_details") or figures.get("prompt_tokens_details"))
    billed = tokens_by_kind(
        reported_tokens(figures.get("input_tokens")) or reported_tokens(figures.get("prompt_tokens")),
        reported_tokens(figures.get("cache_read_input_tokens") or details.get("cached_tokens")),
        reported_tokens(figures.get("cache_creation_input_tokens") or details.get("cache_write_tokens")),
        # Anthropic has cached tokens beside the input tokens, OpenAI among them.
        apart=not details and ("cache_read_input_tokens" in figures or "cache_creation_input_tokens" in figures),
    )
    if billed is None:
        return NO_USAGE
    return Usage(billed, 0 if figures.get("server_tool_use") else billed.total)


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
