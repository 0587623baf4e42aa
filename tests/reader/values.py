"""What compressed text and JSON are read into: it keeps all that JSON says, the spelling of numbers too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Number:
    """A number, which is what its spelling is: ``1.0`` is not ``1``."""

    spelling: str


@dataclass(slots=True)
class Object:
    """An object: its keys and values in order, a key possibly twice."""

    pairs: list[tuple[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Lines:
    """The values of JSON Lines, which are not one array."""

    values: list[Any]


class Spelled(str):
    """A string with the JSON that it stood as: JSON in a string holds it letter by letter."""

    token: str

    @staticmethod
    def by(token: str) -> Spelled:
        text = Spelled(json.loads(token))
        text.token = token
        return text


def joined(*texts: str) -> str:
    """Texts one behind the other, as they are spelled."""
    return Spelled.by('"' + "".join(token(text)[1:-1] for text in texts) + '"')


def token(text: str) -> str:
    """The JSON of a text: as it stood, or as short as it can be."""
    return text.token if isinstance(text, Spelled) else json.dumps(text, ensure_ascii=False)


MISSING = object()
"""What an empty cell holds: no value, not even ``null``."""


def json_value(text: str) -> Any:
    """The value of a JSON text or of JSON Lines, as Python's own parser reads it."""
    try:
        return _strict(text)
    except ValueError:
        return Lines([_strict(line) for line in text.split("\n") if line.strip()])


def plain(value: Any) -> Any:
    """The value in Python's own types: what `json.loads` would have made of it."""
    match value:
        case Number():
            return json.loads(value.spelling)
        case Object():
            return {key: plain(inner) for key, inner in value.pairs}
        case list():
            return [plain(inner) for inner in value]
    return value


def _strict(text: str) -> Any:
    return json.loads(
        text,
        parse_int=Number,
        parse_float=Number,
        parse_constant=_refuse,
        object_pairs_hook=lambda pairs: Object(pairs),
    )


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
