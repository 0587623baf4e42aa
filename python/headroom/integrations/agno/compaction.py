"""How large a conversation is as it is sent: what agno's compaction should go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headroom._arguments import check_model
from headroom._config import HeadroomConfig
from headroom._planning.ask import Ask
from headroom._planning.engine import Engine
from headroom._views.tool import tools_by_shape
from headroom.stores import MemoryStore

from .context_features import sent_tokens_are_counted
from .counting import count_conversation, definitions_of
from .messages import AgnoShape, as_messages, rows_of
from .model import HeadroomAgnoModel
from .offering import may_offer

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["sent_tokens"]


def sent_tokens(
    messages: Sequence[Message], tools: Sequence[Any] | None = None, *, model: HeadroomAgnoModel | str = "gpt-4o"
) -> int:
    """Count the tokens that a wrapped model sends of a conversation.

    Agno's ``Compaction`` folds a conversation that has grown to ``compact_at_tokens``. By itself it counts what the
    tools returned, and folds for tokens that are never sent::

        Compaction(compact_at_tokens=100_000, token_counter=sent_tokens)
        Compaction(compact_at_tokens=100_000, token_counter=partial(sent_tokens, model=wrapped))

    Args:
        messages: The conversation, in agno's messages or chat dicts.
        tools: Tool definitions, agno functions or dicts. With functions, large results count as they are shown to an
            agent that may call its tools as it likes.
        model: The wrapped model, whose settings then decide; or the id of a model wrapped with the default settings.

    Returns:
        Tokens; exact where the model's vocabulary is known, but for the addresses in views. Nothing is learnt, recorded
        or sent.

    Raises:
        ValidationError: If these are no messages, or ``model`` is neither a wrapped model nor an id.
        HeadroomError: If something went wrong and the model's configuration is strict.
    """
    sent_tokens_are_counted.set()
    given = as_messages(messages)
    if isinstance(model, HeadroomAgnoModel):
        layer, model_id = model._headroom, model.id
        config, counted_as, applies = layer.config, layer.counted_as(model), layer.applies
    else:
        check_model(model)
        config, model_id, counted_as, applies = HeadroomConfig(), model, model, True
    definitions = definitions_of(tools)
    offered = may_offer(config, model, {"tools": tools})
    if offered:
        definitions += tools_by_shape()["openai"]
    ask = Ask(model_id, counted_as, tools=definitions, can_retrieve=offered)
    # An engine and a store of its own: what is counted here was not sent, and no cache of the provider's holds it.
    config = replace(config, views=replace(config.views, store=MemoryStore())) if offered else config
    planned = Engine(config).send(given, AgnoShape(), ask)
    tokens = planned.tokens_after if applies else planned.tokens_before
    # After a fault it goes out as it stands.
    return count_conversation(rows_of(given), counted_as, tools).value if planned.faults and not tokens else tokens
