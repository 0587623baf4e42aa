"""Tables of tuples, as databases give their rows: cells hold what Python writes, or the words of a string."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import Any

from tests.reader import python_values
from tests.reader.cells import next_cell
from tests.reader.python_values import python
from tests.reader.reading import Reading
from tests.reader.source import Source
from tests.reader.strings import INNER, NUMBER
from tests.reader.values import Tuple

HEADER = re.compile(r"\[([0-9]{1,9}) tuples:\n")
JOINED = re.compile(rf'\[([0-9]{{1,9}}) tuples joined by "({INNER})":\n')
LITERALS = ("None", "True", "False")
BARE = re.compile(r"[^,\n]*")
BEGINNING = re.compile(rf"""['"]|[\[{{]|{python_values.BEGINNING.pattern}""", re.ASCII)


def tuples(reading: Reading, count: int) -> list[Tuple]:
    """The tuples of a table, from behind its header on."""
    found: list[Tuple] = []
    for _ in range(count):
        row = _row(reading)
        if found and len(found[0].elements) != len(row.elements):
            raise reading.source.expected(f"{len(found[0].elements)} elements")
        found.append(row)
        reading.source.expect("\n")
    return found


def _row(reading: Reading) -> Tuple:
    elements = [element(reading.source)]
    while next_cell(reading):
        elements.append(element(reading.source))
    return Tuple(elements)


def element(source: Source) -> str:
    """The element that a cell holds, as Python writes it."""
    if BEGINNING.match(source.text, source.position):
        return normal(source, python(source).source)
    words = source.words(BARE)
    if not words:
        raise source.expected("an element")
    is_value = words in LITERALS or NUMBER.fullmatch(words)
    return normal(source, words) if is_value else repr(words)


def normal(source: Source, element: str) -> str:
    """A value of Python in the one spelling of `ast.unparse`; what is no expression as it stands."""
    if element.startswith("<"):
        return element
    try:
        return ast.unparse(ast.parse(element, mode="eval"))
    except (SyntaxError, ValueError) as fault:
        raise source.fault(f"expected a value of Python, found {element!r}") from fault


def tuples_of(rows: Iterable[tuple[Any, ...]]) -> list[Tuple]:
    """Tuples of Python as a table of them is read."""
    found: list[Tuple] = []
    for row in rows:
        parsed = ast.parse(repr(row), mode="eval").body
        assert isinstance(parsed, ast.Tuple)
        found.append(Tuple([ast.unparse(element) for element in parsed.elts]))
    return found
