"""What comes out of rows: values with their texts in place of marks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .marks import BEGIN, Mark, told
from .values import Place, strings
from .written import Span, joined, marked

__all__ = ["LOST", "LostError", "Reading"]

LOST = "a text that is kept apart is not there"


class LostError(LookupError):
    """A value holds a mark whose text was not found; its place among the values."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Reading:
    """Reads values of rows.

    Args:
        values: Values as they are stored: JSON as Python has it, which is changed, or as text.
    """

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = [_InJson(value) if type(value) is str else _InObject(value) for value in values]

    def keys(self) -> dict[str, None]:
        """Give the keys of all texts that are kept apart, each once."""
        return dict.fromkeys(mark.key for value in self._values for _, mark in value.marks if mark.key is not None)

    def values(self, found: Mapping[str, str]) -> Iterator[Any]:
        """Give the values with their texts, in their order.

        Args:
            found: By its key each text, as JSON has it.

        Raises:
            LostError: If a text was not found.
        """
        return (self._value(at, found) for at in range(len(self._values)))

    def _value(self, at: int, found: Mapping[str, str]) -> Any:
        try:
            return self._values[at].resolved(found)
        except KeyError:
            raise LostError(at) from None


class _InJson:
    """A value as text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.marks: list[tuple[Span, Mark]] = list(marked(text))

    def resolved(self, found: Mapping[str, str]) -> str:
        if not self.marks:
            return self._text
        return joined(
            self._text,
            ((span, f'"{mark.shown}"' if mark.key is None else found[mark.key]) for span, mark in self.marks),
        )


class _InObject:
    """A value as Python has it."""

    def __init__(self, value: Any) -> None:
        self._root = [value]
        self.marks: list[tuple[Place, Mark]] = [(place, told(place.text)) for place in strings(self._root, BEGIN)]

    def resolved(self, found: Mapping[str, str]) -> Any:
        for place, mark in self.marks:
            place.put(mark.shown if mark.key is None else json.loads(found[mark.key]))
        return self._root[0]
