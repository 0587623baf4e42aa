"""What comes out of rows: values with their texts in place of marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from .marks import BEGIN, key_in, shown
from .values import Place, strings
from .written import marked, resolved

__all__ = ["LOST", "LostError", "Reading", "keys_of"]

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
        self._values = values
        self._places = [_places(value) for value in values]

    def keys(self) -> dict[str, None]:
        """Give the keys of all texts that are kept apart, each once."""
        texts = (told for at, places in enumerate(self._places) for told in _texts(self._values[at], places))
        return dict.fromkeys(key for told in texts if (key := key_in(told)))

    def values(self, found: dict[str, str]) -> Iterator[Any]:
        """Give the values with their texts, in their order.

        Raises:
            LostError: If a text was not found.
        """
        return (self._value(at, partial(_told, found)) for at in range(len(self._values)))

    def _value(self, at: int, tell: Callable[[str], str]) -> Any:
        try:
            return _resolved(self._values[at], self._places[at], tell)
        except KeyError:
            raise LostError(at) from None


def keys_of(value: Any) -> dict[str, None]:
    """Give the keys of the texts of one value that are kept apart."""
    return Reading([value]).keys()


def _places(value: Any) -> list[Place]:
    return [] if type(value) is str else list(strings([value], BEGIN))


def _texts(value: Any, places: list[Place]) -> Iterable[str]:
    if type(value) is str:
        return marked(value) if BEGIN in value else ()
    return (place.text for place in places)


def _resolved(value: Any, places: list[Place], tell: Callable[[str], str]) -> Any:
    if type(value) is str:
        return resolved(value, tell) if BEGIN in value else value
    for place in places:
        place.put(tell(place.text))
    return value


def _told(found: dict[str, str], text: str) -> str:
    key = key_in(text)
    return shown(text) if key is None else found[key]
