"""Tool calls of agno messages, and the results that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from headroom._objects import plain
from headroom._planning.rows import Call
from headroom._shapes.documents import blocks_of
from headroom._shapes.values import arguments_text

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["answered_calls", "are_bedrock_results", "calls_by_id", "calls_listed"]


def calls_listed(message: Message) -> list[Mapping[str, Any]]:
    """List a message's calls; a client's objects, as callers take them from its answers, are read as dicts."""
    return blocks_of(plain(message.tool_calls))


def calls_by_id(message: Message, ids: dict[str, str]) -> dict[str, Call]:
    """Read the calls of a message, by their ids, and note in `ids` how they are answered."""
    calls = {}
    for call in calls_listed(message):
        name = call.get("id") or call.get("call_id", call.get("id"))  # an empty id is one, where there is no other
        if name is not None:
            called = call.get("function") or {}
            tool = called.get("name")
            calls[name] = Call(name, tool if isinstance(tool, str) else "", arguments_text(called))
            # The Responses API answers a call under its call_id, agno lists it under its id.
            ids[call.get("call_id") or name] = name
    return calls


def answered_calls(message: Message, role: str, ids: dict[str, str], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Find the calls that a message answers.

    Args:
        message: The message.
        role: Its role, under which it is sent.
        ids: The name of each call's id, by the id under which it is answered.
        asked: The ids of the last calls, in order.

    Returns:
        Their ids, in order.
    """
    answered: list[str | None] = []
    if role == "tool" and message.tool_calls:
        named = [call.get("tool_call_id") for call in calls_listed(message)]
        # Agno 2.1 keeps no ids in Gemini's combined results: they answer the last calls, in order.
        answered = named if all(named) else list(asked[: len(named)])
    elif role == "tool":
        answered = [message.tool_call_id]
    elif role == "user" and isinstance(message.content, list) and are_bedrock_results(message.content):
        answered = [block["toolResult"].get("toolUseId") for block in message.content]
    return tuple(ids.get(name, name) for name in answered if name is not None)


def are_bedrock_results(content: list[Any]) -> bool:
    """Tell whether content is nothing but results in Bedrock's shape, as agno packs them."""
    return bool(content) and all(
        isinstance(block, dict) and isinstance(block.get("toolResult"), dict) for block in content
    )
