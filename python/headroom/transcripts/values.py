"""What stands in a file: whether it is a message, and parts of it that are as they should be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from headroom._replay.transcript import Message

__all__ = ["are_messages", "is_message", "text_of", "tools_in"]

_CONTENTS = ("content", "tool_calls", "function_call", "parts")
_ITEMS = ("reasoning", "compaction", "item_reference")
_CALLS_AND_OUTPUTS = ("_call", "_output")


def is_message(value: Any) -> TypeGuard[Message]:
    """Whether a value is one message of a provider's API."""
    if not isinstance(value, Mapping) or "messages" in value or "message" in value:
        return False
    role, kind = value.get("role"), value.get("type")
    if isinstance(role, str):
        return any(key in value for key in _CONTENTS)
    return isinstance(kind, str) and "role" not in value and (kind in _ITEMS or kind.endswith(_CALLS_AND_OUTPUTS))


def are_messages(value: Any) -> TypeGuard[list[Message]]:
    """Whether a value is a list of messages, and not an empty one."""
    return isinstance(value, list) and bool(value) and all(map(is_message, value))


def text_of(value: Any) -> str | None:
    """Give a text that says something; ``None`` for all else."""
    return value if isinstance(value, str) and value else None


def tools_in(value: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """Give the tool schemas of a body; ``None`` where there are none."""
    tools = value.get("tools") or value.get("functions")
    return [tool for tool in tools if isinstance(tool, Mapping)] or None if isinstance(tools, list) else None
