"""Values as the JSON text that is counted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

__all__ = ["json_text", "output_schema_text", "schema_text"]


def schema_text(tools: Sequence[Mapping[str, object]] | None) -> str | None:
    """Tool schemas as the JSON text that is counted; ``None`` where there are none."""
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
    """A value as the text that is counted: JSON, or else its repr, so that counting never fails."""
    try:
        return json.dumps(value, separators=separators, default=str, ensure_ascii=False)
    except Exception:  # cycles, keys that are no text, nesting too deep, and whatever a foreign __str__ raises
        return _repr_text(value)


def _repr_text(value: object) -> str:
    try:
        return repr(value)
    except Exception:
        return ""
