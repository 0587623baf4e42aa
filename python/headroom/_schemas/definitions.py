"""Definitions that one place refers to, written there.

    {"properties": {"to": {"$ref": "#/$defs/Address"}}, "$defs": {"Address": {"type": "object", ...}}}
    {"properties": {"to": {"title": "Address", "type": "object", ...}}}

A server that knows no `$ref` reads more than before, none reads less. Definitions that several places refer to, or that
refer to themselves, stay; so does all of a schema that refers in other ways. The other way about, writing what is
repeated as a definition, would have to be read by servers that drop it, and gains 0.04 % of the tokens of public
servers' tools (benches/agno_schemas_shared.py).
"""

from __future__ import annotations

import re
from typing import Any

from headroom._json_text import json_text

from .walk import Schema, depth_of, mapped

__all__ = ["inlined"]

_PLACES = ("$defs", "definitions")
_is_reference = re.compile(r"#/(\$defs|definitions)/[\w.-]+", re.ASCII).fullmatch
_other_ways = re.compile(r'"(\$id|\$anchor|\$dynamicRef|\$dynamicAnchor|\$recursiveRef|\$recursiveAnchor|id)":"').search
_DEEPEST = 96
"""Python's stack ends."""
_ANNOTATIONS = frozenset({"title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"})


def inlined(schema: Any) -> Any:
    """The schema with each definition that is referred to once in the place of that reference, under its name."""
    if not isinstance(schema, dict) or not any(_defined(schema, place) for place in _PLACES):
        return schema
    text = json_text(schema, separators=(",", ":"))
    references = re.findall(r'"\$ref":("[^"]*")', text)
    if _other_ways(text) or not all(_is_reference(reference[1:-1]) for reference in references):
        return schema
    once = {reference[1:-1] for reference in references if text.count(reference) == 1}
    return schema if depth_of(schema) + _depths(schema, once) > _DEEPEST else _Inlining(schema, once).made()


def _depths(schema: Schema, once: set[str]) -> int:
    """How deep definitions are that may stand in each other."""
    named = ((place, name, part) for place in _PLACES for name, part in _defined(schema, place).items())
    return sum(depth_of(part) for place, name, part in named if f"#/{place}/{name}" in once)


def _defined(schema: Schema, place: str) -> Schema:
    """The definitions in a place, if there are any."""
    named = schema.get(place) if place in _PLACES else None
    return named if isinstance(named, dict) else {}


class _Inlining:
    """The definitions of a schema on their way to where they are referred to."""

    def __init__(self, schema: Schema, once: set[str]) -> None:
        """Take a schema, and the references that stand in it once."""
        self._schema = schema
        self._once = once
        self._moved: set[str] = set()

    def made(self) -> Schema:
        """The schema with what has moved in its place."""
        root = {key: part for key, part in self._schema.items() if not _defined(self._schema, key)}
        body = self._expanded(root)
        left = {place: self._left(place) for place in _PLACES if _defined(self._schema, place)}
        kept = {place: part for place, part in left.items() if part}
        return {**body, **kept} if self._moved else self._schema

    def _left(self, place: str) -> Schema:
        """The definitions that stay; what only they refer to has moved into them."""
        named = self._schema[place]
        staying = {name: self._expanded(part) for name, part in named.items() if f"#/{place}/{name}" not in self._once}
        return {name: staying.get(name, part) for name, part in named.items() if f"#/{place}/{name}" not in self._moved}

    def _expanded(self, part: Any) -> Any:
        return mapped(part, self._resolved)

    def _resolved(self, part: Schema, name: str | None) -> Schema:
        reference = part.get("$ref")
        if not isinstance(reference, str) or reference not in self._once - self._moved:
            return part
        _, place, defined = reference.split("/")
        definition = _defined(self._schema, place).get(defined)
        beside = {key: value for key, value in part.items() if key != "$ref"}
        if not isinstance(definition, dict) or not _may_stand_in(definition, beside):
            return part
        self._moved.add(reference)
        return {"title": defined, **self._expanded(definition), **beside}


def _may_stand_in(definition: Schema, beside: Schema) -> bool:
    """Whether what stands beside a reference only says more of the place, in other ways than the definition does."""
    return _ANNOTATIONS.issuperset(beside) and beside.keys().isdisjoint({"title", *definition})
