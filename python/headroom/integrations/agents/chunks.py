"""What an agent answers, in no client's dialect."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["Asked", "Chunk", "Usage", "as_text", "joined"]


@dataclass(frozen=True)
class Usage:
    """The tokens of a run, of all its requests to models and those of a team's members.

    Attributes:
        prompt_tokens: Tokens read, cached ones included.
        completion_tokens: Tokens written.
        cached_tokens: Of those read, how many came from the provider's prompt cache.
        saved_tokens: Tokens that Headroom left out; None where no wrapped model took part.
    """

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    saved_tokens: int | None

    def since(self, before: Usage) -> Usage:
        """Take out what was used before."""
        return Usage(
            self.prompt_tokens - before.prompt_tokens,
            self.completion_tokens - before.completion_tokens,
            self.cached_tokens - before.cached_tokens,
            None if self.saved_tokens is None else self.saved_tokens - (before.saved_tokens or 0),
        )


@dataclass(frozen=True)
class Asked:
    """Something that a paused run waits for a person to say.

    Attributes:
        key: What an answer to several questions names it by.
        kind: ``"confirmation"``, ``"user_input"``, ``"user_feedback"`` or ``"external_execution"``; where a step of a
            workflow waits, also ``"output_review"``, ``"route_selection"`` or ``"retry"``.
        tool: The name of the tool that waits, or of the step.
        arguments: The arguments the tool is to be called with.
        question: What is asked, for the person.
    """

    key: str
    kind: str
    tool: str
    arguments: dict[str, Any]
    question: str


@dataclass(frozen=True)
class Chunk:
    """A part of an answer, or all of it.

    Attributes:
        content: What is said.
        reasoning: What the model thinks, and where it is wanted which tools run.
        finish_reason: ``"stop"``, ``"length"`` or ``"content_filter"`` on the last chunk; None on all others.
        usage: What the run used, on the last chunk; None where agno does not tell.
        asked: What a paused run waits for, on the last chunk. The question is said in the content, too, and the next
            message of the session is taken for the answer.
    """

    content: str = ""
    reasoning: str = ""
    finish_reason: str | None = None
    usage: Usage | None = None
    asked: tuple[Asked, ...] = ()


def joined(chunks: Iterable[Chunk]) -> Chunk:
    """Put the chunks of a stream together to the whole answer."""
    chunks = list(chunks)
    last = chunks[-1]
    content, reasoning = ("".join(texts) for texts in zip(*((c.content, c.reasoning) for c in chunks), strict=True))
    return Chunk(content, reasoning, last.finish_reason, last.usage, last.asked)


def as_text(content: Any) -> str:
    """Write what an agent answers as text: structured output as JSON."""
    if content is None or isinstance(content, str):
        return content or ""
    if hasattr(content, "model_dump_json"):
        return str(content.model_dump_json())
    try:
        return json.dumps(content, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(content)
