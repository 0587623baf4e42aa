"""How a model's answer ended. Agno does not pass on what the provider says of it, but its models read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from typing import Any

__all__ = ["Endings", "word_in"]

_PLACES = (
    ("choices", 0, "finish_reason"),  # OpenAI's chat completions and those like it
    ("data", "choices", 0, "finish_reason"),  # Mistral's streams
    ("delta", "stop_reason"),  # Anthropic's streams
    ("message", "stop_reason"),
    ("stop_reason",),
    ("incomplete_details", "reason"),  # OpenAI's responses
    ("response", "incomplete_details", "reason"),
    ("candidates", 0, "finish_reason"),  # Gemini
    ("done_reason",),  # Ollama
)
"""Where the providers' responses, and the parts of their streams, say it."""

_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded"})
_WITHHELD = frozenset({"content_filter", "refusal", "safety", "prohibited_content", "blocklist", "recitation", "spii"})

_run: ContextVar[str | None] = ContextVar("run", default=None)
"""The run that the model answers; memories and summaries that agno writes beside it belong to none."""


class Endings:
    """The ends of one request's answers.

    Args:
        limit: The tokens that an answer may have, where the request sets a limit.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._said: dict[str, str] = {}

    def watch(self, model: Any) -> None:
        """Note what the provider of a model says. The model must be the run's own."""
        model.ainvoke, model.ainvoke_stream = self._answering(model.ainvoke), self._streaming(model.ainvoke_stream)
        for name in ("_parse_provider_response", "_parse_provider_response_delta"):
            setattr(model, name, self._reading(getattr(model, name)))

    def of(self, run: Any) -> str:
        """Tell how the last answer of agno's run ended, as OpenAI names it.

        Where the provider's word is not known, one that has all the tokens it may have has been cut.
        """
        said = self._said.get(str(getattr(run, "run_id", None)))
        if said is not None:
            return said
        messages = getattr(run, "messages", None) or [None]
        written = getattr(getattr(messages[-1], "metrics", None), "output_tokens", None) or 0
        return "length" if self._limit is not None and written >= self._limit else "stop"

    def _begin(self, run: Any) -> None:
        _run.set(None if run is None else str(run.run_id))
        self._said.pop(_run.get() or "", None)

    def _answering(self, invoke: Callable[..., Any]) -> Callable[..., Any]:
        async def ainvoke(*args: Any, **kwargs: Any) -> Any:
            self._begin(kwargs.get("run_response"))
            return await invoke(*args, **kwargs)

        return ainvoke

    def _streaming(self, invoke_stream: Callable[..., Any]) -> Callable[..., Any]:
        async def ainvoke_stream(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            self._begin(kwargs.get("run_response"))
            async for delta in invoke_stream(*args, **kwargs):
                yield delta

        return ainvoke_stream

    def _reading(self, parse: Callable[..., Any]) -> Callable[..., Any]:
        def read(response: Any, *args: Any, **kwargs: Any) -> Any:
            run, word = _run.get(), word_in(response)
            if run is not None and word is not None:
                self._said[run] = "length" if word in _CUT else "content_filter" if word in _WITHHELD else "stop"
            return parse(response, *args, **kwargs)

        return read


def word_in(response: Any) -> str | None:
    """Find what a provider's response, or a part of its stream, says of how it ended, in lower case."""
    found = next(filter(None, (_at(response, place) for place in _PLACES)), None)
    word = getattr(found, "value", found)
    return word.lower() if isinstance(word, str) else None


def _at(value: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
    return value
