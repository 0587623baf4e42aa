"""Agno's messages as OpenAI's chat has them, to be shown and counted beside those of other sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .calls import calls_listed

if TYPE_CHECKING:
    from agno.models.message import Message

__all__ = ["chat_dict", "shown_dict"]


def chat_dict(message: Message) -> dict[str, Any]:
    """Write a message that holds one result at most."""
    calls = {"tool_calls": calls_listed(message)} if message.tool_calls else {}
    answers = {"tool_call_id": message.tool_call_id, "name": message.tool_name} if message.role == "tool" else {}
    sent = {"role": message.role, "content": message.content, **calls, **answers}
    return {key: value for key, value in sent.items() if value is not None or key == "content"}


def shown_dict(message: Message) -> dict[str, Any]:
    """Write any message as one, as pages show it: several results one below the other, what is no text as text."""
    if message.role == "tool" and message.tool_calls:
        texts = [{"type": "text", "text": str(call.get("content") or "")} for call in calls_listed(message)]
        return {"role": "tool", "content": texts, "name": message.tool_name or ""}
    written = chat_dict(message)
    if not isinstance(written["content"], str | list | None):
        written["content"] = message.get_content_string()
    return written
