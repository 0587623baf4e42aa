"""Objects of a client's package, such as pydantic models and dataclasses, as the dicts that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

__all__ = ["copied", "fields_of", "plain"]

_LEVELS = 8
"""From a message down to the deepest field that is read: a document's text, in a block of a result in a block."""
_VALUES = frozenset({str, int, float, bool, bytes, type(None)})


def fields_of(value: Any) -> dict[str, Any] | None:
    """The fields of an object that can be copied with others in their place; ``None`` for all else."""
    kind = type(value)
    if is_dataclass(kind):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if hasattr(kind, "model_copy") and hasattr(kind, "model_fields"):
        return {**vars(value), **(value.model_extra or {})}
    return None


def plain(value: Any, levels: int = _LEVELS) -> Any:
    """A value with dicts in place of the objects in it, as far as messages are read; itself where there are none."""
    kind = type(value)
    if kind in _VALUES or not levels:
        return value
    inner = levels - 1
    if kind is dict or isinstance(value, Mapping):
        parts = value.items()
        changed = {k: new for k, part in parts if type(part) not in _VALUES and (new := plain(part, inner)) is not part}
        return {**value, **changed} if changed else value
    if kind is list or isinstance(value, list | tuple):
        changed = {index: new for index, part in enumerate(value) if (new := plain(part, inner)) is not part}
        return copied(value, changed) if changed else value
    found = fields_of(value)
    return value if found is None else plain(found, inner)


def copied(container: Any, changes: Mapping[Any, Any]) -> Any:
    """A copy of a dict, list or object with other values under some of its keys, indexes or fields."""
    if isinstance(container, Mapping):
        return {**container, **changes}
    if isinstance(container, list | tuple):
        return [changes.get(index, part) for index, part in enumerate(container)]
    if is_dataclass(type(container)):
        return replace(container, **changes)
    return container.model_copy(update=changes)
