"""A reader of compressed text that was written from docs/notation.md alone.

It shares no code with the crusher and its decoder: where it reads the value that was written, the page says enough.
"""

from __future__ import annotations

import re
from typing import Any

from tests.reader.cells import Cells
from tests.reader.values import Lines

_ANNOUNCING = re.compile(r'\[(?:records: |\*n repeats &n\]|; between rows\]|"""raw text"""\])')
_LINES = re.compile(r"\[([0-9]+) lines: ")
_END_OF_LINE = re.compile(r"[ \t\r]*(?:\n|\Z)")
_RECORD_NAME = re.compile(r"[^,.:;\[\]{}()=*\s\"]+")


def read(text: str) -> Any:
    """The value of a compressed document. A `ValueError` says what of it is malformed, and where."""
    return Reader(text).document()


def read_beginning(text: str) -> tuple[Any, str]:
    """What a document that was cut off holds up to there, and what stands unfinished at its end."""
    reader = Reader(text)
    reader.cut = True
    return reader.document(), reader.unfinished


class Reader(Cells):
    """Reads a whole document."""

    def document(self) -> Any:
        self.spaces()
        values: list[Any] = []
        tables = 0
        while not self.ended():
            self.announcements()
            tables += self.lines(values)
            self.nothing_announced()
            self.end_of_line()
        if not values:
            raise self.fault("expected a value")
        return values[0] if len(values) == 1 and not tables else Lines(values)

    def value(self) -> Any:
        """A value; in a text that was cut off each stands for itself, with what it announces."""
        self.spaces()
        if not self.cut or not self.announcements():
            return super().value()
        value = super().value()
        self.nothing_announced()
        return value

    def announcements(self) -> bool:
        """The line before a value that uses what has to be announced. Whether there is one."""
        if not _ANNOUNCING.match(self.text, self.at):
            return False
        if self.take("[records: "):
            self.announce_records()
        self.repeats = self.take("[*n repeats &n]")
        self.matrices = self.take("[; between rows]")
        self.raw = self.take('["""raw text"""]')
        self.expect("\n")
        return True

    def announce_records(self) -> None:
        self.announce_record()
        while self.take(","):
            self.announce_record()
        self.expect("]")
        names = "|".join(re.escape(name) for name in sorted(self.records, key=len, reverse=True))
        self.record_name = re.compile(rf"({names})\(")

    def announce_record(self) -> None:
        name = self.match(_RECORD_NAME)
        if not name:
            raise self.fault("expected the name of a record")
        self.expect("(")
        self.records[name[0]] = self.columns(")")

    def end_of_line(self) -> None:
        if not self.match(_END_OF_LINE):
            raise self.fault("expected the end of the line")
        self.spaces()

    def lines(self, values: list[Any]) -> bool:
        """Reads the value of a line, or those that a table of lines stands for. Whether it was a table."""
        opening = self.match(_LINES)
        if opening:
            columns = self.columns("\n")
            values += [self.assembled(row) for row in self.rows(columns, int(opening[1]))]
            self.expect("]")
        else:
            self.whole(lambda: values.append(self.value()))
        return bool(opening)
