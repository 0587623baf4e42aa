"""Values as the JSON text that is counted.

The text of a value is the same in every process: it depends on no address, no hash seed and no order of a set.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache

__all__ = ["json_text", "output_schema_text", "schema_text"]

_ADDRESS = re.compile("0x[0-9a-fA-F]+")
_DEEPEST = 64
"""What nests deeper in what JSON cannot hold is counted by its type."""
_LONGEST_NUMBER = 2048
"""Bits; Python can be told to write no more than 640 digits."""


def schema_text(tools: Sequence[Mapping[str, object]] | str | None) -> str | None:
    """Tool schemas as the JSON text that is counted, which they may be already; ``None`` where there are none."""
    if isinstance(tools, str):
        return tools
    return json_text(tools, separators=(",", ":")) if tools else None


def output_schema_text(schema: object) -> str | None:
    """The schema of an answer as the JSON text that is counted; ``None`` where there is none."""
    if schema is None:
        return None
    return _class_text(schema) if isinstance(schema, type) else json_text(schema, separators=(",", ":"))


@lru_cache(maxsize=64)
def _class_text(model: type) -> str:
    """A pydantic model's schema, which takes long to make and is asked for with every call of an agent."""
    try:
        return json_text(model.model_json_schema(), separators=(",", ":"))  # type: ignore[attr-defined]
    except Exception:  # no pydantic model, or one that has no JSON schema: its name is counted
        return repr(model)


def json_text(value: object, separators: tuple[str, str] | None = None) -> str:
    """A value as the text that is counted: JSON, what JSON cannot hold in its place as `_plain` has it."""
    try:
        return json.dumps(value, separators=separators, default=_plain, ensure_ascii=False)
    except Exception:  # cycles, keys that are no text, nesting too deep, and whatever foreign methods raise
        return json.dumps(_all_plain(value), separators=separators, ensure_ascii=False)


def _plain(value: object) -> object:
    """What JSON cannot hold as something plainer, which may hold such values itself."""
    if isinstance(value, Set):
        return sorted(value, key=json_text)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes | bytearray | memoryview):
        return str(bytes(value))
    if isinstance(value, Sequence):
        return list(value)
    return _fields(value) or _ADDRESS.sub("0x", str(value))


def _fields(value: object) -> dict[str, object]:
    """The fields of a dataclass, a pydantic model, or an object with a repr of its own, which may hold a set."""
    kind = type(value)
    if is_dataclass(value) and kind is not type:
        return {field.name: getattr(value, field.name, None) for field in fields(value)}
    has_repr = kind.__str__ is object.__str__ and kind.__repr__ is not object.__repr__
    inner = getattr(value, "__dict__", None) if has_repr or hasattr(value, "model_dump") else None
    return inner if isinstance(inner, dict) else {}


def _all_plain(value: object, around: tuple[int, ...] = ()) -> object:
    """A value as JSON can hold it, whatever it is: `around` are the ids of what it stands in."""
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):  # Python refuses to write thousands of digits, but for powers of two
        return value if value.bit_length() < _LONGEST_NUMBER else hex(value)
    if id(value) in around or len(around) > _DEEPEST:
        return type(value).__name__
    inner = (*around, id(value))
    try:
        if isinstance(value, Mapping):
            return {_key(key, inner): _all_plain(part, inner) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [_all_plain(part, inner) for part in value]
        return _all_plain(_plain(value), inner)
    except Exception:  # whatever foreign methods raise
        return type(value).__name__


def _key(key: object, around: tuple[int, ...]) -> str:
    return key if isinstance(key, str) else json.dumps(_all_plain(key, around), ensure_ascii=False)
