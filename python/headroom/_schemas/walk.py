"""Where schemas stand within a JSON schema. An enum, a default or an unknown keyword is none, and not entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["Schema", "depth_of", "mapped", "mapped_within"]

Schema = dict[str, Any]
Change = Callable[[Schema, "str | None"], Schema]

_BY_NAME = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_ONE = frozenset(
    {
        *("items", "additionalItems", "unevaluatedItems", "contains", "additionalProperties", "unevaluatedProperties"),
        *("propertyNames", "not", "if", "then", "else", "contentSchema"),
    }
)
_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems", "items"})
_DEEPEST = 48
"""What nests deeper stays as it is: no tool's schema does, and Python's stack ends."""


def mapped(schema: Any, change: Change, name: str | None = None, depth: int = 0) -> Any:
    """Make the schema in which every schema, the innermost first, is what `change` makes of it.

    Args:
        schema: a JSON schema; neither it nor anything in it is changed.
        change: takes a schema of its own, and the name of the property or definition that it is, if it is one.
        name: that of `schema`.
        depth: how deep it stands.

    Returns:
        The schema; parts that are as they were are the same objects.
    """
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return schema
    return _unless_same(schema, change(mapped_within(schema, change, depth), name))


def mapped_within(schema: Any, change: Change, depth: int = 0) -> Any:
    """Make the schema in which every schema but itself is what `change` makes of it, as `mapped` does."""
    if not isinstance(schema, dict):
        return schema
    return _unless_same(schema, {key: _mapped_part(key, part, change, depth + 1) for key, part in schema.items()})


def depth_of(value: Any) -> int:
    """Count how deep a value nests; 1 for one that holds no other."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [part for one in level for part in _parts(one)]
    return depth


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _mapped_part(key: str, part: Any, change: Change, depth: int) -> Any:
    if key in _BY_NAME and isinstance(part, dict):
        return _unless_same(part, {name: mapped(one, change, name, depth) for name, one in part.items()})
    if key in _MANY and isinstance(part, list):
        listed = [mapped(one, change, None, depth) for one in part]
        return part if all(one is other for one, other in zip(listed, part, strict=True)) else listed
    return mapped(part, change, None, depth) if key in _ONE else part


def _unless_same(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The second of two, or the first where they hold the very same."""
    same = len(before) == len(after) and all(name in before and part is before[name] for name, part in after.items())
    return before if same else after
