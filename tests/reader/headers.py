"""The header of a table, of a group or of a record: the names of its columns, and what all its rows share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from tests.reader.reading import Reading
from tests.reader.shared import Affixes, Beginning, Constant, Counting, shared
from tests.reader.strings import string
from tests.reader.values import MISSING, Object, Text, Value

NAME = re.compile(r'[^"\\,.:;\[\]{}()=*\x00-\x1f\u2028\u2029\ufeff]+')


@dataclass(frozen=True)
class Column:
    """`name`, `"a, b".name`, `name=constant` or `name[columns of a group]`."""

    path: tuple[Text, ...]
    """The field, behind those of the objects that it stands in."""
    name: str
    """The path as the header writes it."""
    content: Constant | Counting | Affixes | Beginning | Header | None

    @property
    def has_cells(self) -> bool:
        return not isinstance(self.content, Constant | Counting)


@dataclass(frozen=True)
class Header:
    """The columns of a table, of a group or of a record."""

    columns: list[Column]

    @cached_property
    def with_cells(self) -> list[Column]:
        return [column for column in self.columns if column.has_cells]

    @cached_property
    def places(self) -> dict[str, int]:
        """The names that cells may say, and where their cells stand; of columns of one name, that of the last."""
        return {column.name: place for place, column in enumerate(self.with_cells)}

    @cached_property
    def _is_flat(self) -> bool:
        return all(len(column.path) == 1 for column in self.columns)

    def object(self, cells: list[Value], row: int = 0) -> Object:
        """The object that a row says by the cells that it has, lacking ones among them."""
        found = [(path, value) for path, value in self.values(cells, row) if value is not MISSING]
        return Object([(path[0], value) for path, value in found]) if self._is_flat else _nested(found)

    def values(self, cells: list[Value], row: int) -> Iterator[tuple[tuple[Text, ...], Value]]:
        """Each column's path and what a row has in it, MISSING where that is nothing."""
        following = iter(cells)
        for column in self.columns:
            match column.content:
                case Constant(value):
                    yield column.path, value
                case Counting() as counting:
                    yield column.path, counting.value(row)
                case _:
                    yield column.path, next(following, MISSING)


def _nested(values: list[tuple[tuple[Text, ...], Value]]) -> Object:
    """Values that stand next to each other, and in objects of one name, stand in one object."""
    fields: list[tuple[str, Value]] = []
    for (name, is_inside), group in groupby(values, key=lambda value: (value[0][0], len(value[0]) > 1)):
        if is_inside:
            fields.append((name, _nested([(path[1:], value) for path, value in group])))
        else:
            fields += [(name, value) for _, value in group]
    return Object(fields)


def header(reading: Reading, rows: int | None = None) -> Header:
    """The columns that stand here, of a table of so many rows."""
    columns = [_column(reading, rows)]
    while reading.source.skip(","):
        columns.append(_column(reading, rows))
    return Header(columns)


def _column(reading: Reading, rows: int | None) -> Column:
    source, start = reading.source, reading.source.position
    path = [name(reading)]
    while source.skip("."):
        path.append(name(reading))
    written = source.text[start : source.position]
    if source.skip("["):
        group = header(reading)
        source.expect("]")
        return Column(tuple(path), written, group)
    return Column(tuple(path), written, shared(reading, rows) if source.skip("=") else None)


def name(reading: Reading) -> Text:
    """A name that stands bare, or as a JSON string."""
    source = reading.source
    if source.next() == '"':
        return string(source)
    found = source.match(NAME)
    if not found:
        raise source.expected("the name of a column")
    if found[0].strip() != found[0] or found[0].startswith("&"):
        raise source.fault(f"{found[0]!r} has to be in quotes")
    return Text.bare(found[0])
