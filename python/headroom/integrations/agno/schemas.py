"""The schemas of an agent's tools as its requests have them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headroom._config import HeadroomMode
from headroom._schemas.known import RequestTools
from headroom._schemas.sent import SentTools, sent_tools
from headroom._tool_costs import ToolCosts, costs_of
from headroom._views.tool import RETRIEVE

from .counting import definitions_of
from .describing import DESCRIBE, is_describing, told_in_short
from .offering import is_offered
from .readers import reader_of

if TYPE_CHECKING:
    from agno.models.base import Model

    from .layer import Layer

__all__ = ["costs_for", "tools_of"]


def tools_of(layer: Layer, model: Model, call: dict[str, Any]) -> RequestTools | None:
    """Decide what a request sends of its tools.

    Args:
        layer: What the wrapped model carries.
        model: The wrapped model.
        call: The arguments of ``invoke`` and the like, by name.

    Returns:
        The tools before and after; None where there are none.
    """
    tools = call.get("tools")
    if not tools:
        return None
    describes = is_describing(model, call)
    offered = ((RETRIEVE, is_offered(model, call)), (DESCRIBE, describes))
    ours = tuple(name for name, is_there in offered if is_there)
    terms = (layer.counted_as(model), reader_of(model), ours)
    return layer.tools.of(tools, terms, lambda: _sent(layer, model, tools, ours, in_short=describes))


def costs_for(layer: Layer, model: Model, tools: Sequence[Any] | None) -> ToolCosts:
    """Count what tools cost a request of a wrapped model.

    Args:
        layer: What the wrapped model carries.
        model: The wrapped model.
        tools: Agno functions, dicts or callables; None: those of its last request.

    Returns:
        The cost of each, and of all.

    Raises:
        ValidationError: If these are no tools.
    """
    made = layer.last_tools or SentTools() if tools is None else _planned(layer, model, definitions_of(tools))
    counted_as = layer.counted_as(model)
    given = [json.loads(text) for text in made.given]
    return costs_of(made, given, counted_as, layer.calibrations.of(counted_as))


def _planned(layer: Layer, model: Model, definitions: list[Any]) -> SentTools:
    """What a request would send of tools that the model may choose from as it likes."""
    short = told_in_short(layer, model, definitions)
    if short is None:
        return _sent(layer, model, definitions, ())
    return _sent(layer, model, [*definitions, short.definition], (DESCRIBE,), in_short=True)


def _sent(
    layer: Layer, model: Model, tools: Sequence[Any], ours: Sequence[str], *, in_short: bool = False
) -> SentTools:
    config = layer.config.tool_schemas
    if layer.config.default_mode is HeadroomMode.AUDIT:
        config = replace(config, mode="off")
    return sent_tools(tools, layer.counted_as(model), config, reader_of(model), ours=ours, in_short=in_short)
