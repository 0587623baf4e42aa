"""Lists and maps of alike objects in a document, as what can be asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from headroom._reading.subject import spelled

__all__ = ["Path", "Rows", "flat", "is_short", "key_of", "phrase", "rows_in"]

Path = tuple[str, ...]
"""Keys that lead to a value."""
_LONGEST = 48
_NAMES_OF_KEYS = ["id", "number", "no", "order_id", "key", "name", "login", "symbol", "device", "event", "sku", "title"]


class Rows(NamedTuple):
    """Alike objects, which are told apart by a field, or by their keys in a map."""

    path: Path
    field: str | None
    """The field that tells them apart; ``None`` in a map."""
    names: list[str]
    """What they are called."""
    rows: list[dict[str, Any]]

    def entry(self, number: int) -> str:
        """Name one of them in a question."""
        name = self.names[number]
        return f'the entry "{name}"' if self.field is None else f'the entry whose "{self.field}" is {name}'

    @property
    def columns(self) -> dict[Path, list[Any]]:
        """The scalars at each path, of the rows that have it."""
        found: dict[Path, list[Any]] = {}
        for row in self.rows:
            for path, value in flat(row):
                found.setdefault(path, []).append(value)
        return found


def rows_in(value: Any, path: Path = ()) -> Iterator[Rows]:
    """Find lists and maps of alike objects, none within another, whose rows can be told apart."""
    if isinstance(value, list) and _are_alike(value):
        field = key_of(value)
        if field is not None:
            yield Rows(path, field, [spelled(row[field]) for row in value], value)
    elif isinstance(value, Mapping) and len(value) >= 5 and _are_alike(list(value.values())):
        yield Rows(path, None, list(value), list(value.values()))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from rows_in(inner, (*path, key))


def _are_alike(rows: Sequence[Any]) -> bool:
    if len(rows) < 3 or not all(isinstance(row, dict) and row for row in rows):
        return False
    common = set(rows[0]).intersection(*rows)
    every = set[str]().union(*rows)
    return len(common) >= max(2, 0.3 * len(every)) or (len(common) == 1 and len(rows) >= 6 and len(every) <= 12)


def key_of(rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Find the field that tells rows apart, the most usual one of several."""
    fields = [field for field in rows[0] if _tells_apart([row.get(field) for row in rows])]
    return min(fields, key=_rank, default=None)


def _rank(field: str) -> int:
    return _NAMES_OF_KEYS.index(field) if field in _NAMES_OF_KEYS else len(_NAMES_OF_KEYS)


def _tells_apart(values: Sequence[Any]) -> bool:
    named = all(type(value) in (str, int) and is_short(value) for value in values)
    return named and len(set(map(spelled, values))) == len(values)


def flat(value: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give the scalars of an object and of the objects in it."""
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield from flat(inner, (*path, key))
        elif not isinstance(inner, list):
            yield (*path, key), inner


def phrase(path: Path) -> str:
    """Name a value by its path."""
    return " of ".join(f'"{key}"' for key in reversed(path))


def is_short(value: Any) -> bool:
    """Whether a scalar says something and can be answered in a few words."""
    return value is not None and 0 < len(spelled(value)) <= _LONGEST and "\n" not in spelled(value)
