"""What the requests of an agno model say beside their messages: the model's own fields, and what it adds to each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

__all__ = ["options_of"]

# Where agno's models, the clients and the protocols keep what else goes into a request.
_PLACES = (
    "additionalModelRequestFields",
    "additional_model_request_fields",
    "config",
    "extra_body",
    "generationConfig",
    "generation_config",
    "generative_model_kwargs",
    "inferenceConfig",
    "inference_config",
    "options",
    "override_params",
    "parameters",
    "params",
    "reasoning",
    "request_params",
    "thinking",
    "thinkingConfig",
    "thinking_config",
)
_DEEPEST = 4


def options_of(model: Any, names: Collection[str], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Walk every place where a model's requests may carry an option.

    Args:
        model: An agno model, wrapped or not, or an id, which carries none.
        names: The options that are asked for.
        depth: How deep the place is in what the model holds.

    Yields:
        Each option that is set, with what it says; the same more than once where several places say it.
    """
    fields = model if isinstance(model, Mapping) else getattr(model, "__dict__", {})
    yield from ((name, fields[name]) for name in names if fields.get(name) is not None)
    if depth < _DEEPEST:
        for place in _PLACES:
            if fields.get(place) is not None:
                yield from options_of(fields[place], names, depth + 1)
