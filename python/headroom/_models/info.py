"""What a model's id says of it: service, vocabulary and limits, from the core's one table of models."""

from __future__ import annotations

from typing import NamedTuple

from headroom import _core

__all__ = ["ModelInfo", "is_counted", "model_info"]


class ModelInfo(NamedTuple):
    """What is known of a model.

    Attributes:
        service: who serves it as far as its id tells, else who makes it; ``unknown`` where nothing is known.
        vocabulary: the vocabulary that counts for it.
        exact: whether that is its own, so that counts are exact.
        method: how its tokens are counted, in words.
        context_tokens: its context length in tokens, or a default: 128,000, and 8,192 for what a local server runs.
        input_tokens: how many of them may be input: all, unless the model keeps the rest for its answer.
        output_tokens: its largest answer in tokens; as long as its context where nobody says.
        limits_known: whether these are published, rather than the default.
        level: the level at which texts are rewritten for it, unless the settings say: ``plain`` for small models
            and for unknown ones that a local server runs, else ``default``.
    """

    service: str
    vocabulary: str
    exact: bool
    method: str
    context_tokens: int
    input_tokens: int
    output_tokens: int
    limits_known: bool
    level: str


def model_info(model: str) -> ModelInfo:
    """Tell what is known of the model with this id; an unknown one is estimated and has the default limits."""
    return ModelInfo(*_core.model_info(model))


def is_counted(model: str) -> bool:
    """Tell whether an id says how its tokens are counted, rather than only who serves it, as deployments do."""
    return model_info(model).method != model_info("").method
