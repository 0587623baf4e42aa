"""Comparing JSON values strictly: types, key order, duplicate keys and the spelling of numbers all count."""

import json
from typing import Any


def strict(text: str) -> Any:
    """The value of a JSON text with everything that a plain ``json.loads`` forgets."""
    return json.loads(
        text,
        parse_int=lambda spelling: ("number", spelling),
        parse_float=lambda spelling: ("number", spelling),
        parse_constant=_refuse,
        object_pairs_hook=lambda pairs: ("object", pairs),
    )


def is_json(text: str) -> bool:
    try:
        strict(text)
    except ValueError:
        return False
    return True


def minified(text: str) -> str:
    """The value's shortest JSON with numbers as they are spelled, by Python's own parser."""
    return _written(strict(text))


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _written(value: Any) -> str:
    match value:
        case ("number", spelling):
            return spelling
        case ("object", pairs):
            return "{" + ",".join(f"{_written(key)}:{_written(inner)}" for key, inner in pairs) + "}"
        case list():
            return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value)
