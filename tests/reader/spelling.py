"""JSON as a string holds it: without white space, spaced, or indented."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.reader.values import Number, Object, token

_WORDS = {True: "true", False: "false", None: "null"}


def written(value: Any, spelling: str, margin: str = "\n") -> str:
    """The JSON of a value, spelled as an announcement says. `margin` begins the lines of what it stands in."""
    match value:
        case Number():
            return value.spelling
        case str():
            return token(value)
        case Object() | list():
            indent = int(spelling[-1]) if spelling[-1:].isdigit() else 0
            inner_margin = margin + " " * indent if indent else ""
            return _enclosed(value, spelling, margin if indent else "", inner_margin)
    return _WORDS[value]


def _enclosed(value: Object | list[Any], spelling: str, margin: str, inner_margin: str) -> str:
    space = " " if spelling else ""
    if isinstance(value, Object):
        pairs = ((token(key), written(inner, spelling, inner_margin)) for key, inner in value.pairs)
        return _listed("{}", (f"{key}:{space}{inner}" for key, inner in pairs), space, margin, inner_margin)
    return _listed("[]", (written(inner, spelling, inner_margin) for inner in value), space, margin, inner_margin)


def _listed(brackets: str, items: Iterable[str], space: str, margin: str, inner_margin: str) -> str:
    text = ("," + (inner_margin or space)).join(items)
    return f"{brackets[0]}{inner_margin}{text}{margin}{brackets[1]}" if text else brackets
