"""Tools as requests hold them: where name, description and parameters stand in each API's shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["ToolParts", "tool_name"]

_WRAPPERS = ("function", "toolSpec")
_PARAMETERS = ("parameters", "input_schema", "inputSchema")


class ToolParts(NamedTuple):
    """A function that a model may call, as its tool says it."""

    tool: dict[str, Any]
    """The whole tool."""
    function: dict[str, Any]
    """The part of it that describes the function; the tool itself where nothing is wrapped around."""
    key: str
    """The key of the parameters in it."""
    name: str

    @classmethod
    def of(cls, tool: Any) -> ToolParts | None:
        """Take a tool apart; ``None`` where it is not a function with a schema, such as a provider's own tool."""
        wrapped = [tool[key] for key in _WRAPPERS if isinstance(tool, dict) and isinstance(tool.get(key), dict)]
        function = wrapped[0] if wrapped else tool
        if not isinstance(function, dict) or not isinstance(name := function.get("name"), str):
            return None
        key = next((key for key in _PARAMETERS if isinstance(function.get(key), dict)), None)
        return None if key is None else cls(tool, function, key, name)

    @property
    def description(self) -> str:
        """What the tool says of itself, or nothing."""
        text = self.function.get("description")
        return text if isinstance(text, str) else ""

    @property
    def parameters(self) -> dict[str, Any]:
        """The schema of what it is called with."""
        schema: dict[str, Any] = self.function[self.key]
        return schema["json"] if _is_boxed(schema) else schema

    @property
    def is_strict(self) -> bool:
        """Whether the provider holds calls to the schema to the letter."""
        return self.function.get("strict") is True or self.tool.get("strict") is True

    def saying(self, description: str, parameters: dict[str, Any]) -> ToolParts:
        """The same tool with another description, where it has one that is text, and another schema."""
        schema = self.function[self.key]
        boxed = {**schema, "json": parameters} if _is_boxed(schema) else parameters
        described = {"description": description} if isinstance(self.function.get("description"), str) else {}
        function = {**self.function, **described, self.key: boxed}
        if self.function is self.tool:
            return self._replace(tool=function, function=function)
        wrapper = next(key for key in _WRAPPERS if self.tool.get(key) is self.function)
        return self._replace(tool={**self.tool, wrapper: function}, function=function)


def tool_name(tool: Any) -> str:
    """What a tool is called: a function by its name, a provider's own tool by its type."""
    given = tool if isinstance(tool, Mapping) else {}
    inner = next((given[key] for key in _WRAPPERS if isinstance(given.get(key), Mapping)), given)
    return str(inner.get("name") or given.get("name") or given.get("type") or next(iter(given), "tool"))


def _is_boxed(schema: dict[str, Any]) -> bool:
    """Whether a schema stands in a box of Bedrock's."""
    return schema.keys() == {"json"} and isinstance(schema["json"], dict)
