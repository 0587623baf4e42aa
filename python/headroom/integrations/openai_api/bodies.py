"""Answers and errors as OpenAI writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import time
from typing import Any
from uuid import uuid4

from headroom.integrations.agents import AgentsError, Chunk, Described, Usage, beside, usage_fields

__all__ = ["Completion", "error_body", "listed", "model_body"]


@dataclass(frozen=True)
class Completion:
    """One completion: what all its bodies have in common.

    Attributes:
        model: The agent's name.
        id: The completion's id.
        created: When it began, in seconds since 1970.
    """

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time()))

    def whole(self, answer: Chunk) -> dict[str, Any]:
        """Write the whole answer."""
        message = {"role": "assistant", "content": answer.content, "refusal": None}
        if answer.reasoning:
            message["reasoning_content"] = answer.reasoning
        choice = {"index": 0, "message": message, "finish_reason": answer.finish_reason, "logprobs": None}
        usage = {} if answer.usage is None else {"usage": usage_fields(answer.usage)}
        return {**self._head("chat.completion"), "choices": [choice], **usage, **beside(answer)}

    def begun(self) -> dict[str, Any]:
        """Write the first chunk, which says who speaks."""
        return self._chunk({"role": "assistant", "content": ""})

    def part(self, chunk: Chunk) -> list[dict[str, Any]]:
        """Write a chunk of the answer: one body, or two where the last words come with the end."""
        texts = {"content": chunk.content, "reasoning_content": chunk.reasoning}
        delta = {name: text for name, text in texts.items() if text}
        said = [self._chunk(delta)] if delta else []
        if chunk.finish_reason is None:
            return said
        return [*said, {**self._chunk({}, chunk.finish_reason), **beside(chunk)}]

    def used(self, usage: Usage) -> dict[str, Any]:
        """Write the chunk that says what was used, the last one."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": usage_fields(usage)}

    def _chunk(self, delta: Mapping[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}


def model_body(described: Described, created: int) -> dict[str, Any]:
    """Write what is told of one agent."""
    body = {"id": described.name, "object": "model", "created": created, "owned_by": "agno"}
    return body if described.context_tokens is None else {**body, "context_length": described.context_tokens}


def listed(models: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write a list."""
    return {"object": "list", "data": list(models)}


def error_body(error: AgentsError) -> dict[str, Any]:
    """Write an error."""
    return {"error": {"message": str(error), "type": error.kind, "param": error.parameter, "code": error.code}}
