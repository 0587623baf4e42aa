"""``describe_tool``: what gives the whole of tools that are told in short."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .lossless import text_of
from .short import MARK
from .tool import ToolParts

__all__ = ["DESCRIBE", "DESCRIPTION", "PARAMETERS", "described"]

DESCRIBE = "describe_tool"

DESCRIPTION = (
    f"Tools whose description ends in {MARK} are told in short. Read what they do and take in full, "
    "several at once, before you call one whose arguments you are not sure of."
)
"""It is sent with every request."""

PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": {"names": {"type": "array", "items": {"type": "string"}}},
    "required": ["names"],
}


def described(names: object, tools: Mapping[str, str]) -> str:
    """Answer a call of the tool.

    Args:
        names: names of tools, or one, as the model gives them.
        tools: the JSON of each tool by its name.

    Returns:
        A line of JSON for each, and a line that says so for one that there is not.
    """
    asked = names if isinstance(names, list | tuple) else [names]
    lines = [_line(str(name), tools) for name in dict.fromkeys(map(str, asked))]
    return "\n".join(lines) or f"Name the tools to describe, of: {', '.join(tools)}"


def _line(name: str, tools: Mapping[str, str]) -> str:
    parts = ToolParts.of(json.loads(tools[name])) if name in tools else None
    if parts is None:
        return f"There is no tool {name!r}; there are: {', '.join(tools)}"
    return text_of({"name": parts.name, "description": parts.description, "parameters": parts.parameters})
