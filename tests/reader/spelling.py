"""JSON as programs write it: what a string holds whose value was read in one of the forms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from tests.reader.values import Number, Object, Text, Value


@dataclass(frozen=True)
class Spelling:
    """How much white space a text of JSON has."""

    is_spaced: bool = False
    indent: int = 0

    def written(self, value: Value, depth: int = 0) -> str:
        """The JSON text of a value."""
        match value:
            case Object(fields):
                colon = ": " if self.is_spaced or self.indent else ":"
                entries = (f"{token(key)}{colon}{self.written(inner, depth + 1)}" for key, inner in fields)
                return self._enclosed("{", entries, "}", depth)
            case list():
                return self._enclosed("[", (self.written(inner, depth + 1) for inner in value), "]", depth)
        return token(value)

    def _enclosed(self, opening: str, entries: Iterable[str], closing: str, depth: int) -> str:
        found = list(entries)
        if not self.indent or not found:
            return opening + (", " if self.is_spaced else ",").join(found) + closing
        end = "\n" + " " * self.indent * depth
        line = end + " " * self.indent
        return opening + line + f",{line}".join(found) + end + closing


def token(value: Value) -> str:
    """A value without others in it, as JSON spells it."""
    match value:
        case Number(spelling):
            return spelling
        case Text():
            return f'"{value.inner}"'
        case None | bool() | str():
            return json.dumps(value)
    raise ValueError(f"{value!r} is nothing that JSON has")


SPELLINGS = {
    "": Spelling(),
    ", spaced": Spelling(is_spaced=True),
    ", indented by 2": Spelling(indent=2),
    ", indented by 4": Spelling(indent=4),
}
"""What is announced behind `JSON text`, and what it says."""
