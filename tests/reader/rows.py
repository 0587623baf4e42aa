"""The rows of an array that a text changes: objects, named by one of their columns."""

from __future__ import annotations

from collections.abc import Iterable

from tests.reader.paths import RowName
from tests.reader.values import Number, Object, Value


class UnfitError(ValueError):
    """A change that does not fit the value that it is made to."""


class Rows:
    """An array of objects, whose rows get their names when the first of them is named."""

    def __init__(self, array: Value) -> None:
        if not isinstance(array, list) or not all(isinstance(row, Object) for row in array):
            raise UnfitError("rows are those of an array of objects")
        self.array: list[Object] = array
        self.column: str | None = None
        self._by_name: dict[Value, Object] = {}

    def name_by(self, column: str) -> None:
        """The rows are named by this column, as those before were."""
        if self.column is None:
            self.column = column
            self._remember(self.array)
        if self.column != column:
            raise UnfitError(f"the rows are named by {self.column}, not by {column}")

    def _remember(self, rows: Iterable[Object]) -> None:
        for row in rows:
            name = self._name_of(row)
            if name in self._by_name:
                raise UnfitError(f"{name!r} names two rows")
            self._by_name[name] = row

    def _name_of(self, row: Object) -> Value:
        names = [value for name, value in row.fields if name == self.column]
        if len(names) != 1 or isinstance(names[0], list | Object):
            raise UnfitError(f"a row has no name in {self.column}")
        return _exactly(names[0])

    def find(self, name: RowName) -> Object | None:
        """The row of this name, if there is one."""
        self.name_by(name.column)
        return self._by_name.get(_exactly(name.value))

    def named(self, name: RowName) -> Object:
        """The row of this name, which has to be there."""
        row = self.find(name)
        if row is None:
            raise UnfitError(f"no row has {name.value!r} in {name.column}")
        return row

    def place(self, row: Object) -> int:
        return next(place for place, other in enumerate(self.array) if other is row)

    def replace(self, row: Object, value: Value) -> None:
        """Put a value in the place of a row, whose name it has."""
        if not isinstance(value, Object) or self._name_of(value) != (name := self._name_of(row)):
            raise UnfitError("a row keeps its name")
        self.array[self.place(row)] = self._by_name[name] = value

    def remove(self, row: Object) -> None:
        del self.array[self.place(row)]
        del self._by_name[self._name_of(row)]

    def add(self, rows: list[Object], place: int) -> None:
        """Put new rows at a place."""
        if self.column is not None:
            self._remember(rows)
        self.array[place:place] = rows

    def move(self, rows: list[Object], behind: Object | None, to_start: bool = False) -> None:
        """Move rows to the start, behind a row, or to the end."""
        moved = {id(row) for row in rows}
        if len(moved) < len(rows) or id(behind) in moved:
            raise UnfitError("a row is named twice")
        self.array[:] = [row for row in self.array if id(row) not in moved]
        place = 0 if to_start else len(self.array) if behind is None else self.place(behind) + 1
        self.array[place:place] = rows

    def order(self, rows: list[Object]) -> None:
        """Put all rows in this order."""
        if len(rows) != len(self.array) or len({id(row) for row in rows}) < len(rows):
            raise UnfitError("an order names every row once")
        self.array[:] = rows


def _exactly(value: Value) -> Value:
    """A value that equals no other, as `True` would equal 1."""
    return value if isinstance(value, str | Number) else (type(value), value)
