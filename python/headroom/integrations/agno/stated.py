"""What a request itself states of its size: how long the answer may be, and how much of the prompt the server reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["Stated", "stated_by"]

# The service counts the answer together with the prompt, and refuses what exceeds the context.
_ANSWER = frozenset(
    {
        "max_completion_tokens",
        "max_new_tokens",
        "max_output_tokens",
        "max_tokens",
        "maxTokens",
        "n_predict",
        "num_predict",
    }
)
# A local server cuts off what is longer, without a word.
_CONTEXT = frozenset({"num_ctx", "n_ctx", "truncate_prompt_tokens"})
# Where agno's models and the protocols keep what goes into a request beside the models' own fields.
_WITHIN = frozenset(
    {"extra_body", "generation_config", "inference_config", "inferenceConfig", "options", "request_params"}
)
_DEEPEST = 4


class Stated(NamedTuple):
    """Sizes in tokens; None where the request says nothing."""

    answer_tokens: int | None = None
    context_tokens: int | None = None


def stated_by(model: Any) -> Stated:
    """Read what the requests of a model state.

    Args:
        model: An agno model, wrapped or not, or an id, which states nothing.

    Returns:
        The largest answer that is asked for anywhere, and the smallest context.
    """
    numbers = list(_numbers(model))
    answers = [number for name, number in numbers if name in _ANSWER]
    contexts = [number for name, number in numbers if name in _CONTEXT]
    return Stated(max(answers, default=None), min(contexts, default=None))


def _numbers(holder: Any, depth: int = 0) -> Iterator[tuple[str, int]]:
    fields = holder if isinstance(holder, Mapping) else getattr(holder, "__dict__", {})
    for name, value in fields.items():
        if name in _WITHIN and depth < _DEEPEST:
            yield from _numbers(value, depth + 1)
        elif type(value) is int and value > 0:  # -1 asks for as much as there is
            yield name, value
