"""Tools in short: the first sentence of what they do, and what a call must name. The whole is to be looked up.

    {"name": "search", "description": "Search all issues. Supports ...", "parameters": {... 40 lines ...}}
    {"name": "search", "description": "Search all issues. …", "parameters":
        {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}}

They keep their names, so that they are called and run as ever. Parameters keep name, type and allowed values, and those
that are required stay so: a schema without parameters says to some providers that there are none.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from .lossless import is_cheaper, text_of
from .reader import Reader
from .tool import ToolParts

__all__ = ["MARK", "short"]

MARK = "…"
"""How the description of a tool that is told in short ends."""
_LONGEST = 160
_MOST_VALUES = 1000
"""Of a tool; what refers to itself has no end."""
_DEEPEST = 24
_MOST_REFERENCES = 16
_KEPT = ("type", "enum", "const")
_first_sentence = re.compile(r"\s*(.+?[.!?])(?=\s+[A-Z]|\s*$|\n)", re.S).match


@lru_cache(maxsize=1024)
def short(text: str, model: str, reader: Reader) -> str:
    """Write a tool in short.

    Args:
        text: the tool's JSON.
        model: the id of the model whose tokens are counted.
        reader: what becomes of the schema on its way to it.

    Returns:
        Its JSON, or `text` itself where that saves nothing, where the provider holds calls to the schema, where it is
        no function, or where its parameters are no plain list.
    """
    parts = ToolParts.of(json.loads(text))
    if parts is None or parts.is_strict or not isinstance(parts.function.get("description"), str):
        return text
    parameters = _Sketch(parts.parameters, reader).made()
    if parameters is None:
        return text
    written = text_of(parts.saying(_in_short(parts.description), parameters).tool)
    return written if is_cheaper(written, text, model) else text


def _in_short(description: str) -> str:
    """The first sentence, as far as it is not long, and the mark."""
    found = _first_sentence(description)
    sentence = " ".join((found[1] if found else description).split())
    if len(sentence) > _LONGEST:
        sentence = sentence[:_LONGEST].rpartition(" ")[0] or sentence[:_LONGEST]
    return f"{sentence} {MARK}".lstrip()


class _Sketch:
    """The parameters of a tool by name, type and allowed values."""

    def __init__(self, schema: dict[str, Any], reader: Reader) -> None:
        self._schema = schema
        self._needs_properties = reader.needs_properties
        self._is_unclear = False
        self._values = 0

    def made(self) -> dict[str, Any] | None:
        """The schema in short; ``None`` where it has to be read as a whole."""
        properties = self._schema.get("properties")
        if not isinstance(properties, dict) or not properties or self._schema.keys() & {"anyOf", "oneOf", "allOf"}:
            return None
        made = self._object(self._schema, depth=0)
        return None if self._is_unclear else {"type": "object", **made}

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        required = schema.get("required")
        needed = required if isinstance(required, list) else []
        named = schema["properties"].items()
        properties = {name: self._value(part, depth + 1, is_needed=name in needed) for name, part in named}
        return {"properties": properties} if required is None else {"properties": properties, "required": required}

    def _value(self, part: Any, depth: int, *, is_needed: bool = True) -> dict[str, Any]:
        """What may stand in a place; a value that may as well be left out is not told to be null instead."""
        self._values += 1
        if self._values > _MOST_VALUES or depth > _DEEPEST:
            self._is_unclear = True
            return {}
        schema = self._resolved(part)
        alternatives = schema.get("anyOf", schema.get("oneOf"))
        if isinstance(alternatives, list):
            return self._any(alternatives, depth + 1, is_needed=is_needed)
        made = {key: schema[key] for key in _KEPT if key in schema}
        if schema.get("type") == "array":
            made["items"] = self._value(schema.get("items"), depth + 1)
        if schema.get("type") == "object" and self._needs_properties and isinstance(schema.get("properties"), dict):
            made |= self._object(schema, depth)
        self._is_unclear |= self._needs_properties and not made
        return made

    def _any(self, alternatives: list[Any], depth: int, *, is_needed: bool) -> dict[str, Any]:
        told = [one for one in alternatives if is_needed or one != {"type": "null"}]
        made = [self._value(one, depth) for one in told or alternatives]
        return made[0] if len(made) == 1 else {"anyOf": made}

    def _resolved(self, part: Any) -> dict[str, Any]:
        """What a schema says or refers to; nothing where that is not to be found."""
        for _ in range(_MOST_REFERENCES):
            if isinstance(part, dict) and isinstance(part.get("$ref"), str):
                place, _, name = part["$ref"].removeprefix("#/").partition("/")
                defined = self._schema.get(place)
                part = defined.get(name) if isinstance(defined, dict) else None
            elif isinstance(part, dict) and isinstance(part.get("allOf"), list) and len(part["allOf"]) == 1:
                [part] = part["allOf"]
            else:
                return part if isinstance(part, dict) else {}
        return {}
