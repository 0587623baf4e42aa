"""Tables of tuples, whose cells are as Python has them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.reader.source import Source

_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
_QUOTED = r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*\""""
_SCALAR = re.compile(rf"(?:None|True|False|{_NUMBER}|b?(?:{_QUOTED}))(?=[,\n])")
_OPENING = re.compile(r"[\w.]*\(|[\[{]", re.ASCII)
_LINE = re.compile(r"[^\n]*")
_BARE = re.compile(r"[^,\n]+")


@dataclass(frozen=True, slots=True)
class Tuple:
    """A tuple, whose elements are what Python writes for them: ``1.0`` is not ``1``, and that not ``True``."""

    elements: tuple[str, ...]


def tuples_of(rows: Iterable[Iterable[Any]]) -> list[Tuple]:
    """What Python's own tuples are read as."""
    return [Tuple(tuple(map(repr, row))) for row in rows]


class Tuples(Source):
    """Reads tables of tuples behind their headers."""

    def tuples(self, count: int) -> list[Tuple]:
        rows = [self.tuple() for _ in range(count)]
        if len({len(row.elements) for row in rows}) > 1:
            raise self.fault("tuples of several lengths")
        self.expect("]")
        return rows

    def tuple(self) -> Tuple:
        elements = [self.element()]
        while self.take(","):
            self.take(" ")
            elements.append(self.element())
        self.expect("\n")
        return Tuple(tuple(elements))

    def element(self) -> str:
        if scalar := self.match(_SCALAR):
            return scalar[0]
        if _OPENING.match(self.text, self.at) and (nested := self.nested()):
            return nested
        if bare := self.match(_BARE):
            return repr(bare[0])
        raise self.fault("expected an element")

    def nested(self) -> str | None:
        """A call or what has brackets: as much as Python reads as one value, up to a comma or the end of the line."""
        line = _LINE.match(self.text, self.at)
        ends = [comma.start() for comma in re.finditer(r",|\Z", line[0] if line else "")]
        for end in ends:
            source = self.text[self.at : self.at + end]
            if source.endswith((")", "]", "}")) and _is_value(source):
                self.at += end
                return source
        return None


def _is_value(source: str) -> bool:
    try:
        ast.parse(source, mode="eval")
    except SyntaxError:
        return False
    return True
