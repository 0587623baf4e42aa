"""A result as it is sent where views are on."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from headroom import HeadroomConfig, ViewConfig, compress, count_tokens

MODEL = "gpt-4o"


class Sent(NamedTuple):
    """What a model reads of a result."""

    text: str
    is_view: bool
    tokens: int


def sent(result: str, question: str, budget: int) -> Sent:
    """What is sent of a tool's result behind a question, within a budget of tokens."""
    config = HeadroomConfig(views=ViewConfig(enabled=True, budget_tokens=budget))
    compressed = compress(_asked(result, question), MODEL, config=config)
    text = compressed.messages[-1]["content"]
    return Sent(text, "view" in compressed.transforms_applied, tokens(text))


def tokens(text: str) -> int:
    return count_tokens(text, MODEL).value


def _asked(result: str, question: str) -> list[dict[str, Any]]:
    call = {"id": "call_1", "type": "function", "function": {"name": "fetch", "arguments": json.dumps({})}}
    return [
        {"role": "user", "content": question},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": result},
    ]
