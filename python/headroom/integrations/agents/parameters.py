"""Sampling parameters: read from a request, and set on a copy of the model that answers it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

from .errors import InvalidRequestError

if TYPE_CHECKING:
    from agno.models.base import Model

__all__ = ["read_parameters", "with_parameters"]

_LIMIT_FIELDS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
_FIELDS: dict[str, tuple[str, ...]] = {
    "temperature": ("temperature",),
    "max_tokens": _LIMIT_FIELDS,
    "max_completion_tokens": ("max_completion_tokens", "max_tokens", "max_output_tokens"),
    "top_p": ("top_p",),
    "stop": ("stop", "stop_sequences"),
    "seed": ("seed", "random_seed"),
    "reasoning_effort": ("reasoning_effort",),
    "frequency_penalty": ("frequency_penalty",),
    "presence_penalty": ("presence_penalty",),
}
"""What each parameter is called by agno's model classes, the best name first."""

_OPTIONS = {"max_tokens": "num_predict", "max_completion_tokens": "num_predict"}
"""What Ollama calls a parameter among its options, where the name is another."""


def read_parameters(body: Mapping[str, Any]) -> dict[str, Any]:
    """Read the sampling parameters that a request gives.

    Raises:
        InvalidRequestError: If one has a value of a wrong type.
    """
    given = {name: body[name] for name in _FIELDS if body.get(name) is not None}
    for name, value in given.items():
        expected, is_right = _CHECKS[name]
        if not is_right(value):
            raise InvalidRequestError(f"{name}: must be {expected}", name)
    if "max_completion_tokens" in given:
        given.pop("max_tokens", None)  # OpenAI's older name of the same limit
    return given


def with_parameters(model: Model, parameters: Mapping[str, Any]) -> Model:
    """Copy a model and set sampling parameters on the copy.

    Args:
        model: An agno model, wrapped or not; it is not changed.
        parameters: By OpenAI's names.

    Returns:
        The copy. It shares the client, and with it the connections, and Headroom's account.

    Raises:
        InvalidRequestError: If the model is of a class of agno's that has no field for one of them.
    """
    changed = copy(model)
    for name, value in parameters.items():
        _set(changed, name, value)
    return changed


def _set(model: Any, name: str, value: Any) -> None:
    field = next((field for field in _FIELDS[name] if hasattr(model, field)), None)
    if field in _LIMIT_FIELDS:
        _clear_limits(model)
    if field is not None:
        setattr(model, field, [value] if field == "stop_sequences" and isinstance(value, str) else value)
    elif hasattr(model, "options"):
        model.options = {**dict(model.options or {}), _OPTIONS.get(name, name): value}
    elif type(model).__module__.startswith("agno."):
        raise InvalidRequestError(f"{name}: the agent's model has no such parameter", name)
    else:
        setattr(model, name, value)  # what a class that is not agno's reads, only it knows


def _clear_limits(model: Any) -> None:
    """Take out limits that the model has, since providers refuse two."""
    for field in _LIMIT_FIELDS:
        if hasattr(model, field):
            setattr(model, field, None)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _is_limit(value: Any) -> bool:
    return type(value) is int and value > 0


def _is_stop(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(text, str) for text in value))


_NUMBER = ("a number", _is_number)
_LIMIT = ("a positive integer", _is_limit)
_CHECKS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "temperature": _NUMBER,
    "max_tokens": _LIMIT,
    "max_completion_tokens": _LIMIT,
    "top_p": _NUMBER,
    "stop": ("a text or a list of texts", _is_stop),
    "seed": ("an integer", lambda value: type(value) is int),
    "reasoning_effort": ("a text", lambda value: isinstance(value, str)),
    "frequency_penalty": _NUMBER,
    "presence_penalty": _NUMBER,
}
