"""A reader of compressed text that was written from docs/notation.md alone.

It shares no code with the crusher and its decoder: where it reads the value that was written, the page says enough.
"""

from __future__ import annotations

import re
from types import NoneType
from typing import Any

from tests.reader.cells import Cells
from tests.reader.spelling import written
from tests.reader.values import Lines, Number, Object

_ANNOUNCING = re.compile(
    r'\[(?:original field order: |records: |\*n repeats &n\]|; between rows\]|"""raw text"""\]|"""JSON text)'
)
_SPELLING = re.compile(r'\["""JSON text(|, spaced|, indented by [24])"""\]')
_LINES = re.compile(r"\[([0-9]+) lines: ")
_END_OF_LINE = re.compile(r"[ \t\r]*(?:\n|\Z)")
_OPENING = re.compile(r"[\[{]")
_RECORD_NAME = re.compile(r"[^,.:;\[\]{}()=*\s\"]+")


def read(text: str) -> Any:
    """The value of a compressed document. A `ValueError` says what of it is malformed, and where."""
    return Reader(text).document()


def read_beginning(text: str) -> tuple[Any, str]:
    """What a document that was cut off holds up to there, and what stands unfinished at its end."""
    reader = Reader(text)
    reader.cut = True
    return reader.document(), reader.unfinished


def read_parts(text: str) -> list[Any]:
    """The values that a text holds, and in turn with them the texts around: an empty one where there is none."""
    parts: list[Any] = []
    begin = at = 0
    while opening := _OPENING.search(text, at):
        at = opening.start() + 1
        reader = Reader(text)
        reader.at = opening.start()
        try:
            values = reader.values()
        except ValueError:
            continue
        parts += [text[begin : opening.start()], values[0]]
        for value in values[1:]:
            parts += ["\n", value]
        begin = at = reader.at
    return [*parts, text[begin:]]


class Reader(Cells):
    """Reads a whole document."""

    lines = False  # whether a table of lines was among what has been read

    def document(self) -> Any:
        self.spaces()
        values: list[Any] = []
        while not self.ended():
            values += self.values()
            self.end_of_line()
        if not values:
            raise self.fault("expected a value")
        return values[0] if len(values) == 1 and not self.lines else Lines(values)

    def value(self) -> Any:
        """A value; in a text that was cut off each stands for itself, with what it announces."""
        self.spaces()
        if not self.cut or not self.announcements():
            return super().value()
        value = self.as_it_came(super().value())
        self.nothing_announced()
        return value

    def announcements(self) -> bool:
        """The line before a value that uses what has to be announced. Whether there is one."""
        if not _ANNOUNCING.match(self.text, self.at):
            return False
        if self.take("[original field order: "):
            self.announce_order()
        if self.take("[records: "):
            self.announce_records()
        self.repeats = self.take("[*n repeats &n]")
        self.matrices = self.take("[; between rows]")
        self.raw = self.take('["""raw text"""]')
        if spelling := self.match(_SPELLING):
            self.spelling = spelling[1]
        self.expect("\n")
        return True

    def announce_order(self) -> None:
        names = [self.name()]
        while not self.take("]"):
            if not self.take(","):
                self.expect(";")
                self.announce_order_of(names)
                names = []
            names.append(self.name())
        self.announce_order_of(names)

    def announce_order_of(self, names: list[str]) -> None:
        if len(names) < 2 or len(set(names)) < len(names):
            raise self.fault("these names are in no order")
        self.orders[frozenset(names)] = names

    def as_it_came(self, value: Any) -> Any:
        """The value with the fields of its objects in the order that is announced."""
        if not self.orders or isinstance(value, str | Number | NoneType):
            return value
        if isinstance(value, Object):
            pairs = [(key, self.as_it_came(inner)) for key, inner in value.pairs]
            order = self.orders.get(frozenset(key for key, _ in pairs), [])
            if len(order) == len(pairs):
                pairs.sort(key=lambda pair: order.index(pair[0]))
            return Object(pairs)
        return [self.as_it_came(inner) for inner in value] if isinstance(value, list) else value

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

    def values(self) -> list[Any]:
        """Reads a value with what it announces, or those that a table of lines stands for."""
        values: list[Any] = []
        self.announcements()
        if opening := self.match(_LINES):
            columns = self.columns("\n")
            values += [self.assembled(row) for row in self.rows(columns, int(opening[1]), say=True)]
            self.expect("]")
            self.lines = True
        else:
            self.whole(lambda: values.append(self.as_it_came(self.value())))
        self.nothing_announced()
        return values

    def json_text(self, document: str) -> str:
        """The string that holds the JSON of a document which stands in these forms."""
        begin = self.at
        inner = Reader(document.removesuffix("\n"))
        try:
            inner.announcements()
            value = inner.as_it_came(inner.value())
        except ValueError as fault:
            raise ValueError(f"in JSON text: {fault}") from None
        if not inner.ended():
            raise self.fault("in JSON text: a second value", begin)
        return written(value, self.spelling or "") + document[len(inner.text) :]
