"""What a model is asked about: a conversation with results of tools, and questions with one exact answer each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["Question", "Result", "Subject", "minified", "spelled"]

_SYSTEM = (
    "You answer questions about the results of tools. Reply with the exact value only, without quotes and without any "
    "other words. Where the value is null, reply: null. Where it is an empty string, reply: empty. Where the record "
    "has no such field, reply: absent."
)
_READY = "I have the result. What do you want to know?"


class Question(NamedTuple):
    """A question about what the results hold, and the one right answer."""

    text: str
    answer: str
    kind: str
    """What it asks for, such as ``cell`` or ``count``."""


class Result(NamedTuple):
    """What a tool returned: its text, and the JSON that this is, or ``None``."""

    tool: str
    text: str
    value: Any = None


class Subject(NamedTuple):
    """A conversation and what is asked about it."""

    name: str
    results: tuple[Result, ...]
    questions: tuple[Question, ...]

    def messages(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Write the conversation, as OpenAI's chat has it, with these texts as the results."""
        names = ", ".join(dict.fromkeys(result.tool for result in self.results))
        messages: list[dict[str, Any]] = [
            {"role": "system", "content": _SYSTEM},
            {"role": "user", "content": f"Call {names}."},
        ]
        for number, (result, text) in enumerate(zip(self.results, texts, strict=True)):
            call = {"id": f"call_{number}", "type": "function", "function": {"name": result.tool, "arguments": "{}"}}
            messages.append({"role": "assistant", "content": "", "tool_calls": [call]})
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": text})
        return [*messages, {"role": "assistant", "content": _READY}]


def minified(value: Any) -> str:
    """Write JSON without white space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def spelled(value: Any) -> str:
    """Write a scalar as a model is asked to say it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
