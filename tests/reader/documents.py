"""Documents that stood in strings of a field."""

from __future__ import annotations

from tests.reader.source import Source
from tests.reader.spelling import Spelling
from tests.reader.values import Object, Text, Value


def closed(value: Value, name: str, spelling: Spelling, source: Source) -> Value:
    """The value with each array and object of that name as a text that holds it."""
    match value:
        case list():
            return [closed(inner, name, spelling, source) for inner in value]
        case Object(fields):
            return Object([(key, _field(key, inner, name, spelling, source)) for key, inner in fields])
    return value


def _field(key: str, inner: Value, name: str, spelling: Spelling, source: Source) -> Value:
    if key != name or not isinstance(inner, list | Object):
        return closed(inner, name, spelling, source)
    try:
        return Text.bare(spelling.written(inner))
    except ValueError as fault:
        raise source.fault(f"in JSON text: {fault}") from fault
