"""What agents answer, as LiteLLM's providers say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from litellm.llms.custom_llm import CustomLLMError
from litellm.types.utils import Choices, Delta, Message, ModelResponse, ModelResponseStream, StreamingChoices
from litellm.types.utils import Usage as LiteLLMUsage

from headroom.integrations.agents import AgentsError, Chunk, Usage

__all__ = ["Stream", "refusal", "whole"]


def whole(answer: Chunk, response: ModelResponse, model: str) -> ModelResponse:
    """Fill LiteLLM's response with a whole answer."""
    message = Message(content=answer.content, role="assistant", provider_specific_fields=_beside(answer))
    if answer.reasoning:
        message.reasoning_content = answer.reasoning
    response.choices = [Choices(index=0, message=message, finish_reason=answer.finish_reason)]
    response.model = model
    if answer.usage is not None:
        response.usage = _usage(answer.usage)
    return response


class Stream:
    """One streamed answer: what all its chunks have in common.

    Args:
        model: The agent's name.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._id = f"chatcmpl-{uuid4().hex}"

    def parts(self, chunk: Chunk) -> Iterator[ModelResponseStream]:
        """Write a chunk. LiteLLM drops what stands on the chunk that ends a stream: the usage comes on one before."""
        beside, usage = _beside(chunk), None if chunk.usage is None else _usage(chunk.usage)
        if chunk.content or chunk.reasoning or usage is not None or beside:
            delta = Delta(role="assistant", content=chunk.content, provider_specific_fields=beside)
            if chunk.reasoning:
                delta.reasoning_content = chunk.reasoning
            yield self._part(delta, usage=usage)
        if chunk.finish_reason is not None:
            yield self._part(Delta(), finish_reason=chunk.finish_reason)

    def _part(self, delta: Delta, finish_reason: str | None = None, **more: Any) -> ModelResponseStream:
        choice = StreamingChoices(index=0, delta=delta, finish_reason=finish_reason)
        return ModelResponseStream(id=self._id, model=self._model, choices=[choice], **more)


def refusal(error: AgentsError) -> CustomLLMError:
    """Say an error as LiteLLM passes it on, with its status; its text quotes nothing."""
    return CustomLLMError(error.status, str(error))


def _usage(usage: Usage) -> LiteLLMUsage:
    return LiteLLMUsage(
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        total_tokens=usage.prompt_tokens + usage.completion_tokens,
        prompt_tokens_details={"cached_tokens": usage.cached_tokens},
    )


def _beside(chunk: Chunk) -> dict[str, Any] | None:
    """What OpenAI has no word for: what Headroom saved, and what a paused run waits for."""
    saved = None if chunk.usage is None else chunk.usage.saved_tokens
    told: dict[str, Any] = {} if saved is None else {"saved_tokens": saved}
    if chunk.asked:
        told["asked"] = [asdict(asked) for asked in chunk.asked]
    return {"headroom": told} if told else None
