"""What a service makes of the messages of a request: its prompt as they are, or edited, or behind what it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from headroom import _core
from headroom._models.info import model_info

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
    options = tuple((name, tuple(_words(value))) for name, value in options_of(model, _fields()))
    return Prompt(_edits(model.id, service, context_tokens, options), _chained_by(model), can_cut_chains())


@lru_cache(maxsize=256)
def _edits(
    model: str, service: str | None, context_tokens: int | None, options: Sequence[tuple[str, Sequence[str]]]
) -> bool:
    known = model_info(model)
    context = known.context_tokens if context_tokens is None else context_tokens
    return any(_core.edits_prompt(name, context, options) for name in (service or "", known.service))


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


@cache
def _fields() -> tuple[str, ...]:
    return tuple(_core.prompt_fields())


def _words(value: Any) -> Iterator[str]:
    """What an option says, by the words that name its parts."""
    if not value:  # nothing is asked for
        return
    if isinstance(value, Mapping):
        named = value.get("edits", value.get("type", value.get("id", "something")))
        yield from (f"{named} off",) if value.get("enabled") is False else _words(named)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            yield from _words(part)
    else:
        yield str(value)
