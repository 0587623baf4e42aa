"""Tables of what one class is called with: cells hold what Python writes, or the words of a string."""

from __future__ import annotations

import re

from tests.reader.cells import next_cell
from tests.reader.python_values import python
from tests.reader.reading import Reading
from tests.reader.shared import BARE
from tests.reader.source import Source
from tests.reader.strings import NUMBER
from tests.reader.tuples import BEGINNING, LITERALS, element, normal
from tests.reader.values import Call

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
CLASS = re.compile(rf"(?={NAME.pattern}\()")
CLOSING = {"": ")", "{": "})", "[(": ")])"}
"""What closes the call behind the names, by what stands before them."""
HEADER = re.compile(rf"\[([0-9]{{1,9}}) rows: {CLASS.pattern}")


def calls(reading: Reading, count: int) -> list[Call]:
    """The calls of a table, from the name of their class on."""
    source = reading.source
    name = source.words(NAME)
    source.expect("(")
    opening = _opening(source)
    columns = _columns(source)
    source.expect(f"{CLOSING[opening.rpartition(' ')[2]]}\n")
    found: list[Call] = []
    for _ in range(count):
        found.append(Call(name, _arguments(reading, columns), opening))
        source.expect("\n")
    return found


def _opening(source: Source) -> str:
    """What stands before the names: the brackets of a dict or of pairs that the class is called with, or nothing."""
    if source.next() == "<":
        default = python(source).source
        source.expect(", {")
        return f"{default}, {{"
    return next((opening for opening in CLOSING if opening and source.skip(opening)), "")


def _columns(source: Source) -> list[tuple[str, str | None]]:
    """The arguments of a header, and the value of each that all calls have."""
    columns = [_column(source)]
    while source.skip(","):
        columns.append(_column(source))
    return columns


def _column(source: Source) -> tuple[str, str | None]:
    name = source.words(NAME)
    return name, _stated(source) if source.skip("=") else None


def _stated(source: Source) -> str:
    if BEGINNING.match(source.text, source.position):
        return normal(source, python(source).source)
    words = source.words(BARE)
    return normal(source, words) if words in LITERALS or NUMBER.fullmatch(words) else repr(words)


def _arguments(reading: Reading, columns: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    is_first = True
    for name, stated in columns:
        if stated is None:
            if not is_first and not next_cell(reading):
                raise reading.source.expected("a cell")
            is_first = False
            found.append((name, element(reading.source)))
        else:
            found.append((name, stated))
    return found
