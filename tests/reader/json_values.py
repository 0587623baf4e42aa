"""Values where JSON has them, in JSON and in the forms that stand in its place."""

from __future__ import annotations

import re

from tests.reader import instances, integer_keys
from tests.reader.announcements import announced
from tests.reader.calls import HEADER as CALLS
from tests.reader.calls import calls
from tests.reader.cells import called
from tests.reader.documents import closed
from tests.reader.marks import marked
from tests.reader.orders import in_order
from tests.reader.python_values import SET, python
from tests.reader.quotes import QUOTES, between_quotes
from tests.reader.reading import Forms, Reading
from tests.reader.script_values import SHOWN, script
from tests.reader.source import Source
from tests.reader.strings import LITERALS, NUMBER, string
from tests.reader.tables import AGAIN, ARRAYS, ENTRIES, ONE_ROW, ROWS, arrays, entries, one_row, rows
from tests.reader.tuples import HEADER as TUPLES
from tests.reader.tuples import tuples
from tests.reader.values import MISSING, Number, Object, Text, Value

SPACE = re.compile(r"[ \t\r\n]*")
LITERAL = re.compile("|".join(LITERALS))


def value(reading: Reading) -> Value:
    """The value that begins here, behind the line that announces its forms where there is one."""
    forms = announced(reading)
    if forms is None:
        return marked(reading, lambda: _unmarked(reading))
    with reading.announced(forms):
        found = marked(reading, lambda: _unmarked(reading))
    if forms.documents:
        found = closed(found, *forms.documents, reading.source)
    found = of_python(found, forms)
    return in_order(found, forms.orders) if forms.orders else found


def of_python(found: Value, forms: Forms) -> Value:
    """The value with its integer keys and its instances."""
    if forms.integer_keys:
        found = integer_keys.closed(found)
    return instances.closed(found, forms.instances) if forms.instances else found


def _unmarked(reading: Reading) -> Value:
    source = reading.source
    match source.next():
        case "[":
            is_shown = reading.forms.script and SHOWN.match(source.text, source.position)
            return script(source) if is_shown else _array(reading)
        case "{":
            is_set = reading.forms.python and SET.match(source.text, source.position)
            return python(source) if is_set else _object(reading)
        case '"':
            return between_quotes(reading) if _is_between_quotes(reading) else string(source)
    if (found := called(reading)) is not MISSING:
        return found
    if number := source.match(NUMBER):
        return Number(number[0])
    if literal := source.match(LITERAL):
        return LITERALS[literal[0]]
    raise source.expected("a value")


def _is_between_quotes(reading: Reading) -> bool:
    is_announced = reading.forms.raw_text or reading.forms.json_text
    return bool(is_announced) and reading.source.next(3) == QUOTES


def _array(reading: Reading) -> list[Value]:
    source = reading.source
    if reading.table is not None and source.skip(AGAIN):
        return reading.table
    elements: list[Value] = []
    with reading.opened(elements, elements.append):
        if table := source.match(TUPLES):
            elements += tuples(reading, int(table[1]))
            _behind_rows(reading, elements)
        elif table := source.match(CALLS):
            elements += calls(reading, int(table[1]))
            _behind_rows(reading, elements)
        elif table := source.match(ARRAYS):
            arrays(reading, int(table[1]), elements)
            source.expect("]")
        elif table := source.match(ROWS):
            rows(reading, int(table[1]), elements)
            _behind_rows(reading, elements)
        else:
            source.expect("[")
            source.match(SPACE)
            return elements if source.skip("]") else _elements(reading, elements)
    if reading.forms == Forms():
        reading.table = elements
    return elements


def _behind_rows(reading: Reading, elements: list[Value]) -> None:
    """The end of a table, or what stood behind its rows in an array that was cut off."""
    if reading.source.skip(","):
        reading.announce(Forms())
        _elements(reading, elements)
        raise reading.source.fault("an array that was cut off does not end")
    reading.source.expect("]")


def _elements(reading: Reading, elements: list[Value]) -> list[Value]:
    """The elements up to the bracket that closes them; where they are those of a matrix, its rows."""
    source = reading.source
    matrix: list[Value] = []
    while True:
        source.match(SPACE)
        elements.append(reading.value())
        source.match(SPACE)
        if reading.forms.matrices and source.skip(";"):
            matrix.append([*elements])
            elements.clear()
        elif not source.skip(","):
            break
    source.expect("]")
    if not matrix:
        return elements
    matrix.append(elements)
    if not all(isinstance(element, Number) for row in matrix for element in row):
        raise source.fault("a matrix holds numbers")
    return matrix


def _object(reading: Reading) -> Object:
    source, key = reading.source, ""
    fields: list[tuple[str, Value]] = []
    with reading.opened(Object(fields), lambda inner: fields.append((key, inner))):
        if table := source.match(ENTRIES):
            entries(reading, int(table[1]), fields)
        elif source.skip(ONE_ROW):
            fields += one_row(reading).fields
        else:
            source.expect("{")
            source.match(SPACE)
            while (not fields and source.next() != "}") or source.skip(","):
                key = _key(source)
                fields.append((key, reading.value()))
                source.match(SPACE)
        source.expect("}")
    return Object(fields)


def _key(source: Source) -> Text:
    """The key of a field, and the colon behind it."""
    source.match(SPACE)
    key = string(source)
    source.match(SPACE)
    source.expect(":")
    source.match(SPACE)
    return key
