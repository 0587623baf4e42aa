"""What a schema says twice or says nothing by, and constrains no value: titles, empty words, its dialect's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .texts import trimmed
from .walk import Schema, mapped, mapped_within

__all__ = ["with_trimmed_texts", "without_dialect", "without_empty", "without_titles"]

_ARGUMENTS = "Arguments"
"""FastMCP names the schema of a tool by its function and this word."""
_STRUCTURE = ("$schema", "$ref", "$defs", "definitions", "type", "enum", "const", "allOf", "anyOf", "oneOf", "not")
_OBJECTS = ("properties", "required", "additionalProperties", "patternProperties", "propertyNames")
_LISTS = ("items", "contains", "uniqueItems", "minItems", "maxItems", "minProperties", "maxProperties")
_SCALARS = ("minLength", "maxLength", "pattern", "format", "minimum", "maximum", "multipleOf")
_WORDS = ("title", "description", "default", "examples")
_SAME_IN_ALL = frozenset((*_STRUCTURE, *_OBJECTS, *_LISTS, *_SCALARS, *_WORDS, "exclusiveMinimum", "exclusiveMaximum"))
"""Keywords that mean the same from draft 6 to 2020-12, where a `$ref` stands alone and items are alike."""
_DIALECTS = ("draft-06/schema", "draft-07/schema", "draft/2019-09/schema", "draft/2020-12/schema")


def with_trimmed_texts(schema: Any) -> Any:
    """The schema with the white space in its descriptions that carries something."""

    def change(part: Schema, name: str | None) -> Schema:
        text = part.get("description")
        return {**part, "description": trimmed(text)} if isinstance(text, str) and trimmed(text) != text else part

    return mapped(schema, change)


def without_titles(schema: Any, tool: str, *, is_root_sent: bool) -> Any:
    """The schema without titles that repeat the name of their property or definition, or of the tool."""
    made = mapped(schema, _untitled)
    title = made.get("title") if isinstance(made, dict) and is_root_sent else None
    is_repeated = isinstance(title, str) and (_is_same_name(title, tool) or _is_arguments(title))
    return _without(made, ["title"]) if is_repeated else made


def without_empty(schema: Any, *, keeps_descriptions: bool) -> Any:
    """The schema whose parts have no descriptions that say nothing, and no lists of required properties that name none.

    What the parameters of a tool require by themselves stays, since servers read it by its name.

    Args:
        schema: the parameters of a tool.
        keeps_descriptions: whether empty descriptions stay, as they are added again on the way.
    """

    def change(part: Schema, name: str | None) -> Schema:
        return _without(part, [key for key in _empty_keys(part) if key == "required" or not keeps_descriptions])

    return mapped_within(schema, change)


def without_dialect(schema: Any) -> Any:
    """The schema without the name of its dialect, where all of it means the same in every one."""
    if not isinstance(schema, dict) or not str(schema.get("$schema")).rstrip("#").endswith(_DIALECTS):
        return schema
    return _without(schema, ["$schema"]) if all(map(_means_the_same, _schemas_in(schema))) else schema


def _untitled(part: Schema, name: str | None) -> Schema:
    title = part.get("title")
    return _without(part, ["title"]) if name and isinstance(title, str) and _is_same_name(title, name) else part


def _is_same_name(title: str, name: str) -> bool:
    return bool(_letters(title)) and _letters(title) == _letters(name)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _is_arguments(title: str) -> bool:
    return title.endswith(_ARGUMENTS) and title.isidentifier()


def _empty_keys(part: Schema) -> Iterator[str]:
    if isinstance(text := part.get("description"), str) and not text.strip():
        yield "description"
    if part.get("required") == []:
        yield "required"


def _without(part: Schema, keys: Sequence[str]) -> Schema:
    return {key: value for key, value in part.items() if key not in keys} if keys else part


def _schemas_in(schema: Any) -> list[Schema]:
    found: list[Schema] = []

    def change(part: Schema, name: str | None) -> Schema:
        found.append(part)
        return part

    mapped(schema, change)
    return found


def _means_the_same(part: Schema) -> bool:
    alone = "$ref" not in part or len(part) == 1
    alike = not isinstance(part.get("items"), list)
    bounds = all(not isinstance(part.get(key), bool) for key in ("exclusiveMinimum", "exclusiveMaximum"))
    return alone and alike and bounds and _SAME_IN_ALL.issuperset(part)
