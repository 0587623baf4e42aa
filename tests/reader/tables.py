"""Tables: a header, then a row a line."""

from __future__ import annotations

import re

from tests.reader.cells import IN_TABLE, cell, cells, next_cell, text_cell
from tests.reader.headers import NAME, Column, Header, header
from tests.reader.reading import Reading
from tests.reader.shared import Affixes, Counting
from tests.reader.strings import INNER
from tests.reader.values import MISSING, Missing, Object, Value

ROWS = re.compile(r"\[([0-9]{1,9}) rows: ")
LINES = re.compile(rf'\[([0-9]{{1,9}}) (?:lines|objects joined by "({INNER})"): ')
FRAMED = re.compile(rf'\[([0-9]{{1,9}}) objects in lines "({INNER})"(?: joined by "({INNER})")?: ')
AGAIN = "[the same rows as above]"
ARRAYS = re.compile(r"\[([0-9]{1,9}) arrays: ")
ENTRIES = re.compile(r"\{([0-9]{1,9}) rows: ")
ONE_ROW = "{1 row: "
_STEP = rf'(?:"{INNER}"|{NAME.pattern})'
SAID = re.compile(rf"({_STEP}(?:\.{_STEP})*)=")
"""What may be the name of a column and `=`."""


def rows(reading: Reading, count: int, found: list[Value]) -> None:
    """The rows of an array's table, from its header on; their objects are added to what was found."""
    head = _header(reading, count)
    for number in range(count):
        row = _saying_columns(reading, head)
        found.append(head.object(row, number))
        reading.source.expect("\n")


def framed(reading: Reading, count: int, marks: list[str], found: list[Value]) -> list[list[str]]:
    """The rows of objects in lines of text, from the table's header on, and what each says in its first columns."""
    head = _header(reading, count)
    if [column.name for column in head.columns[: len(marks)]] != marks or any(
        column.content for column in head.columns[: len(marks)]
    ):
        raise reading.source.fault(f"the first columns are {marks}")
    fields = Header(head.columns[len(marks) :])
    texts = []
    for number in range(count):
        texts.append([_own_text(reading, mark) for mark in marks])
        found.append(fields.object(_saying_columns(reading, fields), number))
        reading.source.expect("\n")
    return texts


def _own_text(reading: Reading, mark: str) -> str:
    """The cell that says what stood in the place of a mark, and the comma behind it."""
    reading.source.skip(f"{mark}=")
    text = text_cell(reading, IN_TABLE)
    if isinstance(text, Missing):
        raise reading.source.fault(f"nothing stands for {mark}")
    next_cell(reading)
    return text


def arrays(reading: Reading, count: int, found: list[Value]) -> None:
    """The rows of a table of arrays, from its header on, which are added to what was found."""
    head = _header(reading, count)
    for number in range(count):
        row = [value for _, value in head.values(_saying_columns(reading, head), number)]
        if MISSING in row:
            raise reading.source.fault("an array lacks an element")
        found.append(row)
        reading.source.expect("\n")


def _header(reading: Reading, count: int) -> Header:
    head = header(reading, count)
    reading.source.expect("\n")
    return head


def _saying_columns(reading: Reading, head: Header) -> list[Value]:
    """The cells of a row, some of which say their column."""
    columns = head.with_cells
    found: list[Value] = []
    while len(found) < len(columns):
        place = _said(reading, head)
        if place is not None and place < len(found):
            raise reading.source.fault(f"the cell of {columns[place].name} stands before")
        found += [MISSING] * ((place or 0) - len(found))
        value = cell(reading, columns[len(found)], IN_TABLE)
        if place is not None and value is MISSING:
            raise reading.source.fault(f"{columns[place].name} is said of nothing")
        found.append(value)
        if len(found) < len(columns) and not next_cell(reading):
            break
    return found


def _said(reading: Reading, head: Header) -> int | None:
    """The place of the column whose name stands here, which is read."""
    source = reading.source
    name = SAID.match(source.text, source.position)
    place = head.places.get(name[1]) if name else None
    if name and place is not None:
        source.position = name.end()
    return place


def entries(reading: Reading, count: int, found: list[tuple[str, Value]]) -> None:
    """The rows of a map's table, from its header on; its keys and objects are added to what was found."""
    head = _header(reading, count)
    key, fields = head.columns[0], Header(head.columns[1:])
    if key.name != "key":
        raise reading.source.fault("the first column of a map is `key`")
    for number in range(count):
        name = _key(reading, key, number)
        values = cells(reading, fields.with_cells, IN_TABLE) if not key.has_cells or next_cell(reading) else []
        found.append((name, fields.object(values, number)))
        reading.source.expect("\n")


def _key(reading: Reading, column: Column, number: int) -> str:
    """The key of an entry: text, whatever it reads like."""
    if isinstance(column.content, Counting):
        return column.content.text(number)
    found = text_cell(reading, IN_TABLE) if column.has_cells else MISSING
    if isinstance(found, Missing):
        raise reading.source.fault("a row without a key")
    return column.content.around(found, reading.source) if isinstance(column.content, Affixes) else found


def one_row(reading: Reading) -> Object:
    """The object whose fields are the columns of a header, and its values the one row."""
    head = _header(reading, 1)
    found = head.object(cells(reading, head.with_cells, IN_TABLE))
    reading.source.expect("\n")
    return found
