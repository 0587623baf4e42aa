"""``headroom_retrieve`` for agno's models: a tool beside an agent's own, answered from the run's messages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from agno.tools.function import Function

from headroom._views.retrieve import original_of, page_of, wanted
from headroom._views.tool import DESCRIPTION, PARAMETERS, RETRIEVE

from .callers import own_call, run_of_caller
from .messages import rows_of
from .offering import may_offer, with_tool
from .providers import get_model_name_from_agno

if TYPE_CHECKING:
    from agno.models.base import Model
    from agno.models.message import Message

    from headroom._sent_text import SentText

    from .layer import Layer

__all__ = ["scope_of", "with_retrieval"]


def with_retrieval(layer: Layer, model: Model, call: dict[str, Any]) -> dict[str, Any]:
    """Offer the tool with a call of ``response`` and the like, behind all others, where it may be offered.

    Args:
        layer: What the wrapped model carries.
        model: The wrapped model.
        call: The arguments, by name, among them the list of messages that agno's loop of tool calls adds to.

    Returns:
        The arguments, with one tool more or as they are.
    """
    if own_call(call.get("run_response")) or not may_offer(layer.config, model, call):
        return call
    added = _function(layer, model, call["messages"], scope_of(call.get("run_response")))
    return with_tool(call, added)


def scope_of(run: Any) -> str:
    """Name the conversation of a run, or of that of who calls: an address of one is good for nothing in another."""
    run = run or run_of_caller()
    user, session = (getattr(run, name, None) or "" for name in ("user_id", "session_id"))
    return f"{len(str(user))}:{user}/{session}" if user or session else ""


def _function(layer: Layer, model: Model, messages: Sequence[Message], scope: str) -> Function:
    # Agno runs it on a thread where the run is asynchronous, so that a store may take its time.
    def headroom_retrieve(
        address: str,
        query: str | None = None,
        lines: str | None = None,
        rows: str | None = None,
        fields: str | None = None,
    ) -> SentText:
        engine, name = layer.engine, str(address)
        text = original_of(name, scope, engine, partial(rows_of, messages))
        asked = wanted(query, rows, fields, lines)
        return page_of(text, name, asked, engine, get_model_name_from_agno(model), layer.counted_as(model))

    return Function(
        name=RETRIEVE,
        description=DESCRIPTION,
        parameters=PARAMETERS,
        entrypoint=headroom_retrieve,
        skip_entrypoint_processing=True,
    )
