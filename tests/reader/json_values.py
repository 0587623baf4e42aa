"""JSON, and what stands in the place of its values: records, repeats, matrices, texts between three quotes, tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.reader.source import CutOffError
from tests.reader.tuples import Tuples
from tests.reader.values import MISSING, Number, Object, Spelled

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LITERALS = {"true": True, "false": False, "null": None}

_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_CUT_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*\\?\Z')
_WORD = re.compile(r"[-+.\w]+")
_THREE_QUOTES = re.compile(r'"""(.*?)"""', re.DOTALL)
_AGAIN = re.compile(r"\*([0-9]+)")
_MARK = re.compile(r"&([0-9]+) ")
_TABLE = re.compile(r"([\[{])([0-9]+) rows: ")
_TUPLES = re.compile(r"\[([0-9]+) tuples:\n")


class JsonValues(Tuples):
    """Reads values where JSON has them. `table`, `one_row`, `record` and `json_text` are what its heirs add."""

    cut = False  # whether the text may end before the value does
    unfinished = ""  # what then stood at its end

    def __init__(self, text: str):
        super().__init__(text)
        self.nothing_announced()

    def nothing_announced(self) -> None:
        self.raw = self.repeats = self.matrices = False
        self.spelling: str | None = None
        self.marked: dict[str, Any] = {}
        self.orders: dict[frozenset[str], list[str]] = {}
        self.records: dict[str, Any] = {}
        self.record_name = re.compile(r"(?!)")

    def value(self) -> Any:
        self.spaces()
        return self.shared(self.unshared)

    def shared(self, read: Callable[[], Any]) -> Any:
        """What `read` reads, or the value again that a repeat stands for; a marked value is remembered."""
        if not self.repeats:
            return read()
        begin = self.at
        if again := self.match(_AGAIN):
            if again[1] not in self.marked:
                raise self.fault("a repeat of what was not marked", begin)
            return self.marked[again[1]]
        mark = self.match(_MARK)
        value = read()
        if mark and value is MISSING:
            raise self.fault("nothing is marked")
        if mark and self.marked.setdefault(mark[1], value) is not value:
            raise self.fault("a mark that another value has", begin)
        return value

    def unshared(self) -> Any:
        opening = self.next()
        if opening == '"':
            return self.string()
        if table := opening in ("[", "{") and self.match(_TABLE):
            return self.table(table[1], int(table[2]))
        if tuples := self.match(_TUPLES):
            return self.tuples(int(tuples[1]))
        if opening == "[":
            return self.array()
        if self.take("{1 row: "):
            return self.one_row()
        if opening == "{":
            return self.object()
        if name := self.match(self.record_name):
            return self.record(name[1])
        return self.literal()

    def table(self, opening: str, count: int) -> Any:
        raise NotImplementedError

    def one_row(self) -> Object:
        raise NotImplementedError

    def record(self, name: str) -> Object:
        raise NotImplementedError

    def json_text(self, document: str) -> str:
        raise NotImplementedError

    def string(self) -> str:
        begin = self.at
        if (self.raw or self.spelling is not None) and (text := self.match(_THREE_QUOTES)):
            return self.between_three_quotes(text[1])
        if token := self.match(_STRING):
            try:
                return Spelled.by(token[0])
            except ValueError:
                raise self.fault("expected a string", begin) from None
        self.match(_CUT_STRING)
        raise self.fault("expected a string", begin)

    def between_three_quotes(self, text: str) -> str:
        """Raw text, or where JSON text is announced too what does not begin as a document does."""
        if self.spelling is None or (self.raw and text[:1] not in ("[", "{")):
            return text
        return self.json_text(text)

    def literal(self) -> Any:
        begin = self.at
        word = self.match(_WORD)
        if word and word[0] in LITERALS:
            return LITERALS[word[0]]
        if word and NUMBER.fullmatch(word[0]):
            return Number(word[0])
        raise self.fault("expected a value", begin)

    def array(self) -> list[Any]:
        """An array, or an array of arrays whose rows `;` separates."""
        begin = self.at
        self.expect("[")
        rows = [self.elements()]
        while self.matrices and self.take(";"):
            rows.append(self.elements())
        self.close("]")
        if len(rows) == 1:
            return rows[0]
        if not all(rows):
            raise self.fault("an empty row in a matrix", begin)
        return rows

    def elements(self) -> list[Any]:
        elements: list[Any] = []
        self.spaces()
        if self.next() != "]":
            self.separated(lambda: elements.append(self.value()))
        return elements

    def object(self) -> Object:
        pairs: list[tuple[str, Any]] = []
        self.expect("{")
        self.spaces()
        if self.next() != "}":
            self.separated(lambda: pairs.append(self.pair()))
        self.close("}")
        return Object(pairs)

    def pair(self) -> tuple[str, Any]:
        self.spaces()
        key = self.string()
        self.spaces()
        self.expect(":")
        return key, self.value()

    def separated(self, read: Callable[[], Any]) -> None:
        """Reads one after the other, a comma between."""
        self.whole(read)
        self.spaces()
        while self.take(","):
            self.whole(read)
            self.spaces()

    def whole(self, read: Callable[[], Any]) -> None:
        """Reads something; in a text that may be cut off it need not be whole."""
        begin = self.at
        try:
            read()
        except CutOffError:
            if not self.cut:
                raise
            self.unfinished = self.text[begin:]
            self.at = len(self.text)

    def close(self, bracket: str) -> None:
        if not (self.cut and self.ended()):
            self.expect(bracket)
