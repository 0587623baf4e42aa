"""A reader of compressed text, written from the page on the notation alone: what it reads is what was there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.reader.announcements import announced
from tests.reader.calls import CLASS, calls
from tests.reader.frames import frame
from tests.reader.json_values import of_python, value
from tests.reader.orders import in_order
from tests.reader.reading import Forms, Reading
from tests.reader.source import MalformedError, Source
from tests.reader.tables import FRAMED, LINES, framed, rows
from tests.reader.tuples import JOINED, tuples
from tests.reader.values import MISSING, Lines, Text, Value

BRACKET = re.compile(r"[\[{]")


def read(text: str) -> Value:
    """The value of a text that is one, or those of its lines.

    Raises:
        ValueError: the text is malformed; where, and what was expected there.
    """
    document = Document(text)
    document.read()
    return document.value()


def read_beginning(text: str) -> tuple[Value, str]:
    """The value that a text begins to say, as far as it goes, and what stands where it no longer can be read."""
    document = Document(text)
    try:
        document.read()
    except MalformedError as fault:
        return document.value(), text[fault.position :]
    return document.value(), ""


def read_parts(text: str) -> list[Value]:
    """The words of a text and the values among them."""
    parts: list[Value] = []
    malformed: set[int] = set()
    read_to = 0
    table: list[Value] | None = None
    bracket = BRACKET.search(text)
    while bracket:
        start = bracket.start()
        document = Document(text, start, table)
        # What is no value within another may be a table of lines by itself.
        may_be = start not in malformed or any(lines.match(text, start) for lines in (LINES, FRAMED, JOINED))
        if may_be and document.is_read():
            parts += [text[read_to:start], *document.by_line()]
            read_to = start = document.reading.source.position
            table = document.reading.table
        else:
            malformed.update(document.reading.begun)
            start += 1
        bracket = BRACKET.search(text, start)
    return _merged([*parts, text[read_to:]])


def _merged(parts: list[Value]) -> list[Value]:
    """The parts with words that follow words as one."""
    merged: list[Value] = []
    for part in parts:
        if type(part) is str and merged and type(merged[-1]) is str:
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return merged


class Document:
    """Values one a line, or joined otherwise, which are mostly one."""

    def __init__(self, text: str, start: int = 0, table: list[Value] | None = None) -> None:
        self.reading = Reading(Source(text, start), value)
        self.reading.table = table
        self.values: list[Value] = []
        self.has_table_of_lines = False
        self.gap = "\n"
        """What stands between the values."""
        self.around: list[tuple[str, str]] = []
        """What stands before and behind each of them, where anything does."""

    def read(self) -> None:
        """Read all lines of the text."""
        source = self.reading.source
        while True:
            self.read_value()
            if source.is_at_end:
                return
            if not source.skip("\n"):
                raise source.expected("the end of the line")
            if source.is_at_end:
                return

    def read_value(self) -> None:
        """Read the value that begins here, or those of a table of lines."""
        try:
            self._read_value()
        except RecursionError:
            raise self.reading.source.fault("values stand too deep within each other for this reader") from None

    def _read_value(self) -> None:
        source, start = self.reading.source, self.reading.source.position
        forms = announced(self.reading) or Forms()
        if table := source.match(LINES):
            self.gap = "\n" if table[2] is None else str(Text.spelled(table[2]))
            self._read_lines(int(table[1]), forms)
        elif table := source.match(JOINED):
            self.gap = str(Text.spelled(table[2]))
            self._add_lines(tuples(self.reading, int(table[1])))
        elif table := source.match(FRAMED):
            self.gap = "\n" if table[3] is None else str(Text.spelled(table[3]))
            self._read_framed(int(table[1]), Text.spelled(table[2]), forms)
        else:
            source.position = start
            self.values.append(self.reading.value())

    def _add_lines(self, found: Sequence[Value]) -> None:
        self.reading.source.expect("]")
        self.has_table_of_lines = True
        self.values += found

    def _read_lines(self, count: int, forms: Forms) -> None:
        if self.reading.source.match(CLASS):
            self._add_lines(calls(self.reading, count))
            return
        found: list[Value] = []
        self.has_table_of_lines = True
        with self.reading.announced(forms):
            rows(self.reading, count, found)
            self.reading.source.expect("]")
        self.values += in_order(of_python(found, forms), forms.orders)

    def _read_framed(self, count: int, shown: str, forms: Forms) -> None:
        lines = frame(shown)
        if lines is None:
            raise self.reading.source.fault("lines without an object")
        found: list[Value] = []
        self.has_table_of_lines = True
        with self.reading.announced(forms):
            self.around = [lines.around(texts) for texts in framed(self.reading, count, lines.marks, found)]
            self.reading.source.expect("]")
        self.values += in_order(found, forms.orders)

    def is_read(self) -> bool:
        """Read one value, if there is one here."""
        try:
            self.read_value()
        except MalformedError:
            return False
        return True

    def value(self) -> Value:
        """What has been read."""
        still_open = self.reading.so_far()
        values = self.values if still_open is MISSING else [*self.values, still_open]
        if len(values) == 1 and not self.has_table_of_lines:
            return values[0]
        return Lines(values) if values else MISSING

    def by_line(self) -> list[Value]:
        """The values that have been read, with the ends of their lines between them, or what else joins them."""
        around = self.around or [("", "")] * len(self.values)
        parts = ((self.gap, before, value, behind) for value, (before, behind) in zip(self.values, around, strict=True))
        return [part for line in parts for part in line][1:]
