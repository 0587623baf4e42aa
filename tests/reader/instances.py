"""Instances of Python classes, which stand as objects."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reader.values import Instance, Object, Value


def closed(value: Value, classes: Mapping[tuple[str, ...], str]) -> Value:
    """The value with each object that has the fields of a class as an instance of it."""
    match value:
        case list():
            return [closed(inner, classes) for inner in value]
        case Object(fields):
            inner = [(name, closed(field, classes)) for name, field in fields]
            name = classes.get(tuple(str(name) for name, _ in fields))
            return Object(inner) if name is None else Instance(name, inner)
    return value
