"""Comparing values strictly: types, key order, duplicate keys and the spelling of numbers all count."""

import ast
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


def value_of(text: str) -> Any:
    """The value of a text that is JSON or the repr of a list or a dict, the same for the same value in both.

    Raises:
        ValueError: it is neither.
    """
    try:
        return strict(text)
    except ValueError:
        return _of_repr(_parsed(text))


def minified(text: str) -> str:
    """The value's shortest JSON with numbers as they are spelled, by Python's own parser."""
    return _written(strict(text))


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _parsed(text: str) -> ast.expr:
    if text[:1] not in ("[", "{"):
        raise ValueError("no repr of a list or a dict")
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError) as error:  # the last two where brackets are nested too deep
        raise ValueError("no Python") from error


def _of_repr(node: ast.expr) -> Any:
    match node:
        case ast.List(elements):
            return [_of_repr(element) for element in elements]
        case ast.Dict(keys, values) if None not in keys:
            return ("object", [(_key(key), _of_repr(value)) for key, value in zip(keys, values, strict=True)])
        case ast.Constant(None | bool() | str() as value):
            return value
        case ast.Constant(int() | float()) | ast.UnaryOp(ast.USub(), ast.Constant(int() | float())):
            return ("number", ast.unparse(node))
    raise ValueError("no value that JSON has")


def _key(node: ast.expr | None) -> str:
    match node:
        case ast.Constant(str() as key):
            return key
    raise ValueError("no key that JSON has")


def _written(value: Any) -> str:
    match value:
        case ("number", spelling):
            return spelling
        case ("object", pairs):
            return "{" + ",".join(f"{_written(key)}:{_written(inner)}" for key, inner in pairs) + "}"
        case list():
            return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value)
