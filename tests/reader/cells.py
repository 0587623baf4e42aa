"""The cells of tables, groups and records: what stands between two commas."""

from __future__ import annotations

import re

from tests.reader import script_values
from tests.reader.headers import Column, Header
from tests.reader.marks import marked
from tests.reader.python_values import BEGINNING, python
from tests.reader.reading import Reading
from tests.reader.shared import Affixes, Beginning
from tests.reader.strings import RECORD, bare, number_or_literal, string
from tests.reader.values import MISSING, Missing, Object, Text, Value

IN_TABLE = re.compile(r"[^,\n]*")
IN_GROUP = re.compile(r"[^,;\[\]\n]*")
IN_RECORD = re.compile(r"[^,()\n]*")
"""The words that stand without quotes in a cell of these."""


def cell(reading: Reading, column: Column, words: re.Pattern[str]) -> Value:
    """The value of the cell that stands here; MISSING where it is empty."""
    content = column.content
    if isinstance(content, Affixes | Beginning):
        text = text_cell(reading, words)
        return text if isinstance(text, Missing) else content.around(text, reading.source)
    return marked(reading, lambda: _unmarked(reading, column, words))


def text_cell(reading: Reading, words: re.Pattern[str]) -> Text | Missing:
    """The text of a cell that holds nothing else, whatever it reads like."""
    source = reading.source
    if source.next() == '"':
        return string(source)
    found = source.words(words)
    return Text.bare(found) if found else MISSING


def _unmarked(reading: Reading, column: Column, words: re.Pattern[str]) -> Value:
    source = reading.source
    if source.next() == "[" and isinstance(column.content, Header):
        return _group(reading, column.content)
    if source.next() in ('"', "[", "{"):
        return reading.value()
    if (found := called(reading)) is not MISSING:
        return found
    found = source.words(words)
    if not found:
        return MISSING
    value = number_or_literal(found)
    return bare(source, found, marks="&*" if reading.forms.repeats else "") if value is MISSING else value


def _group(reading: Reading, header: Header) -> list[Object]:
    """`[A1,2;B2,1]`: the elements of a list, each a row."""
    source = reading.source
    source.expect("[")
    elements: list[Object] = []
    if source.skip("]"):
        return elements
    while True:
        elements.append(row(reading, header, IN_GROUP))
        if not source.skip(";"):
            break
    source.expect("]")
    return elements


def row(reading: Reading, header: Header, words: re.Pattern[str]) -> Object:
    """The object of a row whose cells say no columns: of a group or a record."""
    return header.object(cells(reading, header.with_cells, words))


def cells(reading: Reading, columns: list[Column], words: re.Pattern[str]) -> list[Value]:
    """The cells of a row, in the order of these columns; those at its end may be lacking."""
    found: list[Value] = []
    for column in columns:
        if found and not next_cell(reading):
            break
        found.append(cell(reading, column, words))
    return found


def next_cell(reading: Reading) -> bool:
    """Go on behind a comma and the space that may stand there, if there is one."""
    is_there = reading.source.skip(",")
    if is_there:
        reading.source.skip(" ")
    return is_there


def called(reading: Reading) -> Value:
    """`author(ada,17)`: the record or the value of a language that stands here; MISSING where there is none."""
    source, forms = reading.source, reading.forms
    name = RECORD.match(source.text, source.position) if forms.records else None
    if name and name[1] in forms.records:
        source.position = name.end()
        record = row(reading, forms.records[name[1]], IN_RECORD)
        source.expect(")")
        return record
    if forms.script and script_values.BEGINNING.match(source.text, source.position):
        return script_values.script(source)
    return python(source) if forms.python and BEGINNING.match(source.text, source.position) else MISSING
