"""What agents answer, as LiteLLM's providers say it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from litellm.exceptions import BadRequestError, InternalServerError, NotFoundError, RateLimitError
from litellm.types.utils import Choices, Delta, Message, ModelResponse, ModelResponseStream, StreamingChoices, Usage

from headroom.integrations.agents import AgentsError, Chunk, beside, usage_fields

__all__ = ["Stream", "refusal", "whole"]


def whole(answer: Chunk, response: ModelResponse, model: str) -> ModelResponse:
    """Fill LiteLLM's response with a whole answer."""
    message = Message(content=answer.content, role="assistant", provider_specific_fields=beside(answer) or None)
    if answer.reasoning:
        message.reasoning_content = answer.reasoning
    response.choices = [Choices(index=0, message=message, finish_reason=answer.finish_reason)]
    response.model = model
    if answer.usage is not None:
        response.usage = Usage(**usage_fields(answer.usage))
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
        told, usage = beside(chunk), None if chunk.usage is None else Usage(**usage_fields(chunk.usage))
        if chunk.content or chunk.reasoning or usage is not None or told:
            delta = Delta(role="assistant", content=chunk.content, provider_specific_fields=told or None)
            if chunk.reasoning:
                delta.reasoning_content = chunk.reasoning
            yield self._part(delta, usage=usage)
        if chunk.finish_reason is not None:
            yield self._part(Delta(), finish_reason=chunk.finish_reason)

    def _part(self, delta: Delta, finish_reason: str | None = None, **more: Any) -> ModelResponseStream:
        choice = StreamingChoices(index=0, delta=delta, finish_reason=finish_reason)
        return ModelResponseStream(id=self._id, model=self._model, choices=[choice], **more)


_ERRORS = {400: BadRequestError, 404: NotFoundError, 429: RateLimitError, 500: InternalServerError}
_TRIED_AGAIN = (429, 500)
"""OpenAI's clients try again what fails with these, and an agent would run its tools again."""


def refusal(error: AgentsError, model: str) -> Exception:
    """Say an error as LiteLLM passes it on: its own exception for the status, whose text quotes nothing."""
    said: Exception = _ERRORS[error.status](message=str(error), model=model, llm_provider="agno")
    if error.status in _TRIED_AGAIN:
        said.headers = {"x-should-retry": "false"}  # type: ignore[attr-defined] # which the proxy sends
    return said
