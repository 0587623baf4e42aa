"""``headroom_retrieve`` for agno's models: offered beside an agent's own tools, and answered from the run's messages.

Where it is offered, parts of large results may be left out of what is sent. It is offered with every request of a
conversation or with none, behind all other tools, so that what a provider caches stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agno.tools.function import Function

from headroom._views.retrieve import original_in, page_of, wanted
from headroom._views.tool import DESCRIPTION, PARAMETERS, RETRIEVE

from .messages import rows_of
from .providers import get_model_name_from_agno

if TYPE_CHECKING:
    from agno.models.base import Model
    from agno.models.message import Message

    from headroom._sent_text import SentText

    from .layer import Layer

__all__ = ["is_offered", "scope_of", "with_retrieval"]


def with_retrieval(layer: Layer, model: Model, kwargs: dict[str, Any], messages: list[Message]) -> dict[str, Any]:
    """Offer the tool with a call of a model, where it may be used.

    It may not where an agent has no tools of its own, whose results would be shown in part; where a call forbids or
    forces tools; and where it limits the calls of tools, which are the agent's to make.

    Args:
        layer: What the wrapped model carries.
        model: The wrapped model.
        kwargs: The keyword arguments of agno's call.
        messages: The list that agno's loop of tool calls adds to.

    Returns:
        The arguments, with one tool more or as they are.
    """
    tools = kwargs.get("tools")
    if not tools or layer.config.views.enabled is False or not layer.applies or not _may_call(kwargs):
        return kwargs
    if any(_name_of(tool) == RETRIEVE for tool in tools):
        return kwargs
    return {**kwargs, "tools": [*tools, _function(layer, model, messages, scope_of(kwargs.get("run_response")))]}


def is_offered(kwargs: Mapping[str, Any]) -> bool:
    """Tell whether a request offers the tool, as this module does and nobody else's of that name."""
    tools = kwargs.get("tools") or ()
    return _chooses_itself(kwargs) and any(
        _name_of(tool) == RETRIEVE and mapping.get("description") == DESCRIPTION
        for tool in tools
        if isinstance(mapping := _schema_of(tool), Mapping)
    )


def scope_of(run: Any) -> str:
    """Name the conversation that a run belongs to: an address of one is good for nothing in another."""
    user, session = (getattr(run, name, None) or "" for name in ("user_id", "session_id"))
    return f"{len(str(user))}:{user}/{session}" if user or session else ""


def _may_call(kwargs: Mapping[str, Any]) -> bool:
    return _chooses_itself(kwargs) and kwargs.get("tool_call_limit") is None


def _chooses_itself(kwargs: Mapping[str, Any]) -> bool:
    return kwargs.get("tool_choice") in (None, "auto")


def _schema_of(tool: Any) -> Any:
    return tool.get("function", tool) if isinstance(tool, Mapping) else tool


def _name_of(tool: Any) -> Any:
    schema = _schema_of(tool)
    return schema.get("name") if isinstance(schema, Mapping) else getattr(schema, "name", None)


def _function(layer: Layer, model: Model, messages: Sequence[Message], scope: str) -> Function:
    def headroom_retrieve(
        address: str,
        query: str | None = None,
        lines: str | None = None,
        rows: str | None = None,
        fields: str | None = None,
    ) -> SentText:
        engine, name = layer.engine, str(address)
        text = engine.left_out.originals.get(scope, name) or original_in(rows_of(messages), engine, scope, name)
        asked = wanted(query, rows, fields, lines)
        return page_of(text, name, asked, engine, get_model_name_from_agno(model), layer.counted_as(model))

    return Function(
        name=RETRIEVE,
        description=DESCRIPTION,
        parameters=PARAMETERS,
        entrypoint=headroom_retrieve,
        skip_entrypoint_processing=True,
    )
