"""What a service makes of the messages of a request: its prompt as they are, or edited, or behind what it holds."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom.integrations._edited import edited_by, prompt_fields

from .options import options_of

if TYPE_CHECKING:
    from agno.models.base import Model

__all__ = ["AS_SENT", "Prompt", "can_cut_chains", "prompt_of"]


class Prompt(NamedTuple):
    """What a service makes of a conversation."""

    edited: bool = False
    """Whether it may clear, cut or sum up messages before the model reads them."""
    chained_by: str | None = None
    """The field of an answer's ``provider_data`` by which it goes on from that answer, with what it holds."""
    may_be_cut: bool = True
    """Whether all of the conversation can be sent instead."""


AS_SENT = Prompt()

_RESPONSE, _INTERACTION = "response_id", "interaction_id"


def prompt_of(model: Model, service: str | None, context_tokens: int | None) -> Prompt:
    """Find out what a request asks the service to make of the conversation.

    Args:
        model: The agno model that is called.
        service: Whose service its class calls.
        context_tokens: Its context length, where that is given.

    Returns:
        What the model's settings say, for each of its requests alike.
    """
    edited = edited_by(options_of(model, prompt_fields()), model.id, service, context_tokens)
    return Prompt(edited, _chained_by(model), can_cut_chains())


@cache
def can_cut_chains() -> bool:
    """Whether agno can send what a service holds, as its compaction does: calls would lack their reasoning before."""
    return find_spec("agno.compaction") is not None


def _chained_by(model: Any) -> str | None:
    if hasattr(model, "_find_previous_interaction"):
        return _INTERACTION if model.store is not False or model.agent is not None else None
    if not hasattr(model, "_using_reasoning_model") or not model._using_reasoning_model():
        return None
    chains = model._chains_responses() if hasattr(model, "_chains_responses") else model.store is not False
    return _RESPONSE if chains else None
