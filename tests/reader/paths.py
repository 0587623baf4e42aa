"""Where a change is made: keys with `.` between them, and rows named by what they have in a column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.reader.reading import Reading
from tests.reader.shared import constant
from tests.reader.source import Source
from tests.reader.strings import string
from tests.reader.values import Object, Value

KEY = re.compile(r"[\w$@/-]+")
MOST_STEPS = 32


@dataclass(frozen=True)
class Key:
    """A field of an object."""

    name: str


@dataclass(frozen=True)
class RowName:
    """`[sku=HAT249]`: the row of an array that has this value in this column."""

    column: str
    value: Value


Step = Key | RowName


def path(reading: Reading) -> list[Step]:
    """The path that stands here."""
    source = reading.source
    steps: list[Step] = [row_name(reading) if source.next() == "[" else Key(key(source))]
    while True:
        if source.skip("."):
            steps.append(Key(key(source)))
        elif source.next() == "[" and isinstance(steps[-1], Key):
            steps.append(row_name(reading))
        else:
            break
    if len(steps) > MOST_STEPS:
        raise source.fault(f"a path has {MOST_STEPS} steps at most")
    return steps


def key(source: Source) -> str:
    """A key that stands bare or as a JSON string."""
    if source.next() == '"':
        return string(source)
    found = source.match(KEY)
    if not found:
        raise source.expected("a key")
    return found[0]


def row_name(reading: Reading) -> RowName:
    """The name of a row: its column and what it has there."""
    source = reading.source
    source.expect("[")
    column = key(source)
    source.expect("=")
    value = constant(reading)
    if isinstance(value, list | Object):
        raise source.fault("a row is named by a text, a number or a literal")
    source.expect("]")
    return RowName(column, value)
