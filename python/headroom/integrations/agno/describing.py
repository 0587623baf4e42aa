"""``describe_tool`` for agno's models: tools are told in short, and this one, beside them, gives the whole of them.

Agno goes on knowing, running, pausing and reporting the agent's tools by their own names; what is told in short is what
goes to the provider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from agno.tools.function import Function

from headroom._schemas.describe import DESCRIBE, DESCRIPTION, PARAMETERS, described
from headroom._schemas.sent import joined, sent_tools, tokens_of

from .callers import own_call
from .counting import definitions_of
from .offering import is_ours, may_add, may_choose, with_tool
from .readers import reader_of

if TYPE_CHECKING:
    from agno.models.base import Model

    from .layer import Layer

__all__ = ["DESCRIBE", "is_describing", "told_in_short", "with_descriptions"]


class ToldInShort(NamedTuple):
    """An agent's tools where they are told in short."""

    definition: dict[str, Any]
    """The tool that gives the whole of them, as a model is told it."""
    whole: Mapping[str, str]
    """The JSON of each tool by its name."""


def with_descriptions(layer: Layer, model: Model, call: dict[str, Any]) -> dict[str, Any]:
    """Offer the tool with a call of ``response`` and the like, where tools are told in short.

    Args:
        layer: What the wrapped model carries.
        model: The wrapped model.
        call: The arguments, by name.

    Returns:
        The arguments, with one tool more or as they are.
    """
    if layer.config.tool_schemas.mode != "on_demand" or not may_add(layer.config, model, call, DESCRIBE):
        return call
    if own_call(call.get("run_response")):
        return call
    short = told_in_short(layer, model, definitions_of(call["tools"]))
    return call if short is None else with_tool(call, _function(short.whole))


def told_in_short(layer: Layer, model: Model, definitions: Sequence[Any]) -> ToldInShort | None:
    """Find out whether tools are told in short: by them and the settings alone, so that it stays so in a session.

    Args:
        layer: What the wrapped model carries.
        model: The wrapped model.
        definitions: The agent's tools as they are described to a model.

    Returns:
        The tool that goes with them; None where they take few tokens, or would take as many in short.
    """
    config, counted_as = layer.config.tool_schemas, layer.counted_as(model)
    if config.mode != "on_demand":
        return None
    reader = reader_of(model)
    whole = sent_tools(definitions, counted_as, config, reader)
    short = sent_tools(definitions, counted_as, config, reader, in_short=True)
    shortened = [long for long, brief in zip(whole.sent, short.sent, strict=True) if long != brief]
    if not shortened or tokens_of(joined(shortened), counted_as) < config.least_tokens:
        return None
    named = dict(zip(whole.names, whole.sent, strict=True))
    definition = {"type": "function", "function": _function(named).to_dict()}
    beside = sent_tools([definition], counted_as, config, reader, ours=(DESCRIBE,))
    in_all = tokens_of(joined([*short.sent, *beside.sent]), counted_as)
    return ToldInShort(definition, named) if in_all < tokens_of(whole.sent_text, counted_as) else None


def is_describing(model: Model, call: Mapping[str, Any]) -> bool:
    """Tell whether a request offers the tool: Headroom's, nobody else's of that name."""
    return may_choose(model, call) and any(is_ours(tool, DESCRIBE, DESCRIPTION) for tool in call.get("tools") or ())


def _function(whole: Mapping[str, str]) -> Function:
    def describe_tool(names: list[str]) -> str:
        return described(names, whole)

    return Function(
        name=DESCRIBE,
        description=DESCRIPTION,
        parameters=PARAMETERS,
        entrypoint=describe_tool,
        skip_entrypoint_processing=True,
    )
