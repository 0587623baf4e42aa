"""What clients of OpenAI's chat completions read of an answer, whichever door writes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .chunks import Chunk, Usage

__all__ = ["beside", "usage_fields"]


def usage_fields(usage: Usage) -> dict[str, Any]:
    """Write what was used as OpenAI names it."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }


def beside(chunk: Chunk) -> dict[str, Any]:
    """Write under ``headroom`` what OpenAI has no word for: what was saved, and what a paused run waits for."""
    saved = None if chunk.usage is None else chunk.usage.saved_tokens
    told: dict[str, Any] = {} if saved is None else {"saved_tokens": saved}
    if chunk.asked:
        told["asked"] = [asdict(asked) for asked in chunk.asked]
    return {"headroom": told} if told else {}
