"""Rows and their cells: of tables and maps, of the groups in a row, of records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.reader.headers import Affixed, Column, Counting, Group, Headers, Keys, scalar
from tests.reader.json_values import NUMBER
from tests.reader.values import MISSING, Number, Object, joined

Row = list[tuple[Column, Any]]
"""The columns with what they hold in one row."""

_IN_TABLE = re.compile(r"[^,\n]*")
_IN_GROUP = re.compile(r"[^,;\[\]\n]*")
_IN_RECORD = re.compile(r"[^,()\n]*")


class Cells(Headers):
    """Reads rows. A pattern says where a row stands: it is that of what its bare cells may hold."""

    def table(self, opening: str, count: int) -> Any:
        columns = self.columns("\n")
        if opening == "[":
            elements = [self.assembled(row) for row in self.rows(columns, count, say=True)]
            self.end_of_table("]", lambda: elements.append(self.value()))
            return elements
        if columns[0].has_cells:
            columns[0] = self.keys(columns[0])
        pairs = [self.entry(row) for row in self.rows(columns, count)]
        self.end_of_table("}", lambda: pairs.append(self.pair()))
        return Object(pairs)

    def one_row(self) -> Object:
        """An object whose fields are the columns."""
        [row] = self.rows(self.columns("\n"), 1)
        self.expect("}")
        return self.assembled(row)

    def keys(self, column: Column) -> Keys:
        """The first column of a map: text, with what stands around all of it."""
        if isinstance(column, Group):
            raise self.fault("keys are no lists")
        before, after = (column.before, column.after) if isinstance(column, Affixed) else ("", "")
        return Keys(column.path, before, after, text=True)

    def end_of_table(self, bracket: str, read: Any) -> None:
        """Reads the bracket, or what of the array goes on in a text that was cut off, as if nothing were announced."""
        if self.cut and self.take(","):
            self.nothing_announced()
            self.separated(read)
            self.close(bracket)
        else:
            self.expect(bracket)

    def entry(self, row: Row) -> tuple[str, Object]:
        """The entry of a map: the first column holds the key, always text."""
        key = row[0][1]
        if isinstance(key, Number):
            key = key.spelling
        if not isinstance(key, str):
            raise self.fault("a row without a key")
        return key, self.assembled(row[1:])

    def rows(self, columns: list[Column], count: int, say: bool = False) -> Iterator[Row]:
        for column in columns:
            if isinstance(column, Counting) and len(column.numbers) != count:
                raise self.fault(f"{column.path} counts {len(column.numbers)} of {count} rows")
        for index in range(count):
            yield self.row(columns, _IN_TABLE, index, say)
            self.expect("\n")

    def row(self, columns: list[Column], bare: re.Pattern[str], index: int = 0, say: bool = False) -> Row:
        """A row of cells, of which empty ones at its end are left out; in an array's they may `say` theirs."""
        row: Row = []
        said: Column | None = None
        goes_on = True
        first = next((column for column in columns if column.has_cells), None)
        for place, column in enumerate(columns):
            if not column.has_cells:
                row.append((column, column.of_row(index)))
                continue
            if said is None:
                goes_on = goes_on and (column is first or self.comma())
                said = self.said(columns, place) if goes_on and say else None
            row.append((column, self.cell(column, bare) if goes_on and said in (None, column) else MISSING))
            if column is said:
                if row[-1][1] is MISSING:
                    raise self.fault(f"{column.name} is said of nothing")
                said = None
        return row

    def said(self, columns: list[Column], place: int) -> Column | None:
        """The column that the cell which stands next says, from a place on."""
        for index, column in enumerate(columns):
            if column.has_cells and self.take(f"{column.name}="):
                if index < place:
                    raise self.fault(f"the cell of {column.name} stands before")
                return column
        return None

    def comma(self) -> bool:
        """Whether a comma stands next; it is then read, and the space that may stand behind it."""
        if not self.take(","):
            return False
        self.take(" ")
        return True

    def cell(self, column: Column, bare: re.Pattern[str]) -> Any:
        if isinstance(column, Keys):
            return self.affixed_cell(column, bare)
        if isinstance(column, Affixed):
            return self.shared(lambda: self.affixed_cell(column, bare))
        return self.shared(lambda: self.plain_cell(column, bare))

    def affixed_cell(self, column: Affixed, bare: re.Pattern[str]) -> Any:
        if column.text and self.next() == '"':
            return joined(column.before, self.string(), column.after)
        middle = self.bare(self.match(bare)[0])
        if not middle:
            return MISSING
        if column.text:
            return joined(column.before, middle, column.after)
        whole = column.before + middle + column.after
        if not NUMBER.fullmatch(whole):
            raise self.fault(f"{whole!r} is no number")
        return Number(whole)

    def plain_cell(self, column: Column, bare: re.Pattern[str]) -> Any:
        opening = self.next()
        if opening == "[" and isinstance(column, Group):
            return self.group(column.columns)
        if opening in ('"', "[", "{"):
            return self.unshared()
        if name := self.match(self.record_name):
            return self.record(name[1])
        text = self.bare(self.match(bare)[0])
        if self.repeats and text[:1] in ("&", "*"):
            raise self.fault(f"{text!r} has to be in quotes")
        return scalar(text)

    def group(self, columns: list[Column]) -> list[Object]:
        self.expect("[")
        if self.take("]"):
            return []
        elements = [self.assembled(self.row(columns, _IN_GROUP))]
        while self.take(";"):
            elements.append(self.assembled(self.row(columns, _IN_GROUP)))
        self.expect("]")
        return elements

    def record(self, name: str) -> Object:
        row = self.row(self.records[name], _IN_RECORD)
        self.expect(")")
        return self.assembled(row)

    def assembled(self, row: Row) -> Object:
        """The object of a row: dotted columns become objects in it."""
        objects = {(): Object()}
        for column, value in row:
            if value is not MISSING:
                *outer, name = column.path
                if tuple(column.path) in objects:
                    raise self.fault(f"{name!r} holds fields and a value")
                self.object_at(tuple(outer), objects).pairs.append((name, value))
        return objects[()]

    def object_at(self, path: tuple[str, ...], objects: dict[tuple[str, ...], Object]) -> Object:
        if path not in objects:
            within = self.object_at(path[:-1], objects)
            if any(key == path[-1] for key, _ in within.pairs):
                raise self.fault(f"{path[-1]!r} holds a value and fields")
            objects[path] = Object()
            within.pairs.append((path[-1], objects[path]))
        return objects[path]
