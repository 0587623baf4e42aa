"""Keys of dicts that are integers in Python, which stand as the texts that JSON has for them."""

from __future__ import annotations

import re

from tests.reader.values import Number, Object, Value

INTEGER = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)


def closed(value: Value) -> Value:
    """The value with each key that reads as an integer as one."""
    match value:
        case list():
            return [closed(inner) for inner in value]
        case Object(fields):
            return Object([(_key(key), closed(inner)) for key, inner in fields])
    return value


def _key(key: str) -> str | Number:
    return Number(str(key)) if INTEGER.fullmatch(key) else key
