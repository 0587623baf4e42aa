"""What a request itself states of its size: how long the answer may be, and how much of the prompt the server reads."""

from __future__ import annotations

from typing import Any, NamedTuple

from headroom._arguments import MOST_TOKENS

from .options import options_of

__all__ = ["Stated", "stated_by"]

# The service counts the answer, thoughts included, together with the prompt, and refuses what exceeds the context.
_ANSWER = (
    "budget_tokens",
    "maxOutputTokens",
    "maxTokenCount",
    "maxTokens",
    "max_completion_tokens",
    "max_gen_len",
    "max_new_tokens",
    "max_output_tokens",
    "max_tokens",
    "max_tokens_to_sample",
    "n_predict",
    "num_predict",
    "thinkingBudget",
    "thinking_budget",
)
# The server cuts off what is longer, without a word.
_CONTEXT = (
    "max_context_length",
    "n_ctx",
    "num_ctx",
    "prompt_truncate_len",
    "truncate_prompt_tokens",
    "truncation_length",
)
_SIZES = (*_ANSWER, *_CONTEXT)


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
    stated = [(name, size) for name, size in options_of(model, _SIZES) if _is_size(size)]
    answers = [size for name, size in stated if name not in _CONTEXT]
    contexts = [size for name, size in stated if name in _CONTEXT]
    return Stated(_tokens(max(answers, default=None)), _tokens(min(contexts, default=None)))


def _is_size(size: Any) -> bool:
    return type(size) in (int, float) and size >= 1  # -1 asks for as much as there is


def _tokens(size: float | None) -> int | None:
    return None if size is None else int(min(size, MOST_TOKENS))
