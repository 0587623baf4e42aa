"""The values that texts are read as: they are equal where nothing differs, not even the spelling of a number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Value = Any
"""None, a bool, a Number, a text, a list, an Object or a Python value."""


class Missing:
    """The type of what stands for no value."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@dataclass(frozen=True)
class Number:
    """A number as it is spelled: `1.0` is not `1`."""

    spelling: str


@dataclass(frozen=True)
class Object:
    """Keys and values in their order; a key may stand twice. One that is an integer in Python is a number."""

    fields: list[tuple[str | Number, Value]]


@dataclass(frozen=True)
class Lines:
    """The values of JSON Lines, one a line."""

    values: list[Value]


@dataclass(frozen=True)
class Python:
    """A value that only Python has, as Python writes it."""

    source: str


@dataclass(frozen=True)
class Tuple:
    """A tuple of a table of tuples: its elements as Python writes them."""

    elements: list[str]


@dataclass(frozen=True)
class Call:
    """A call of a table of calls: the arguments' names and values as Python writes them."""

    name: str
    arguments: list[tuple[str, str]]
    opening: str = ""
    """What stands before the first of them: nothing, or the brackets of a dict or of pairs."""


@dataclass(frozen=True)
class Instance:
    """An instance of a Python class: what it is made with, by name."""

    name: str
    fields: list[tuple[str, Value]]


class Text(str):
    """A text that remembers how JSON spells it, for those who need a text of JSON to the letter."""

    inner: str
    """What stands between its quotes."""

    @classmethod
    def spelled(cls, inner: str) -> Text:
        """The text that JSON writes as this between quotes."""
        text = cls(json.loads(f'"{inner}"', strict=False) if "\\" in inner else inner)
        text.inner = inner
        return text

    @classmethod
    def bare(cls, words: str) -> Text:
        """The text of these very words."""
        text = cls(words)
        text.inner = json.dumps(words, ensure_ascii=False)[1:-1]
        return text


def _refuse(name: str) -> Value:
    raise ValueError(f"{name} is no JSON")


DECODER = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=_refuse, object_pairs_hook=Object, strict=True
)
"""Python's own parser, for these values."""


def json_value(text: str) -> Value:
    """The value of JSON or of JSON Lines, as Python's own parser reads it."""
    try:
        return DECODER.decode(text)
    except ValueError:
        lines = [line for line in text.split("\n") if line]
        if len(lines) < 2:
            raise
        return Lines([DECODER.decode(line) for line in lines])


def plain(value: Value) -> Any:
    """A value in Python's own types, where no key stands twice."""
    match value:
        case Number(spelling):
            return json.loads(spelling)
        case Object(fields):
            return {str(key): plain(inner) for key, inner in fields}
        case list() | Lines():
            return [plain(inner) for inner in elements(value)]
        case Text():
            return str(value)
    return value


def elements(value: list[Value] | Lines) -> Iterable[Value]:
    return value.values if isinstance(value, Lines) else value
