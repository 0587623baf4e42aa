"""The model that is to be wrapped, in whichever way it is named."""

from __future__ import annotations

from inspect import signature
from typing import Any, cast

from agno.models.base import Model

from headroom._exceptions import ProviderError

__all__ = ["model_of"]


def model_of(model: Model | str | None, wrapped_model: Model | str | None) -> Model:
    """The one model that is given, as an object or in agno's short form.

    Raises:
        ProviderError: If there is no model, two models, or something else.
    """
    if (model is None) == (wrapped_model is None):
        raise ProviderError("HeadroomAgnoModel wraps one agno model: HeadroomAgnoModel(OpenAIChat(id='gpt-4o'))")
    given = wrapped_model if model is None else model
    if isinstance(given, str):
        given = _parsed(given)
    if not isinstance(given, Model) or Model not in type(given).__mro__:  # a mock of one says that it is one
        raise ProviderError(f"HeadroomAgnoModel wraps an agno model, not {type(given).__name__}")
    return given


def _parsed(text: str) -> Model:
    from agno.models import utils

    get_model: Any = utils.get_model
    provider, _, model_id = text.partition(":")
    if not provider or not model_id:
        raise ProviderError(f"a model is named 'provider:id', not {text!r}")
    try:
        # Agno before 2.2 takes the id and the provider apart.
        whole = len(signature(get_model).parameters) == 1
        return cast(Model, get_model(text) if whole else get_model(model_id, provider))
    except ValueError as fault:
        raise ProviderError(str(fault)) from fault
